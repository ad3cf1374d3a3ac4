"""The text of a mail, made from its HTML."""

import pytest
from django.template.loader import render_to_string

from config.kernel.mail_text import text_of

WORDS = "Ana & 'Bo' <b>write</b> _this_ 1. \N{NO-BREAK SPACE}* so"


def body(html):
    return text_of(f"<html><head><title>x</title></head><body>{html}</body></html>")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n  <p>Two\n    words</p>", "One\n\nTwo words\n"),
        ("<p>\n One\n <br>\n Two </p>", "One\nTwo\n"),
        ("<p>See</p><blockquote>A<br>B</blockquote><p>C</p>", "See\n\n“A\nB”\n\nC\n"),
        (
            "<p><a href='https://x/?a=1&amp;b=2'>Go</a></p><p>C</p>",
            "Go:\nhttps://x/?a=1&b=2\n\nC\n",
        ),
        ("<p>A</p><footer><p>B</p></footer>", "A\n\n--\n\nB\n"),
    ],
)
def test_what_a_page_shows_is_what_a_text_says(html, text):
    assert body(html) == text


def test_head_and_heading_are_left_out():
    html = "<html><head><title>x</title><style>p {}</style></head><h1>Subject</h1><p>A</p></html>"

    assert text_of(html) == "A\n"


def test_a_long_address_is_not_wrapped():
    address = f"https://example.org/{'token-' * 80}"

    assert f"\n{address}\n" in body(f'<p><a href="{address}">Go</a></p>')


def test_what_a_member_writes_is_escaped_in_the_html_and_plain_in_the_text():
    others = dict.fromkeys(("subject", "community", "unsubscribe_url", "preferences_url"), "")
    html = render_to_string("emails/base.html", {**others, "name": WORDS, "site_url": "https://x"})

    assert "&lt;b&gt;" in html
    assert f"Hello {WORDS}," in text_of(html)
