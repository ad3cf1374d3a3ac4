import datetime as dt
from threading import Barrier

import pytest
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.models import MicroAction
from events.attendance.querysets import MicroActionQuerySet
from events.attendance.services import commitments
from events.attendance.services.commitments import (
    commit_to_micro_action,
    process_due_micro_actions,
    put_off_micro_action,
    settle_micro_action,
)
from events.attendance.services.live import process_due_events
from events.seats.models.rsvps import Rsvp
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    at_once,
    ended,
    event_in,
    named,
    said,
    seat_at,
    url,
)
from tests.factories import NOON, CheckInFactory, MicroActionFactory, RsvpFactory

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


@pytest.fixture
def here():
    """Somebody who is at an event that began ten minutes ago."""
    rsvp = seat_at(event_in(-10 * MINUTE))
    process_due_events(now=timezone.now())
    rsvp.event.refresh_from_db()
    return CheckInFactory(rsvp=rsvp, came_at=rsvp.event.starts_at).rsvp


def commit(rsvp, *, now, text="Redraft one paragraph", due_in=7):
    return commit_to_micro_action(
        event_id=rsvp.event_id,
        membership=rsvp.membership,
        text=text,
        due_on=now.date() + dt.timedelta(days=due_in),
        now=now,
    )


def strike(now):
    return process_due_micro_actions(now=now)


def state_of(action):
    action.refresh_from_db()
    return action.state


def test_a_small_task_with_a_day(here):
    action = commit(here, now=timezone.now())

    assert (action.text, action.state) == ("Redraft one paragraph", "COMMITTED")
    (fact,) = named("micro_action_committed")
    assert (fact.subject_id, fact.data) == (action.pk, {"event_id": here.event_id})


def test_only_who_was_there_commits():
    rsvp = seat_at(event_in())

    with pytest.raises(Refusal, match="here first"):
        commit(rsvp, now=rsvp.event.starts_at)


def test_without_a_seat_nobody_commits():
    event = event_in()

    with pytest.raises(Rsvp.DoesNotExist):
        commit_to_micro_action(
            event_id=event.pk,
            membership=event.host,
            text="Anything",
            due_on=TODAY,
            now=event.starts_at,
        )


def test_until_a_day_after_the_end(here):
    ended(here.event)
    over = here.event.ends_at + DAY

    with pytest.raises(Refusal, match="a day after"):
        commit(here, now=over)
    assert commit(here, now=over - MINUTE)


def test_not_before_it_begins():
    rsvp = CheckInFactory(rsvp=seat_at(event_in(10 * MINUTE))).rsvp

    with pytest.raises(Refusal):
        commit(rsvp, now=rsvp.event.starts_at - MINUTE)


def test_one_each(here):
    commit(here, now=timezone.now())

    with pytest.raises(Refusal, match="You have committed"):
        commit(here, now=timezone.now(), text="Another")

    assert MicroAction.objects.count() == 1


@pytest.mark.parametrize("due_in", [-1, 61])
def test_a_day_out_of_range_is_refused(here, due_in):
    with pytest.raises(Refusal, match="60 days"):
        commit(here, now=timezone.now(), due_in=due_in)


@pytest.mark.parametrize("due_in", [0, 60])
def test_the_first_and_the_last_day(here, due_in):
    assert commit(here, now=timezone.now(), due_in=due_in)


def test_today_is_the_members_own(here):
    """At 23:30 in UTC it is tomorrow in Tokyo, so yesterday's date is too early there."""
    here.membership.user.time_zone = "Asia/Tokyo"
    here.membership.user.save()
    now = here.event.starts_at.replace(hour=23, minute=30)
    here.event.starts_at, here.event.ends_at = now - MINUTE, now + HOUR
    here.event.save()

    with pytest.raises(Refusal):
        commit(here, now=now, due_in=0)
    assert commit(here, now=now, due_in=1)


# Telling what came of it


@pytest.mark.parametrize("outcome", ["DONE", "PARTLY", "DROPPED"])
def test_telling_what_came_of_it(outcome):
    action = MicroActionFactory()

    settle_micro_action(
        micro_action_id=action.pk, membership=action.membership, outcome=outcome, now=NOON
    )

    assert state_of(action) == outcome
    assert action.settled_at == NOON
    (fact,) = named("micro_action_settled")
    assert fact.data == {"event_id": action.event_id, "outcome": outcome}


def test_what_is_told_stays():
    action = MicroActionFactory(state="DONE")

    for use_case, more in (
        (settle_micro_action, {"outcome": "DROPPED"}),
        (put_off_micro_action, {}),
    ):
        with pytest.raises(Refusal, match="You have said"):
            use_case(micro_action_id=action.pk, membership=action.membership, now=NOON, **more)

    assert state_of(action) == "DONE"


def test_still_on_it_gives_another_week():
    action = MicroActionFactory(state="DUE", due_on=TODAY)

    put_off_micro_action(micro_action_id=action.pk, membership=action.membership, now=NOON)

    assert state_of(action) == "COMMITTED"
    assert action.due_on == TODAY + dt.timedelta(days=7)
    assert len(named("micro_action_put_off")) == 1


def test_still_on_it_ends_after_sixty_days():
    action = MicroActionFactory(state="DUE", due_on=TODAY, committed_at=NOON - 60 * DAY)

    with pytest.raises(Refusal, match="sixty days"):
        put_off_micro_action(micro_action_id=action.pk, membership=action.membership, now=NOON)


