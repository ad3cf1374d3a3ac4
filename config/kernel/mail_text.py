"""The text part of a mail, made from its HTML, so that a mail is written once."""

import re
from html.parser import HTMLParser

LEFT_OUT = {"head", "h1"}  # the heading repeats the subject
BEFORE = {"p": "\n\n", "br": "\n", "blockquote": "\n\n“", "footer": "\n\n--"}
AFTER = {"p": "\n\n", "blockquote": "”\n\n"}


def text_of(html: str) -> str:
    """The words of a mail that extends `emails/base.html`, with each link below its words.

    Knows the few elements that our mails have: paragraphs, line breaks, quotes, links and the
    footer. A link ends its paragraph, and lines are as long as they are written.
    """
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    lines = re.sub(r" *\n *", "\n", "".join(parser.parts))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._left_out = 0
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._left_out += tag in LEFT_OUT
        self._address = dict(attrs).get("href") or self._address
        self.parts.append(BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._left_out -= tag in LEFT_OUT
        self.parts.append(f":\n{self._address}\n" if tag == "a" else AFTER.get(tag, ""))

    def handle_data(self, data: str) -> None:
        """Spaces count once, as on a page; those that must not break a line stay."""
        if not self._left_out:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))
