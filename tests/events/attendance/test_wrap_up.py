import datetime as dt

import pytest
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.models import MicroAction, WrapUp
from events.attendance.rules import Card
from events.attendance.services.wrap_ups import fill_wrap_up
from events.seats.models.rsvps import Rsvp
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import CheckInFactory, MicroActionFactory, WrapUpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rsvp():
    """Somebody who was at an event that ended an hour ago."""
    rsvp = seat_at(event_in(-2 * HOUR), intention_state="LOCKED")
    someone(rsvp.event, "MODERATOR")
    ended(rsvp.event)
    return CheckInFactory(rsvp=rsvp, came_at=rsvp.event.starts_at).rsvp


def fill(rsvp, *, now=None, **said_on_it):
    return fill_wrap_up(
        event_id=rsvp.event_id,
        membership=rsvp.membership,
        card=Card(**said_on_it),
        now=now or timezone.now(),
    )


def test_the_whole_card_in_one_go(rsvp):
    due_on = timezone.now().date() + dt.timedelta(days=3)

    fill(rsvp, outcome="PARTLY", action="Call Ana", due_on=due_on, thanks="To Ben", safety="FINE")
    rsvp.refresh_from_db()

    assert rsvp.intention_state == "PARTLY"
    assert (rsvp.micro_action.text, rsvp.micro_action.due_on) == ("Call Ana", due_on)
    assert (rsvp.wrap_up.thanks, rsvp.wrap_up.safety) == ("To Ben", "FINE")
    assert [fact.data["outcome"] for fact in named("intention_settled")] == ["PARTLY"]
    assert len(named("micro_action_committed")) == len(named("wrap_up_filled")) == 1
    assert named("safety_answer_given") == []


def test_everything_may_be_left_out(rsvp):
    fill(rsvp)
    rsvp.refresh_from_db()

    assert rsvp.intention_state == "LOCKED"
    assert not MicroAction.objects.exists()
    assert (rsvp.wrap_up.thanks, rsvp.wrap_up.safety) == ("", "")


def test_without_a_day_a_micro_action_is_due_in_a_week(rsvp):
    now = timezone.now()

    fill(rsvp, action="Call Ana", now=now)

    assert MicroAction.objects.get().due_on == timezone.localdate(now) + dt.timedelta(days=7)


def test_it_opens_with_the_closing_step():
    rsvp = seat_at(event_in())
    closing = rsvp.event.starts_at + 40 * MINUTE

    with pytest.raises(Refusal, match="closing step"):
        fill(rsvp, now=closing - MINUTE)
    assert fill(rsvp, outcome="DONE", now=closing)


def test_part_of_it_refused_nothing_is_kept(rsvp):
    MicroActionFactory(rsvp=rsvp)

    with pytest.raises(Refusal):
        fill(rsvp, outcome="DONE", action="A second one", thanks="To Ben")
    rsvp.refresh_from_db()

    assert rsvp.intention_state == "LOCKED"
    assert not WrapUp.objects.exists()


def test_without_a_seat_there_is_no_card(rsvp):
    with pytest.raises(Rsvp.DoesNotExist):
        fill_wrap_up(
            event_id=rsvp.event_id,
            membership=rsvp.event.host,
            card=Card(),
            now=timezone.now(),
        )


def test_an_outcome_is_told_once(rsvp):
    fill(rsvp, outcome="DONE")

    with pytest.raises(Refusal, match="nothing left to say"):
        fill(rsvp, outcome="NOT_DONE")


def test_a_third_carrying_over_is_refused(rsvp):
    rsvp.times_carried_over = 2
    rsvp.save()

    with pytest.raises(Refusal, match="carried over twice"):
        fill(rsvp, outcome="CARRIED_OVER")


def test_a_day_later_the_card_still_opens_but_takes_no_micro_action(rsvp):
    late = rsvp.event.ends_at + DAY

    with pytest.raises(Refusal):
        fill(rsvp, action="Call Ana", now=late)
    assert fill(rsvp, outcome="DONE", now=late)


def test_filling_it_anew_replaces_words_and_tells_it_once(rsvp):
    fill(rsvp, thanks="To Ben")

    fill(rsvp, thanks="To Ben and Ana")

    assert WrapUp.objects.get().thanks == "To Ben and Ana"
    assert len(named("wrap_up_filled")) == 1


