"""A member says what they need with their seat; a host answers; the member reads it."""

import pytest

from tests.journeys.people import INSTRUCTOR, MEMBER

pytestmark = pytest.mark.journey

ROOM = "/c/writers-room/"
EVENT = "One small craft"
NEED = "Captions, and a short break at half time"
ANSWER = "Captions are on, and we break after twenty minutes"


def test_asked_with_the_seat_and_answered(someone):
    member, host = someone(), someone()
    event = _takes_a_seat_and_asks(member)
    _answers(host, event)
    _reads_the_answer(member)


def _takes_a_seat_and_asks(member):
    member.signs_in(MEMBER)
    member.opens(f"{ROOM}events/")
    member.page.get_by_role("link", name=EVENT, exact=True).last.click()
    member.fills("What do you want to leave with?", "Leave with one page that holds")
    member.page.locator("summary", has_text="Do you need anything").click()
    member.fills("What do you need? (optional)", NEED)
    member.presses("Take a seat")
    member.sees_heading("You have a seat")
    member.sees(NEED)
    member.sees("No answer yet")
    return member.page.url


def _answers(host, event):
    host.signs_in(INSTRUCTOR)
    host.opens(event)
    host.follows("What people need to take part")
    host.sees(NEED)
    card = host.page.get_by_role("listitem").filter(has_text=NEED)
    card.get_by_role("radio", name="Yes, it will be there", exact=True).check()
    host.fills("In a few words (optional)", ANSWER, within=card)
    host.presses("Send the answer Alba Romero", within=card)
    host.sees(ANSWER)


def _reads_the_answer(member):
    mail = member.finds_mail(to=MEMBER, subject=f"About what you need: {EVENT}")
    mail.close()
    member.page.reload()
    member.sees("Will be there")
    member.sees(ANSWER)
