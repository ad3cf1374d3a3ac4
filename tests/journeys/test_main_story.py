"""The main job, end to end: template, weekly series, RSVP, reminder, the day, the loop."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import expect

from tests.journeys.people import INSTRUCTOR, MEMBER, reload_until

pytestmark = pytest.mark.journey

LISBON = ZoneInfo("Europe/Lisbon")
TEMPLATE, WEEKLY, TODAY = "Last pages", "Last pages, weekly", "Last pages, right now"
I_AM_HERE = "I\N{RIGHT SINGLE QUOTATION MARK}m here"
TASK = "Send the last page to one reader"
WEEKLY_INTENTION = "Find out why nobody reaches my last page"
INTENTION = "Leave with a last line that I can live with"
ACTION = "Read the last line aloud to my sister"
THANKS = "Thank you for asking what the sister wants"
# The closing step comes first in this circle, so the wrap-up card opens as soon as it begins.
STEPS = (("Close", 25), ("Commit", 5))
BEAT_AND_MAIL_SECONDS = 90


def test_from_a_template_to_my_loop(someone):
    host, member = someone(), someone()
    _writes_a_template(host)
    begins = _schedules_weekly(host)
    member.signs_in(MEMBER)
    _takes_a_seat(member, WEEKLY, WEEKLY_INTENTION)
    _schedules_one_for_now(host)
    _takes_a_seat(member, TODAY, INTENTION)
    _goes_live(host)
    _checks_in_and_commits(member)
    _sees_who_came(host)
    _is_reminded(member, begins)
    _wraps_up(member)
    _looks_at_the_loop(member)


def _writes_a_template(host):
    host.signs_in(INSTRUCTOR)
    host.follows("Writers' Room")
    host.follows("Studio")
    host.follows("Templates")
    host.follows("Write a template")
    host.fills("Title", TEMPLATE)
    host.chooses("Kind", "Own format")
    host.fills("Micro-task (optional)", TASK)
    host.fills("Duration in minutes", "30")
    for number, (kind, minutes) in enumerate(STEPS, start=1):
        host.chooses("Step", kind, within=_step(host, number))
        host.fills("Minutes", str(minutes), within=_step(host, number))
    host.fills("Minutes", "3", within=_step(host, 2))
    host.sees("28 of 30 minutes: 2 too few")
    host.presses("Keep the template")
    _is_told_by_how_much(host)
    host.fills("Minutes", "5", within=_step(host, 2))
    host.sees("30 of 30 minutes: it adds up")
    host.presses("Keep the template")
    host.sees("The template is kept.")


def _is_told_by_how_much(host):
    """The error says it above and beside the field, and what was typed is still there."""
    alert = host.page.get_by_role("alert")
    expect(alert).to_contain_text("The steps add up to 28 minutes: 2 too few for 30.")
    expect(alert).to_be_focused()
    duration = host.page.get_by_label("Duration in minutes", exact=True)
    expect(duration).to_have_accessible_description(re.compile("2 too few for 30"))
    expect(host.page.get_by_label("Title", exact=True)).to_have_value(TEMPLATE)
    expect(_step(host, 2).get_by_label("Minutes", exact=True)).to_have_value("3")
    expect(_step(host, 1).get_by_label("Step", exact=True)).to_have_value("CLOSE")


def _schedules_weekly(host):
    host.follows("Studio")
    host.follows("Schedule a series", within=host.page.get_by_role("navigation"))
    host.chooses("Template", TEMPLATE)
    host.fills("Title (optional)", WEEKLY)
    begins = datetime.now(LISBON).replace(second=0, microsecond=0) + timedelta(minutes=50)
    _says_when(host, begins)
    expect(host.page.get_by_label("Every week", exact=True)).to_be_checked()
    host.presses("Put it on the calendar")
    host.sees("The events of the next eight weeks are on the calendar.")
    ahead = host.page.get_by_role("region", name="Events ahead")
    eighth = ahead.get_by_role("heading", name=WEEKLY, exact=True).nth(7)
    expect(eighth).to_be_visible()
    return begins


def _takes_a_seat(member, title, intention):
    member.follows("Your communities")
    member.follows("Writers' Room")
    member.follows("Events")
    member.page.get_by_role("link", name=title, exact=True).first.click()
    member.fills("What do you want to leave with?", intention)
    member.presses("Take a seat")
    member.sees_heading("You have a seat")
    member.sees(intention)


def _schedules_one_for_now(host):
    """From the template's own card, a moment ahead, when its doors are open already."""
    host.follows("Templates")
    host.follows(f"Schedule it {TEMPLATE}")
    chosen = host.page.get_by_label("Template", exact=True).locator("option:checked")
    expect(chosen).to_have_text(TEMPLATE)
    host.fills("Title (optional)", TODAY)
    _says_when(host, _soon())
    host.presses("Put it on the calendar")
    host.sees("The event is on the calendar.")
    host.sees_heading("You host this event")


