"""Two who go by handles tell each other who they are, once it is over and both want to."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.people import INSTRUCTOR, MEMBER, MODERATOR

pytestmark = pytest.mark.journey

LISBON = ZoneInfo("Europe/Lisbon")
ROOM = "/c/writers-room/"
TITLE, TEMPLATE = "Nobody in particular", "Silent sprint"
ALBA, TOMAS = "Alba Romero", "Tomás Ferreira"
INTENTION = "Write one page that nobody can place"
POST = "I wrote about the river again."
I_AM = re.compile(r"You are (\S+ \d+) here\.")
# The hour that has to pass is the one thing that no browser can do.
LET_IT_PASS = f"""
from datetime import timedelta
from config.kernel import transactions
from events.calendar.models.events import Event
with transactions.tenant_scope(transactions.EVERYWHERE):
    event = Event.objects.get(title={TITLE!r})
    event.starts_at -= timedelta(days=2)
    event.ends_at -= timedelta(days=2)
    event.state, event.ended_at = "ENDED", event.ends_at
    event.save()
"""


def test_from_handles_to_names(someone, stack):
    host, alba, tomas = someone(), someone(), someone()
    event = _schedules_it(host)
    as_alba, as_tomas = _takes_a_seat(alba, MEMBER, event), _takes_a_seat(tomas, MODERATOR, event)
    _posts(alba, as_alba)
    _reads_a_handle(tomas, event, as_alba)
    _reads_a_handle(host, event, as_alba)
    stack.manage("shell", "-c", LET_IT_PASS)
    _would_tell(alba, event, as_tomas)
    tomas.opens(f"{event}reveal/")
    expect(tomas.page.get_by_role("main")).not_to_contain_text(ALBA)
    _would_tell(tomas, event, as_alba)
    tomas.sees(ALBA)
    _is_told_without_a_name(alba, event, as_tomas)
    tomas.opens(event)
    expect(_wall(tomas)).to_contain_text(ALBA)


def _schedules_it(host):
    """Returns the address of its page."""
    host.signs_in(INSTRUCTOR)
    host.opens(f"{ROOM}studio/events/new/")
    host.chooses("Template", TEMPLATE)
    host.fills("Title (optional)", TITLE)
    host.chooses("Names (optional)", "Handles instead of names")
    begins = datetime.now(LISBON) + timedelta(days=1)
    host.fills("Date", f"{begins:%Y-%m-%d}")
    host.fills("Time", f"{begins:%H:%M}")
    host.presses("Put it on the calendar")
    host.sees("The event is on the calendar.")
    return host.page.url


def _takes_a_seat(person, email, event):
    """Returns what they are called there."""
    person.signs_in(email)
    person.opens(event)
    person.sees("Not even the hosts see who is who.")
    person.fills("What do you want to leave with?", INTENTION)
    person.presses("Take a seat")
    person.sees_heading("You have a seat")
    panel = person.page.get_by_role("region", name="You have a seat")
    expect(panel).to_contain_text(I_AM)
    return I_AM.search(panel.inner_text())[1]


def _wall(person):
    return person.page.get_by_role("region", name="Discussion")


def _posts(alba, handle):
    alba.page.reload()
    alba.sees(f"You sign as {handle}.")
    alba.fills("Write something", POST)
    alba.presses("Post")
    alba.sees(POST)


def _reads_a_handle(person, event, handle):
    person.opens(event)
    expect(_wall(person).get_by_role("listitem").filter(has_text=POST)).to_contain_text(handle)
    expect(person.page.get_by_role("main")).not_to_contain_text(ALBA)


def _would_tell(person, event, handle):
    person.opens(event)
    person.follows("Tell each other who you are")
    person.presses(f"I would tell who I am {handle}")


def _is_told_without_a_name(alba, event, handle):
    mail = alba.finds_mail(
        to=MEMBER, subject=f"You and {handle} have revealed yourselves", seconds=90
    )
    expect(mail.get_by_role("main")).not_to_contain_text(TOMAS)
    mail.close()
    alba.opens(f"{event}reveal/")
    alba.sees(TOMAS)
