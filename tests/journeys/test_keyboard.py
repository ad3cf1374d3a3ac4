"""A seat without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import MEMBER, PASSWORD

pytestmark = pytest.mark.journey

# The last one on the page is weeks away, so nobody has a seat in it yet.
EVENT = "The long read"
INTENTION = "Read to the end without reaching for my phone"
MOST_STOPS = 90
# Whatever has the focus shows it: by an outline, or by a shadow where an outline would be cut off.
HAS_FOCUS = "element => element === document.activeElement"
SHOWS_FOCUS = """element => {
  const style = getComputedStyle(element);
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const box = element.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return (isOutlined || style.boxShadow !== "none") && isInView;
}"""


def test_a_seat_by_keyboard_alone(someone):
    member = someone()
    _skips_to_the_content(member)
    _signs_in(member)
    _goes_to_the_event(member)
    _takes_a_seat(member)


def _skips_to_the_content(member):
    member.opens("/")
    skip = member.page.get_by_role("link", name="Skip to the content", exact=True)
    _tab(member)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    _press_enter(member)
    expect(member.page.get_by_role("main")).to_be_focused()
    _tab(member)
    inside = member.page.get_by_role("main").get_by_role("link", name="Sign up", exact=True)
    expect(inside).to_be_focused()


def _signs_in(member):
    main = member.page.get_by_role("main")
    _tab_to(member, main.get_by_role("link", name="Sign in", exact=True))
    _press_enter(member)
    member.sees_heading("Sign in")
    _tab_to(member, member.page.get_by_label("Email", exact=True))
    member.page.keyboard.type(MEMBER)
    _tab_to(member, member.page.get_by_label("Password", exact=True))
    member.page.keyboard.type(PASSWORD)
    _press_enter(member)
    member.sees_heading("Your communities")


def _goes_to_the_event(member):
    for name in ("Writers' Room", "Events"):
        _tab_to(member, member.page.get_by_role("link", name=name, exact=True))
        _press_enter(member)
        member.sees_heading(name)
    event = member.page.get_by_role("link", name=EVENT, exact=True).last
    _tab_to(member, event)
    _press_enter(member)
    member.sees_heading(EVENT)


def _takes_a_seat(member):
    _tab_to(member, member.page.get_by_label("What do you want to leave with?", exact=True))
    member.page.keyboard.type(INTENTION)
    _tab_to(member, member.page.get_by_role("button", name="Take a seat", exact=True))
    _press_enter(member)
    seated = member.page.get_by_role("heading", name="You have a seat", exact=True)
    expect(seated).to_be_focused()
    member.sees(INTENTION)


def _tab_to(member, wanted):
    """On the way, each stop shows where the focus is."""
    wanted.wait_for()
    for _stop in range(MOST_STOPS):
        _tab(member)
        if wanted.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"The keyboard does not reach {wanted}.")


def _tab(member):
    member.page.keyboard.press("Tab")
    focused = member.page.locator(":focus")
    assert focused.evaluate(SHOWS_FOCUS), focused.evaluate("element => element.outerHTML")


def _press_enter(member):
    member.page.keyboard.press("Enter")