# In the browser


def card(client, rsvp):
    return client.get(url("wrap_up", rsvp.event))


def test_the_page_asks_what_is_still_to_be_said(sign_in, rsvp):
    page = said(card(sign_in(rsvp.membership), rsvp))

    assert rsvp.intention in page
    assert all(f'name="{name}"' in page for name in ("outcome", "action", "thanks", "safety"))
    assert "Carry it over" in page
    assert "For example: Redraft one paragraph" in page


def test_the_page_does_not_ask_twice(sign_in, rsvp):
    MicroActionFactory(rsvp=rsvp, text="Call Ana")
    rsvp.intention_state, rsvp.intention_settled_at = "DONE", timezone.now()
    rsvp.save()

    page = said(card(sign_in(rsvp.membership), rsvp))

    assert "Call Ana" in page
    assert 'name="action"' not in page
    assert 'name="outcome"' not in page


def test_no_third_carrying_over_is_offered(sign_in, rsvp):
    rsvp.times_carried_over = 2
    rsvp.save()

    assert "Carry it over" not in said(card(sign_in(rsvp.membership), rsvp))


def test_before_the_closing_step_the_page_says_when(sign_in):
    rsvp = seat_at(event_in(HOUR))

    page = card(sign_in(rsvp.membership), rsvp)

    assert page.status_code == 200
    assert "The card opens with the closing step" in said(page)
    assert 'name="thanks"' not in said(page)


def test_filling_it_in_the_browser_leads_to_my_loop(sign_in, rsvp):
    client = sign_in(rsvp.membership)
    words = {"outcome": "DONE", "action": "Call Ana", "thanks": "To all", "safety": "FINE"}

    response = client.post(url("wrap_up", rsvp.event), words)
    page = said(client.get(response["Location"]))

    assert response.status_code == 302
    assert "Call Ana" in page
    assert rsvp.intention in page
    assert "Done" in page


@pytest.mark.parametrize(
    "bad",
    [
        {"outcome": "UNRECONCILED"},
        {"outcome": "CHANGED"},
        {"action": "x" * 201},
        {"action": "Call Ana", "due_on": "soon"},
        {"action": "Call Ana", "due_on": "2001-01-01"},
        {"thanks": "x" * 201},
        {"thanks": "with a \x00 in it"},
        {"safety": "LOUD"},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_input_is_told_and_nothing_written(sign_in, rsvp, bad):
    good = {"outcome": "DONE", "thanks": "To the quiet one"}

    response = sign_in(rsvp.membership).post(url("wrap_up", rsvp.event), good | bad)
    rsvp.refresh_from_db()

    assert response.status_code == 422
    assert "needs another look" in said(response)
    assert "thanks" in bad or "To the quiet one" in said(response)
    assert rsvp.intention_state == "LOCKED"
    assert (WrapUp.objects.count(), MicroAction.objects.count()) == (0, 0)


def test_a_micro_action_typed_too_late_is_refused_not_dropped(sign_in, rsvp):
    rsvp.event.starts_at -= 2 * DAY
    rsvp.event.ends_at -= 2 * DAY
    rsvp.event.save()

    response = sign_in(rsvp.membership).post(url("wrap_up", rsvp.event), {"action": "Call Ana"})

    assert response.status_code == 422
    assert "Call Ana" in said(response)
    assert not WrapUp.objects.exists()


@pytest.mark.parametrize("roles", [[], ["INSTRUCTOR"], ["MODERATOR"], ["OWNER"]], ids=str)
def test_a_card_is_for_those_with_a_seat(sign_in, rsvp, roles):
    client = sign_in(someone(rsvp.event, *roles))

    assert card(client, rsvp).status_code == 404
    assert client.post(url("wrap_up", rsvp.event)).status_code == 404


def test_nobody_sees_another_ones_card(sign_in, rsvp):
    WrapUpFactory(rsvp=rsvp, thanks="Thanks to the baker", safety="TALK")
    other = seat_at(rsvp.event)

    assert "Thanks to the baker" not in said(card(sign_in(other.membership), rsvp))


def test_the_host_sees_thank_yous_on_the_list(sign_in, rsvp):
    fill(rsvp, thanks="Thanks to the baker")

    page = said(sign_in(rsvp.event.host).get(url("attendance_list", rsvp.event)))

    assert "Thanks to the baker" in page
