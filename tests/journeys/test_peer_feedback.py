"""Three members bring a page each; each answers two and reads two answers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.people import INSTRUCTOR, MEMBER, MODERATOR, NEWCOMER

pytestmark = pytest.mark.journey

LISBON = ZoneInfo("Europe/Lisbon")
TITLE = "One page before supper"
INTENTION = "Hear where a stranger stops reading"
PAGES = {MEMBER: "A page of mine", NEWCOMER: "The first page", MODERATOR: "The last page"}


def test_a_page_each_and_two_answers(someone):
    host = someone()
    event = _schedules(host)
    readers = {email: someone() for email in PAGES}
    for email, reader in readers.items():
        _brings_a_page(reader, email, event)
    host.opens(f"{event}feedback/")
    host.sees("3 pieces")
    host.presses("Deal the pieces now")
    host.finds_mail(to=MEMBER, subject=f"Waiting for your answer: {TITLE}").close()
    for reader in readers.values():
        for _piece in range(2):
            _answers(reader, event)
    _reads_and_thanks(readers[MEMBER], event)
    host.opens(f"{event}feedback/")
    host.sees("6 answers")


def _schedules(host):
    """In ten minutes, when its doors are open already; the way to its page."""
    host.signs_in(INSTRUCTOR)
    host.opens("/c/writers-room/studio/events/new/")
    host.chooses("Template", "Peer feedback")
    host.fills("Title (optional)", TITLE)
    begins = datetime.now(LISBON) + timedelta(minutes=10)
    host.fills("Date", f"{begins:%Y-%m-%d}")
    host.fills("Time", f"{begins:%H:%M}")
    host.presses("Put it on the calendar")
    host.sees_heading("You host this event")
    return host.page.url


def _brings_a_page(reader, email, event):
    reader.signs_in(email)
    reader.opens(event)
    reader.fills("What do you want to leave with?", INTENTION)
    reader.presses("Take a seat")
    reader.sees_heading("You have a seat")
    reader.follows("Bring a piece")
    reader.fills("Title", PAGES[email])
    reader.fills("Your piece", "The river had **no opinion**.")
    reader.fills("What should they answer? (optional)", "Where did you stop?")
    reader.presses("Bring my piece")
    reader.sees("Your piece is in. Thank you for bringing it.")


def _answers(reader, event):
    reader.opens(event)
    reader.follows("Read and answer")
    waiting = reader.page.get_by_role("listitem").filter(has_text="Waits for you").first
    waiting.get_by_role("link").click()
    reader.sees("Where did you stop?")
    reader.fills("Your answer", "At the river, *twice*.")
    reader.presses("Send my answer")
    reader.sees("Thank you. Its author can read your answer.")


def _reads_and_thanks(reader, event):
    reader.opens(event)
    reader.sees("You have 2 answers.")
    reader.follows("See where it stands")
    reader.sees("At the river, ")
    reader.presses("Say thank you for answer 1")
    reader.sees("You said thank you")
