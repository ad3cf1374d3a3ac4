"""Handles: a word and a number, drawn for each event where names are not shown."""

from collections.abc import Callable

from django.utils.translation import gettext, gettext_noop

HIGHEST_NUMBERS = (99, 999, 9999)
DRAWS_EACH = 8  # with so many digits, before there is one more
MOST_DRAWS = 60
REASON_MIN_LENGTH = 10
REASON_MAX_LENGTH = 300


WORDS = {
    "heron": gettext_noop("Heron"),
    "otter": gettext_noop("Otter"),
    "lynx": gettext_noop("Lynx"),
    "plover": gettext_noop("Plover"),
    "marten": gettext_noop("Marten"),
    "wren": gettext_noop("Wren"),
    "badger": gettext_noop("Badger"),
    "curlew": gettext_noop("Curlew"),
    "hare": gettext_noop("Hare"),
    "swift": gettext_noop("Swift"),
    "dormouse": gettext_noop("Dormouse"),
    "kestrel": gettext_noop("Kestrel"),
    "salmon": gettext_noop("Salmon"),
    "newt": gettext_noop("Newt"),
    "magpie": gettext_noop("Magpie"),
    "beaver": gettext_noop("Beaver"),
}


def handle_label(*, word: str, number: int) -> str:
    return f"{gettext(WORDS[word])} {number}"


def draw_handle(*, attempt: int, below: Callable[[int], int]) -> tuple[str, int]:
    """The key of a word, and a number from 1; longer numbers where an event is crowded.

    `below` draws evenly from the numbers below its argument. A handle depends on nothing else, so
    it says nothing about the member or their other handles.
    """
    words = sorted(WORDS)
    highest = HIGHEST_NUMBERS[min(attempt // DRAWS_EACH, len(HIGHEST_NUMBERS) - 1)]
    return words[below(len(words))], 1 + below(highest)


def is_fit_reason(text: str) -> bool:
    return REASON_MIN_LENGTH <= len(text) <= REASON_MAX_LENGTH
