"""The words we translate for allauth are words that allauth says."""

from pathlib import Path

import allauth
import pytest
from django.utils.translation import override

from config.kernel.allauth_messages import WORDS

SOURCE = "".join(
    path.read_text()
    for folder in ("account", "mfa")
    for path in (Path(allauth.__file__).parent / folder).rglob("*.py")
)


@pytest.mark.parametrize("word", WORDS, ids=str)
def test_allauth_still_says_it(word):
    with override("en"):
        first_words = " ".join(str(word).split()[:5])

    assert first_words in SOURCE
