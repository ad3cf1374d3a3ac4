"""A seat stayed empty: the member says why, somebody who runs events forgives it."""

import pytest

from tests.journeys.people import INSTRUCTOR, MEMBER

pytestmark = pytest.mark.journey

EVENT = "One small craft"
WORDS = "My tram stood still, and I had no signal to tell you"


def test_explained_and_forgiven(someone):
    member, instructor = someone(), someone()
    member.signs_in(MEMBER)
    _explains(member)
    instructor.signs_in(INSTRUCTOR)
    _forgives(instructor)
    member.page.reload()
    member.sees_heading("Does not count any more")
    member.sees("Forgiven")


def _explains(member):
    member.opens("/c/writers-room/loop/")
    member.follows("Seats of mine that stayed empty")
    member.sees("Only you and those who run this community's events see this.")
    card = member.page.get_by_role("listitem").filter(has_text=EVENT).first
    card.locator("summary").click()
    member.fills("What happened?", WORDS, within=card)
    member.presses(f"Send it {EVENT}", within=card)
    member.sees("Thank you for telling us.")
    member.sees(WORDS)


def _forgives(instructor):
    instructor.opens("/c/writers-room/studio/")
    instructor.follows("Empty seats")
    card = instructor.page.get_by_role("listitem").filter(has_text=WORDS)
    instructor.presses("Forgive Alba Romero", within=card)
    instructor.sees("It does not count any more.")
