"""A new person starts a community; others come in by invitation and by asking."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import reload_until

pytestmark = pytest.mark.journey

COMMUNITY, PATH = "Night Bakers", "/c/night-bakers/"
ANA, BEN, CARLA = (f"{name}@bakers.example" for name in ("ana", "ben", "carla"))


def test_a_community_comes_together(someone):
    founder, invited, asking = someone(), someone(), someone()
    _starts_a_community(founder)
    _finds_three_templates(founder)
    _finds_out_what_to_do_next(founder)
    _invites(founder)
    _accepts_from_the_mail(invited)
    _asks_to_join(asking)
    _lets_in(founder)
    _switches(asking)
    _may_not_leave(founder)


def _starts_a_community(founder):
    founder.opens("/")
    founder.follows("Sign up", within=founder.page.get_by_role("main"))
    founder.signs_up(name="Ana Prado", email=ANA)
    founder.sees_heading("You are in no community yet")
    founder.page.get_by_role("link", name="Start a community", exact=True).last.click()
    founder.fills("Name", COMMUNITY)
    founder.chooses("Time zone", "Europe/Lisbon")
    founder.presses("Start")
    founder.sees("Your community is there. Invite the first people.")
    founder.sees_heading(COMMUNITY)
    assert founder.page.url.endswith(PATH)


def _finds_three_templates(founder):
    """They are brought by the worker, a moment later."""
    founder.follows("Studio")
    founder.follows("Templates")
    main = founder.page.get_by_role("main")
    reload_until(founder.page, main.get_by_role("article").nth(2), seconds=30)
    expect(main.get_by_role("article")).to_have_count(3)
    for title in ("Hot seat", "Micro-workshop", "Peer feedback"):
        expect(main.get_by_role("heading", name=title, exact=True)).to_be_visible()


def _finds_out_what_to_do_next(founder):
    """Each empty place names the next step and leads there."""
    founder.follows("Events")
    founder.sees_heading("No events planned yet")
    founder.follows("Open the studio")
    founder.sees_heading("Nothing is scheduled")
    studio = founder.page.get_by_role("region", name="What comes next")
    founder.follows("Schedule an event", within=studio)
    founder.sees_heading("Schedule an event")
    founder.follows("My loop")
    founder.sees_heading("Your loop begins with a seat")
    founder.follows("Find an event")
    founder.sees_heading("No events planned yet")
    founder.follows("Past")
    founder.sees_heading("No past events yet")
    founder.follows("See upcoming events")
    founder.sees_heading("No events planned yet")


def _invites(founder):
    founder.follows("People")
    founder.follows("Open invitations")
    founder.sees_heading("No open invitations")
    founder.page.get_by_role("link", name="Invite somebody", exact=True).last.click()
    founder.fills("E-mail address", "not an address")
    founder.presses("Send the invitation")
    expect(founder.page.get_by_label("E-mail address")).to_have_value("not an address")
    founder.fills("E-mail address", BEN)
    founder.page.get_by_role("checkbox", name="Instructor", exact=True).check()
    founder.presses("Send the invitation")
    founder.sees("The invitation is on its way.")
    founder.sees(BEN)


def _accepts_from_the_mail(invited):
    subject = f"Ana Prado invites you to {COMMUNITY}"
    invited.page = invited.finds_mail(to=BEN, subject=subject)
    invited.page.get_by_role("main").get_by_role("link", name=re.compile("invitations")).click()
    invited.sees_heading(f"Invitation to {COMMUNITY}")
    invited.follows("Sign up", within=invited.page.get_by_role("main"))
    invited.signs_up(name="Ben Okri", email=BEN)
    invited.sees_heading(f"Invitation to {COMMUNITY}")
    invited.presses("Accept the invitation")
    invited.sees("Welcome. Here is what is coming up.")
    invited.follows("Studio")
    invited.sees_heading("Nothing is scheduled")


def _asks_to_join(asking):
    asking.opens(PATH)
    asking.follows("Ask to join")
    asking.follows("Sign up", within=asking.page.get_by_role("main"))
    asking.signs_up(name="Carla Nunes", email=CARLA)
    asking.sees_heading(f"Ask to join {COMMUNITY}")
    asking.fills("A few words about you (optional)", "I bake rye at three in the morning.")
    asking.presses("Ask to join")
    asking.sees("Your request is on its way. We mail you the answer.")
    asking.sees("You have asked to join.")


def _lets_in(founder):
    founder.follows("People")
    founder.follows("1 asks to join")
    founder.sees("I bake rye at three in the morning.")
    founder.presses("Let in Carla Nunes")
    founder.sees("They are in, and we have told them.")
    founder.sees_heading("Nobody is waiting")
    founder.follows("People")
    for name in ("Ana Prado", "Ben Okri", "Carla Nunes"):
        founder.sees(name)


def _switches(asking):
    """From one community to the other, by the page of one's own communities."""
    mail = asking.finds_mail(to=CARLA, subject=f"Welcome to {COMMUNITY}")
    mail.close()
    asking.follows("Your communities")
    asking.follows("Start a community")
    asking.fills("Name", "Rye Friends")
    asking.presses("Start")
    asking.sees_heading("Rye Friends")
    for name in (COMMUNITY, "Rye Friends"):
        asking.follows("Your communities")
        asking.follows(name, within=asking.page.get_by_role("main"))
        asking.sees_heading(name)
        expect(asking.page.get_by_role("banner")).to_contain_text(name)


def _may_not_leave(founder):
    founder.follows(COMMUNITY)
    founder.follows("Leave this community")
    founder.sees_heading(f"Leave {COMMUNITY}?")
    founder.presses("Leave")
    expect(founder.page.get_by_role("alert")).to_contain_text("owner")
    founder.follows("Your communities")
    founder.sees(COMMUNITY)
