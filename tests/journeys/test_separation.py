"""One member keeps another apart; to the other an event looks full, until it is lifted."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import MEMBER, MODERATOR, NEWCOMER, reload_until

pytestmark = pytest.mark.journey

ROOM = "/c/writers-room/"
OTHER = "Noor Haddad"
# The last one on the page is weeks away, so nobody has a seat in it yet.
EVENT = "Silent sprint"
INTENTION = "Finish the page that I keep starting"
QUESTION = "What do you want to leave with?"
BEAT_SECONDS = 90


def test_kept_apart_and_lifted(someone):
    member, newcomer, moderator = someone(), someone(), someone()
    _keeps_apart(member)
    event = _takes_a_seat(member)
    _finds_seats(moderator, event)
    _finds_it_full_and_waits(newcomer, event)
    _lifts(member)
    _is_offered_the_seat(newcomer)
    _gives_back(member, event)


def _keeps_apart(member):
    member.signs_in(MEMBER)
    member.opens(f"{ROOM}people/")
    link = member.page.get_by_role("link", name=f"Keep apart {OTHER}", exact=True)
    while not link.count():
        member.page.get_by_role("link", name="Next", exact=True).click()
        member.page.wait_for_load_state()
    link.click()
    member.sees_heading(f"Keep {OTHER} apart from you?")
    member.sees("It does not tell you where they are going.")
    member.presses("Keep us apart")
    member.sees("From now on you are kept apart. Nobody is told.")
    member.sees(OTHER)


def _takes_a_seat(member):
    """And answers where that is."""
    member.opens(f"{ROOM}events/")
    member.page.get_by_role("link", name=EVENT, exact=True).last.click()
    _claims(member, "Take a seat")
    member.sees_heading("You have a seat")
    return re.sub(r"^https?://[^/]+", "", member.page.url)


def _claims(person, button):
    person.fills(QUESTION, INTENTION)
    person.presses(button)


def _finds_seats(moderator, event):
    moderator.signs_in(MODERATOR)
    moderator.opens(event)
    moderator.sees_heading("Take a seat")


def _finds_it_full_and_waits(newcomer, event):
    newcomer.signs_in(NEWCOMER)
    newcomer.opens(f"{ROOM}events/")
    card = newcomer.page.get_by_role("article").filter(has_text=EVENT).last
    expect(card.get_by_role("img", name="Full", exact=True)).to_be_visible()
    newcomer.opens(event)
    newcomer.sees_heading("Every seat is taken")
    _claims(newcomer, "Join the waiting list")
    newcomer.sees_heading("You are on the waiting list")


def _lifts(member):
    member.opens(f"{ROOM}people/")
    member.follows("People I am kept apart from")
    member.presses(f"Lift {OTHER}")
    member.sees("Lifted. Nobody is told.")
    lift = member.page.get_by_role("button", name=f"Lift {OTHER}", exact=True)
    expect(lift).to_have_count(0)


def _is_offered_the_seat(newcomer):
    """By the clock, which looks each minute."""
    offered = newcomer.page.get_by_role("heading", name="A seat is free for you", exact=True)
    reload_until(newcomer.page, offered, seconds=BEAT_SECONDS)
    newcomer.page.get_by_text("No, thank you", exact=True).click()
    newcomer.presses("Decline the seat")
    newcomer.sees_heading("Take a seat")


def _gives_back(member, event):
    """So that other stories find the event as it was."""
    member.opens(event)
    member.page.get_by_text("Give up my place", exact=True).click()
    give_up = member.page.locator("details[open]").get_by_role("button").last
    give_up.click()
    member.sees_heading("Take a seat")