def _goes_live(host):
    host.follows("Go to the room")
    host.sees_heading("The doors are open")
    host.presses("Open the room")
    host.sees_heading("It is on")


def _checks_in_and_commits(member):
    member.follows("My loop")
    seats = member.page.get_by_role("region", name="My seats")
    mine = seats.get_by_role("listitem").filter(has_text=TODAY)
    member.follows("Go to the room", within=mine)
    member.presses(I_AM_HERE)
    member.sees("You are here")
    expect(member.page.get_by_label("I will", exact=True)).to_have_value(TASK)
    member.fills("I will", ACTION)
    member.presses("I commit")
    member.sees_heading("Your micro-action")
    member.sees(ACTION)


def _is_reminded(member, begins):
    """By beat and worker, on their own: the mail quotes the intention and brings the calendar."""
    subject = re.compile(f"^(Today|Tomorrow) at .*: {WEEKLY}$")
    mail = member.finds_mail(to=MEMBER, subject=subject, seconds=BEAT_AND_MAIL_SECONDS)
    expect(mail.get_by_role("main")).to_contain_text(WEEKLY_INTENTION)
    as_html = mail.frame_locator("iframe").locator("body")
    expect(as_html).to_contain_text(WEEKLY_INTENTION)
    with mail.expect_download() as download:
        mail.get_by_role("link", name="event.ics", exact=True).click()
    _is_valid_invitation(download.value.path().read_bytes(), begins)
    mail.close()


def _is_valid_invitation(content, begins):
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["METHOD"] == "REQUEST"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Lisbon"]
    (entry,) = calendar.walk("VEVENT")
    assert entry["DTSTART"].params["TZID"] == "Europe/Lisbon"
    assert entry["DTSTART"].dt.replace(tzinfo=None) == begins.replace(tzinfo=None)
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(minutes=30)
    assert entry["UID"]
    assert entry["SUMMARY"] == WEEKLY
    assert WEEKLY_INTENTION in entry["DESCRIPTION"]
    assert entry["ATTENDEE"] == f"mailto:{MEMBER}"
    assert not calendar.errors
    assert not entry.errors


def _sees_who_came(host):
    host.follows("Who is here")
    there = host.page.get_by_role("main").get_by_role("listitem").filter(has_text="Alba Romero")
    expect(there).to_contain_text("Present")


def _wraps_up(member):
    card = member.page.get_by_role("link", name="Fill the wrap-up card", exact=True)
    reload_until(member.page, card, seconds=120)
    card.click()
    member.sees(INTENTION)
    member.sees(ACTION)
    member.page.get_by_role("radio", name="Done", exact=True).check()
    member.fills("One thank-you (optional)", THANKS)
    member.presses("Send my card")
    member.sees("Thank you. The card is filled.")


def _looks_at_the_loop(member):
    member.follows("My loop")
    told = member.page.get_by_role("region", name="What I set out to do")
    line = told.get_by_role("listitem").filter(has_text=INTENTION)
    expect(line).to_contain_text("Done")
    expect(line).to_contain_text(ACTION)
    promised = member.page.get_by_role("region", name="Small things I promised myself")
    expect(promised).to_contain_text(ACTION)
    seats = member.page.get_by_role("region", name="My seats")
    expect(seats).to_contain_text(WEEKLY_INTENTION)


def _step(host, number):
    heading = host.page.get_by_role("heading", name=f"Step {number}", exact=True)
    return host.page.get_by_role("listitem").filter(has=heading)


def _soon():
    """The next minute, or the one after where that is too near to get ready for."""
    now = datetime.now(LISBON)
    minutes = 1 if now.second < 30 else 2
    return now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)


def _says_when(host, moment):
    host.fills("Date", f"{moment:%Y-%m-%d}")
    host.fills("Time", f"{moment:%H:%M}")
    expect(host.page.get_by_label("Time zone", exact=True)).to_have_value("Europe/Lisbon")
