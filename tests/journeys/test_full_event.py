"""A full event: the line, an offer by mail, a seat taken, and a wish moved to the next repeat."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.people import INSTRUCTOR, MEMBER, MODERATOR

pytestmark = pytest.mark.journey

LISBON = ZoneInfo("Europe/Lisbon")
ROOM = "/c/writers-room/"
TEMPLATE = WEEKLY = "Small table"
STEPS = (("Arrive", 25), ("Commit", 5))
FIRST = "Bring one page and leave with two"
SECOND = "Find the word that the poem lacks"
MAIL_SECONDS = 90


def test_from_the_line_to_a_seat_and_on_to_the_next(someone):
    host, member, other = someone(), someone(), someone()
    _writes_a_template(host)
    event = _schedules_weekly(host)
    _makes_it_a_table_for_one(host)
    member.signs_in(MEMBER)
    _takes_the_only_seat(member, event)
    other.signs_in(MODERATOR)
    _stands_in_line(other, event)
    _sees_the_line(host)
    _gives_it_back(member)
    _takes_the_seat_that_is_offered(other)
    _moves_on(member, event)


def _writes_a_template(host):
    host.signs_in(INSTRUCTOR)
    host.opens(f"{ROOM}studio/templates/new/")
    host.fills("Title", TEMPLATE)
    host.chooses("Kind", "Own format")
    host.fills("Duration in minutes", "30")
    for number, (kind, minutes) in enumerate(STEPS, start=1):
        heading = host.page.get_by_role("heading", name=f"Step {number}", exact=True)
        step = host.page.get_by_role("listitem").filter(has=heading)
        host.chooses("Step", kind, within=step)
        host.fills("Minutes", str(minutes), within=step)
    host.presses("Keep the template")
    host.sees("The template is kept.")


def _schedules_weekly(host):
    """Returns the address of its first event, five days ahead."""
    host.opens(f"{ROOM}studio/series/new/")
    host.chooses("Template", TEMPLATE)
    begins = datetime.now(LISBON) + timedelta(days=5)
    host.fills("Date", f"{begins:%Y-%m-%d}")
    host.fills("Time", f"{begins:%H:%M}")
    host.presses("Put it on the calendar")
    host.sees("The events of the next eight weeks are on the calendar.")
    ahead = host.page.get_by_role("region", name="Events ahead")
    ahead.get_by_role("link", name=WEEKLY, exact=True).first.click()
    host.sees_heading("You host this event")
    return host.page.url


def _makes_it_a_table_for_one(host):
    host.follows("Seats")
    host.sees("Nobody waits.")
    host.fills("Seats in all rooms together", "13")
    host.presses("See what changes")
    alert = host.page.get_by_role("alert")
    expect(alert).to_contain_text("A room has at most twelve seats.")
    host.fills("Seats in all rooms together", "1")
    host.presses("See what changes")
    host.sees_heading("What will change")
    host.presses("Change it")
    host.sees("0 of 1 taken")


def _takes_the_only_seat(member, event):
    member.opens(event)
    member.fills("What do you want to leave with?", FIRST)
    member.presses("Take a seat")
    member.sees_heading("You have a seat")


def _stands_in_line(other, event):
    other.opens(event)
    other.sees_heading("Every seat is taken")
    other.sees("The next one:")
    other.fills("What do you want to leave with?", SECOND)
    other.presses("Join the waiting list")
    other.sees("You are 1st on the waiting list.")


def _sees_the_line(host):
    host.page.reload()
    host.sees("1 of 1 taken")
    line = host.page.get_by_role("region", name="The waiting list")
    expect(line.get_by_role("listitem")).to_have_count(1)


def _gives_it_back(member):
    member.page.get_by_text("Give up my place", exact=True).click()
    member.presses("Yes, give it up")
    member.sees_heading("Every seat is taken")


def _takes_the_seat_that_is_offered(other):
    """The mail leads to the page, and the page gives the seat."""
    mail = other.finds_mail(
        to=MODERATOR, subject=f"A seat is free for you: {WEEKLY}", seconds=MAIL_SECONDS
    )
    as_html = mail.frame_locator("iframe").locator("body")
    expect(as_html).to_contain_text("It is kept for you until")
    mail.close()
    other.page.reload()
    other.sees_heading("A seat is free for you")
    other.presses("Take the seat")
    other.sees_heading("You have a seat")
    other.sees(SECOND)


def _moves_on(member, event):
    member.opens(event)
    member.fills("What do you want to leave with?", FIRST)
    member.presses("Join the waiting list")
    member.sees("You are 1st on the waiting list.")
    member.presses("Move my wish to that one")
    member.sees_heading("You have a seat")
    member.sees(FIRST)
    assert member.page.url != event
