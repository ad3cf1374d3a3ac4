"""Markdown that members write, and the zones they choose from."""

from html.parser import HTMLParser
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from config.kernel import markdown, zones

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![x](https://tracker.example/p.png)",
    '<a href="x" onclick="alert(1)">x</a>',
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<svg/onload=alert(1)>",
    '[x](https://a.example/" onmouseover="alert(1))',
]


class Elements(HTMLParser):
    """Every element of a piece of HTML, with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def ensure_harmless(html):
    for tag, attributes in Elements(html).found:
        assert tag in markdown.TAGS
        assert set(attributes) <= {"href", "rel", "start"}
        assert urlsplit(attributes.get("href", "")).scheme in {"", "http", "https", "mailto"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_only_text(text):
    ensure_harmless(markdown.render(text))


def test_the_check_above_sees_harm():
    for harm in ("<img src=x>", "<p onclick=x>", '<a href="javascript:x">'):
        with pytest.raises(AssertionError):
            ensure_harmless(harm)


@given(st.text(max_size=300))
def test_any_text_is_rendered(text):
    ensure_harmless(markdown.render(text))


def test_markdown_means_what_people_expect():
    html = markdown.render("# Big\n\n**bold** and *soft*\nnext line\n\n- one\n- two")

    assert "<h3>Big</h3>" in html
    assert "<strong>bold</strong>" in html
    assert "<br>" in html
    assert html.count("<li>") == 2


def test_links_vouch_for_nobody():
    html = markdown.render("[here](https://example.org/)")

    assert 'href="https://example.org/"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


def test_every_zone_on_offer_can_be_reckoned_with():
    offered = [name for _group, choices in zones.zone_choices() for name, _label in choices]

    assert {"Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "UTC"} <= set(offered)
    assert len(offered) == len(set(offered))
    assert all(ZoneInfo(name) for name in offered)


def test_zones_have_names_in_the_active_language():
    with translation.override("pt"):
        labels = dict(choice for _group, choices in zones.zone_choices() for choice in choices)

    assert labels["Europe/Lisbon"] == "Lisboa"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a\x00b"])
def test_what_is_no_zone_is_none(name):
    assert not zones.is_zone(name)