def test_somebody_elses_action_is_not_there():
    action, other = MicroActionFactory(), RsvpFactory()
    other.membership.community = action.community

    with pytest.raises(MicroAction.DoesNotExist):
        settle_micro_action(
            micro_action_id=action.pk, membership=other.membership, outcome="DONE", now=NOON
        )


# The clock


def test_due_on_its_day_in_the_members_zone():
    here = MicroActionFactory(due_on=TODAY, rsvp__membership__user__time_zone="Pacific/Auckland")
    there = MicroActionFactory(
        due_on=TODAY, rsvp__membership__user__time_zone="America/Los_Angeles"
    )
    begins_in_auckland = NOON.replace(hour=12) - DAY

    strike(begins_in_auckland)

    assert (state_of(here), state_of(there)) == ("DUE", "COMMITTED")
    strike(NOON.replace(hour=7))
    assert state_of(there) == "DUE"
    assert len(named("micro_action_fell_due")) == 2


def test_the_communitys_zone_where_the_member_has_none():
    action = MicroActionFactory(
        due_on=TODAY, rsvp__segment__event__community__time_zone="Pacific/Auckland"
    )

    strike(NOON - DAY)

    assert state_of(action) == "DUE"


def test_two_weeks_without_a_word_and_it_is_not_told():
    action = MicroActionFactory(
        due_on=TODAY, state="DUE", rsvp__segment__event__community__time_zone="UTC"
    )

    strike(NOON + 14 * DAY)
    before = state_of(action)
    strike(NOON + 15 * DAY)

    assert (before, state_of(action)) == ("DUE", "EXPIRED")
    (fact,) = named("micro_action_settled")
    assert (fact.actor_id, fact.data["outcome"]) == (None, "EXPIRED")


def test_a_clock_that_stood_still_closes_what_never_fell_due():
    action = MicroActionFactory(due_on=TODAY)

    strike(NOON + 40 * DAY)

    assert state_of(action) == "EXPIRED"


def test_striking_again_changes_nothing():
    MicroActionFactory(due_on=TODAY)

    assert (strike(NOON), strike(NOON)) == (1, 0)
    assert len(named("micro_action_fell_due")) == 1


def test_more_than_one_batch(monkeypatch):
    monkeypatch.setattr(commitments, "BATCH", 2)
    rsvp = RsvpFactory()
    for _action in range(5):
        MicroActionFactory(rsvp=RsvpFactory(segment=rsvp.segment), due_on=TODAY)

    assert strike(NOON) == 5


def two_clocks(monkeypatch, *, hold=lambda: None):
    """`hold` runs before each clock turns its first row."""
    rsvp = RsvpFactory()
    for _action in range(6):
        MicroActionFactory(rsvp=RsvpFactory(segment=rsvp.segment), due_on=TODAY)
    turn, first = commitments._turn, MicroAction.objects.earliest("pk")

    def hold_then_turn(action, **more):
        if action.pk == first.pk:
            hold()
        return turn(action, **more)

    monkeypatch.setattr(commitments, "_turn", hold_then_turn)

    at_once(lambda: strike(NOON))
    return len(named("micro_action_fell_due"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clocks_turn_each_once(monkeypatch):
    assert two_clocks(monkeypatch) == 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_each_turns_twice(monkeypatch):
    both = Barrier(2)
    monkeypatch.setattr(MicroActionQuerySet, "select_for_update", lambda self, **_how: self)

    assert two_clocks(monkeypatch, hold=lambda: both.wait(timeout=10)) == 12


# In the browser


def test_the_form_starts_from_the_formats_own_task(sign_in, here):
    page = said(sign_in(here.membership).get(url("room_detail", here.event)))
    in_a_week = timezone.localdate() + dt.timedelta(days=7)

    assert 'value="Redraft one paragraph"' in page
    assert f'value="{in_a_week.isoformat()}"' in page


def test_committing_in_the_browser(sign_in, here):
    client = sign_in(here.membership)
    due_on = timezone.localdate() + dt.timedelta(days=3)
    words = {"text": "  Call   Ana\nback ", "due_on": due_on.isoformat()}

    response = client.post(url("commitment", here.event), words)
    page = said(client.get(url("room_detail", here.event)))

    assert response["Location"] == url("room_detail", here.event)
    assert MicroAction.objects.get().text == "Call Ana back"
    assert "Your micro-action" in page
    assert "Call Ana back" in page


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 201},
        {"text": "with a \x00 in it"},
        {"due_on": ""},
        {"due_on": "soon"},
        {"due_on": "2030-02-31"},
        {"due_on": "2001-01-01"},
        {"due_on": "9999-12-31"},
    ],
    ids=str,
)
def test_bad_input_is_told_and_nothing_written(sign_in, here, bad):
    good = {"text": "Call Ana", "due_on": timezone.localdate().isoformat()}

    response = sign_in(here.membership).post(url("commitment", here.event), good | bad)

    assert response.status_code == 422
    assert "needs another look" in said(response)
    assert "text" in bad or "Call Ana" in said(response)
    assert not MicroAction.objects.exists()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "مهمة صغيرة واحدة", "🧵 one thread 👩‍👩‍👧"], ids=ascii
)
def test_any_words_are_words(sign_in, here, words):
    client = sign_in(here.membership)
    today = timezone.localdate().isoformat()

    client.post(url("commitment", here.event), {"text": words, "due_on": today})
    page = said(client.get(url("room_detail", here.event)))

    assert MicroAction.objects.get().text == words
    assert "<script>alert" not in page
