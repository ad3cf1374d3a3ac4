"""Who never had the hot seat comes first; a host may say otherwise, with a reason all can read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.people import INSTRUCTOR, MEMBER, MODERATOR

pytestmark = pytest.mark.journey

LISBON = ZoneInfo("Europe/Lisbon")
ROOM = "/c/writers-room/"
TEMPLATE, TODAY, NEXT_WEEK = "One question", "One question, today", "One question, next week"
STEPS = (("Hot seats", 25), ("Commit", 5))
INTENTION = "Find out what my question really is"
REASON = "His deadline is on Friday"
BEAT_SECONDS = 90


def test_in_order_out_of_order_and_done(someone):
    host, member, other = someone(), someone(), someone()
    _writes_a_template(host)
    today = _schedules(host, TODAY, datetime.now(LISBON) + timedelta(minutes=1))
    next_week = _schedules(host, NEXT_WEEK, datetime.now(LISBON) + timedelta(days=7))
    member.signs_in(MEMBER)
    other.signs_in(MODERATOR)
    _is_offered_it(member, today)
    _has_it(host, member, today)
    _asks(member, next_week)
    _asks(other, next_week)
    _stands_behind_who_never_had_one(member, next_week)
    _gives_it_out_of_order(host, next_week)
    _reads_why(other, next_week)
    _takes_it(member, next_week)


def _writes_a_template(host):
    host.signs_in(INSTRUCTOR)
    host.opens(f"{ROOM}studio/templates/new/")
    host.fills("Title", TEMPLATE)
    host.chooses("Kind", "Hot seat")
    host.fills("Duration in minutes", "30")
    for number, (kind, minutes) in enumerate(STEPS, start=1):
        heading = host.page.get_by_role("heading", name=f"Step {number}", exact=True)
        step = host.page.get_by_role("listitem").filter(has=heading)
        host.chooses("Step", kind, within=step)
        host.fills("Minutes", str(minutes), within=step)
    host.presses("Keep the template")
    host.sees("The template is kept.")


def _schedules(host, title, moment):
    """Returns the address of its page."""
    host.opens(f"{ROOM}studio/events/new/")
    host.chooses("Template", TEMPLATE)
    host.fills("Title (optional)", title)
    begins = moment + timedelta(minutes=1)
    host.fills("Date", f"{begins:%Y-%m-%d}")
    host.fills("Time", f"{begins:%H:%M}")
    host.presses("Put it on the calendar")
    host.sees("The event is on the calendar.")
    return host.page.url


def _asks(person, event):
    person.opens(event)
    person.sees("Everyone with a seat in a room can ask for a hot seat")
    person.fills("What do you want to leave with?", INTENTION)
    person.presses("Take a seat")
    person.sees_heading("You have a seat")
    person.opens(event)
    person.presses("Ask for a hot seat")


def _is_offered_it(member, today):
    _asks(member, today)
    member.sees_heading("A hot seat is free for you")
    mail = member.finds_mail(
        to=MEMBER, subject=f"The hot seat is yours if you want it: {TODAY}", seconds=BEAT_SECONDS
    )
    mail.close()
    member.presses("Take the hot seat")
    member.sees_heading("You have a hot seat")


def _has_it(host, member, today):
    host.opens(f"{today}hot-seats/")
    host.sees("Accepted")
    host.presses("In the seat now Alba Romero")
    member.opens(today)
    member.sees_heading("You are in the hot seat")
    host.presses("Done Alba Romero")
    host.sees_heading("Had the hot seat")
    member.opens(today)
    member.sees("You had the hot seat today.")


def _stands_behind_who_never_had_one(member, next_week):
    member.opens(next_week)
    member.sees_heading("You have asked for a hot seat")
    member.sees("You are 2nd in the queue.")
    member.sees("One person before you has never had a hot seat here.")


def _gives_it_out_of_order(host, next_week):
    host.opens(f"{next_week}hot-seats/")
    second = host.page.get_by_role("main").get_by_role("listitem").filter(has_text="Alba Romero")
    expect(second).to_contain_text("Number 2 in the queue")
    second.locator("summary").click()
    host.fills("Why out of order", REASON, within=second)
    host.presses("Offer it out of order Alba Romero", within=second)
    expect(second).to_contain_text("Offered")
    expect(second).to_contain_text(REASON)


def _reads_why(other, next_week):
    other.opens(next_week)
    other.sees("You are next in the queue.")
    other.sees("Given out of order by the host:")
    other.sees(REASON)


def _takes_it(member, next_week):
    member.opens(next_week)
    member.presses("Take the hot seat")
    member.sees_heading("You have a hot seat")
    member.sees(REASON)
