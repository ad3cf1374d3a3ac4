"""Everything works where scripts do not run."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import INSTRUCTOR, NEWCOMER

pytestmark = pytest.mark.journey

# The last one on the page is weeks away, so nobody has a seat in it yet.
EVENT = "Evening hot seat"
# Long enough for the browser; without the blanks, too short for us.
TOO_SHORT = "Go    on    now"
FIRST, SECOND = "Ask for help with my opening scene", "Hear where my opening scene drags"
RITUAL = (("Arrive", 5), ("Prompt", 5), ("Rooms", 10), ("Share back", 5), ("Commit", 3))
LAST = ("Close", 2)


def test_a_seat_and_an_intention(someone):
    member = someone(java_script_enabled=False)
    _signs_in_by_code(member, NEWCOMER)
    member.follows("Writers' Room")
    member.follows("Events")
    member.page.get_by_role("link", name=EVENT, exact=True).last.click()
    member.fills("What do you want to leave with?", TOO_SHORT)
    member.presses("Take a seat")
    _is_refused(member)
    member.fills("What do you want to leave with?", FIRST)
    member.chooses("Who may see it?", "All members")
    member.presses("Take a seat")
    member.sees_heading("You have a seat")
    member.sees(FIRST)
    _rewords(member)
    _gives_it_up(member)


def test_a_template_with_one_more_step(someone):
    host = someone(java_script_enabled=False)
    _signs_in_by_code(host, INSTRUCTOR)
    host.follows("Writers' Room")
    host.follows("Studio")
    host.follows("Templates")
    host.follows("Write a template")
    host.fills("Title", "Plain pages")
    host.fills("Duration in minutes", "30")
    for number, step in enumerate(RITUAL, start=1):
        _writes_step(host, number, *step)
    host.presses("Add a step")
    expect(host.page.get_by_label("Title", exact=True)).to_have_value("Plain pages")
    _writes_step(host, len(RITUAL) + 1, *LAST)
    host.presses("Keep the template")
    host.sees("The template is kept.")
    card = host.page.get_by_role("article").filter(has_text="Plain pages")
    expect(card).to_contain_text("30 minutes")


def _signs_in_by_code(person, email):
    person.opens("/")
    person.follows("Sign in", within=person.page.get_by_role("main"))
    person.follows("Mail me a code")
    person.fills("Email", email)
    person.presses("Mail me a code")
    person.types_the_code(email=email, subject="Your code to sign in")
    person.sees_heading("Your communities")


def _is_refused(member):
    """Beside the field, with what was typed."""
    intention = member.page.get_by_label("What do you want to leave with?", exact=True)
    expect(intention).to_have_value(TOO_SHORT)
    expect(intention).to_have_attribute("aria-invalid", "true")
    expect(member.page.get_by_role("alert")).to_contain_text("10")


def _rewords(member):
    member.page.get_by_text("Change my intention", exact=True).click()
    member.fills("What do you want to leave with?", SECOND)
    member.presses("Save my intention")
    member.sees_heading("You have a seat")
    member.sees(SECOND)
    expect(member.page.get_by_role("main").get_by_text(FIRST)).to_have_count(0)


def _gives_it_up(member):
    member.page.get_by_text("Give up my place", exact=True).click()
    member.presses("Yes, give it up")
    member.sees_heading("Take a seat")


def _writes_step(host, number, kind, minutes):
    heading = host.page.get_by_role("heading", name=f"Step {number}", exact=True)
    row = host.page.get_by_role("listitem").filter(has=heading)
    host.chooses("Step", kind, within=row)
    host.fills("Minutes", str(minutes), within=row)
