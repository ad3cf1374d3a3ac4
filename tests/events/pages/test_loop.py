import datetime as dt
from threading import Barrier

import pytest
from django.urls import reverse
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.models import MicroAction
from events.pages.selectors.loop import loop_page
from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from events.seats.services import intentions
from events.seats.services.intentions import close_intentions
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    at_once,
    ended,
    event_in,
    named,
    said,
    seat_at,
)
from tests.factories import (
    CheckInFactory,
    EventFactory,
    MembershipFactory,
    MicroActionFactory,
    RsvpFactory,
    SegmentFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rsvp():
    """A locked intention of an event that ended an hour ago."""
    return seat_at(ended(event_in(-2 * HOUR)), intention_state="LOCKED")


def settle(rsvp, outcome, *, now=None):
    return intentions.settle_intention(
        rsvp_id=rsvp.pk,
        membership=rsvp.membership,
        outcome=outcome,
        now=now or timezone.now(),
    )


def loop_url(community):
    return reverse("events:loop_detail", args=[community.slug])


def page_of(membership, *, now=None):
    return loop_page(membership=membership, now=now or timezone.now())


def carried(membership):
    claims = Rsvp.objects.within(membership.community)
    return claims.with_unused_carry_over(membership).first()


# What came of an intention


@pytest.mark.parametrize("outcome", ["DONE", "PARTLY", "NOT_DONE", "CARRIED_OVER"])
def test_saying_what_came_of_it(rsvp, outcome):
    now = timezone.now()

    settle(rsvp, outcome, now=now)
    rsvp.refresh_from_db()

    assert (rsvp.intention_state, rsvp.intention_settled_at) == (outcome, now)
    (fact,) = named("intention_settled")
    assert fact.data == {"event_id": rsvp.event_id, "outcome": outcome}


def test_not_done_touches_nothing_but_the_intention(rsvp):
    before = {**vars(rsvp.membership)}

    settle(rsvp, "NOT_DONE")
    rsvp.membership.refresh_from_db()

    assert (rsvp.membership.status, rsvp.membership.roles) == (before["status"], before["roles"])


def test_before_the_closing_step_there_is_nothing_to_say():
    rsvp = seat_at(event_in())

    with pytest.raises(Refusal):
        settle(rsvp, "DONE", now=rsvp.event.starts_at)


def test_it_is_said_once(rsvp):
    settle(rsvp, "DONE")

    with pytest.raises(Refusal):
        settle(rsvp, "PARTLY")


def test_somebody_elses_intention_is_not_there(rsvp):
    stranger = MembershipFactory(community=rsvp.community)

    with pytest.raises(Rsvp.DoesNotExist):
        intentions.settle_intention(
            rsvp_id=rsvp.pk, membership=stranger, outcome="DONE", now=timezone.now()
        )


# Carrying over


def again(rsvp, *, words=None, joined_in=HOUR, **more):
    """The member's next RSVP, whose words came from the last one."""
    return RsvpFactory(
        segment=SegmentFactory(event__community=rsvp.community),
        membership=rsvp.membership,
        intention=words or rsvp.intention,
        joined_at=timezone.now() + joined_in,
        **more,
    )


def test_what_is_carried_over_waits_for_the_next_rsvp(rsvp):
    assert carried(rsvp.membership) is None

    settle(rsvp, "CARRIED_OVER")

    waiting = carried(rsvp.membership)
    assert waiting == rsvp
    assert (waiting.intention, waiting.times_carried_over) == (rsvp.intention, 0)
    again(rsvp)
    assert carried(rsvp.membership) is None


def test_a_seat_taken_before_does_not_use_it_up(rsvp):
    again(rsvp, joined_in=-HOUR)

    settle(rsvp, "CARRIED_OVER")

    assert carried(rsvp.membership).intention == rsvp.intention


def test_a_seat_given_up_gives_the_words_back(rsvp):
    settle(rsvp, "CARRIED_OVER")

    again(rsvp, state="RELEASED")

    assert carried(rsvp.membership).intention == rsvp.intention


def test_nobody_elses_words_wait(rsvp):
    settle(rsvp, "CARRIED_OVER")

    assert carried(MembershipFactory(community=rsvp.community)) is None


def test_twice_at_most(rsvp):
    rsvp.times_carried_over = 2
    rsvp.save()

    with pytest.raises(Refusal, match="carried over twice"):
        settle(rsvp, "CARRIED_OVER")
    assert settle(rsvp, "PARTLY").intention_state == "PARTLY"


# 72 hours


def test_after_72_hours_what_nobody_told_is_not_told(rsvp):
    locked = rsvp.event.ends_at + 72 * HOUR

    assert close_intentions(now=locked - HOUR) == 0
    assert close_intentions(now=locked) == 1
    rsvp.refresh_from_db()

    assert rsvp.intention_state == "UNRECONCILED"
    (fact,) = named("intention_settled")
    assert (fact.actor_id, fact.data["outcome"]) == (None, "UNRECONCILED")


@pytest.mark.parametrize(
    "rest",
    [
        {"intention": "", "intention_state": "NONE"},
        {"intention_state": "DONE", "intention_settled_at": timezone.now()},
        {"state": "WAITING"},
        {"state": "RELEASED"},
    ],
    ids=["without words", "told", "in line", "given back"],
)
def test_the_clock_lets_the_rest_be(rest):
    rsvp = seat_at(ended(event_in(-5 * DAY)), **rest)

    assert close_intentions(now=timezone.now()) == 0
    rsvp.refresh_from_db()
    assert rsvp.intention_state == rest.get("intention_state", "DECLARED")


def test_a_cancelled_event_leaves_intentions_be():
    rsvp = seat_at(event_in(-5 * DAY, state="CANCELLED", cancelled_at=timezone.now()))

    assert close_intentions(now=timezone.now()) == 0
    rsvp.refresh_from_db()
    assert rsvp.intention_state == "DECLARED"


def test_what_is_not_told_can_no_longer_be(rsvp):
    close_intentions(now=timezone.now() + 5 * DAY)

    with pytest.raises(Refusal):
        settle(rsvp, "DONE", now=timezone.now() + 5 * DAY)


def test_more_than_one_batch(monkeypatch):
    monkeypatch.setattr(intentions, "BATCH", 2)
    event = ended(event_in(-5 * DAY))
    for _seat in range(5):
        seat_at(event)

    assert close_intentions(now=timezone.now()) == 5
    assert len(named("intention_settled")) == 5


def two_clocks(monkeypatch, *, hold=lambda: None):
    """`hold` runs before each clock closes its first row."""
    event = ended(event_in(-5 * DAY))
    first, *_others = [seat_at(event) for _seat in range(6)]
    settle_intention = Rsvp.settle_intention

    def hold_then_settle(self, outcome, **more):
        if self.pk == first.pk:
            hold()
        settle_intention(self, outcome, **more)

    monkeypatch.setattr(Rsvp, "settle_intention", hold_then_settle)

    at_once(lambda: close_intentions(now=timezone.now()))
    return len(named("intention_settled"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clocks_close_each_once(monkeypatch):
    assert two_clocks(monkeypatch) == 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_each_is_closed_twice(monkeypatch):
    both = Barrier(2)
    monkeypatch.setattr(RsvpQuerySet, "select_for_update", lambda self, **_how: self)

    assert two_clocks(monkeypatch, hold=lambda: both.wait(timeout=10)) == 12


# The page


def test_a_new_member_is_shown_where_to_begin(sign_in, member):
    page = said(sign_in(member).get(loop_url(member.community)))

    assert "Your loop begins with a seat" in page
    assert reverse("events:event_list", args=[member.community.slug]) in page


def test_the_whole_loop(sign_in, rsvp):
    me = rsvp.membership
    ahead = again(rsvp, words="Ask one honest question")
    type(ahead.event).objects.filter(pk=ahead.event_id).update(
        starts_at=timezone.now() + DAY, ends_at=timezone.now() + DAY + HOUR
    )
    MicroActionFactory(rsvp=rsvp, text="Call Ana", due_on=timezone.localdate())

    page = said(sign_in(me).get(loop_url(me.community)))

    assert "What came of it?" in page
    assert rsvp.intention in page
    assert "Ask one honest question" in page
    assert "Call Ana" in page
    assert "Its day has come" in page


def test_my_place_in_line_counts_from_one():
    event = event_in(DAY)
    other = SegmentFactory(event=event, kind="BROADCAST", capacity=1)
    line = [seat_at(event, state="WAITING", joined_at=timezone.now() + n * HOUR) for n in range(3)]
    RsvpFactory(segment=other, state="WAITING")
    seat_at(event)

    places = [page_of(rsvp.membership).waiting[0].place for rsvp in line]

    assert places == [1, 2, 3]


def test_who_asked_in_the_same_moment_stands_in_the_order_they_came():
    event, now = event_in(DAY), timezone.now()
    line = [seat_at(event, state="WAITING", joined_at=now) for _claim in range(3)]

    assert [page_of(rsvp.membership).waiting[0].place for rsvp in line] == [1, 2, 3]


def test_past_cancelled_and_others_seats_do_not_lie_ahead(rsvp):
    me = rsvp.membership
    gone = event_in(DAY, community=me.community, state="CANCELLED", cancelled_at=timezone.now())
    seat_at(gone, membership=me)
    seat_at(event_in(DAY, community=me.community))

    page = page_of(me)

    assert page.seats == page.waiting == []


def test_only_open_actions_wait_for_a_word():
    action = MicroActionFactory()
    event = event_in(community=action.community)
    MicroActionFactory(rsvp=seat_at(event, membership=action.membership), state="DROPPED")

    assert page_of(action.membership).actions == [action]


def test_weeks_are_counted_and_never_missed(sign_in):
    check_in = CheckInFactory(rsvp=seat_at(ended(event_in(-HOUR))), came_at=timezone.now())
    me = check_in.membership
    older = seat_at(event_in(-22 * DAY, community=me.community), membership=me)
    CheckInFactory(rsvp=older, came_at=timezone.now() - 21 * DAY)
    ancient = seat_at(event_in(-100 * DAY, community=me.community), membership=me)
    CheckInFactory(rsvp=ancient, came_at=timezone.now() - 100 * DAY)

    page = page_of(me)
    shown = said(sign_in(me).get(loop_url(me.community)))

    assert page.weeks == [False] * 8 + [True, False, False, True]
    assert "You were here in 2 of them." in shown
    assert not any(word in shown.lower() for word in ("lost", "missed", "broken", "streak"))


def test_the_next_repeat_of_a_series_i_was_at():
    check_in = CheckInFactory(rsvp=seat_at(event_in(-DAY)))
    me, event = check_in.membership, check_in.event
    series = SeriesFactory(community=me.community)
    event.series, event.occurrence_on = series, event.local_date
    event.save()

    def occurrence(days, **more):
        starts_at = timezone.now() + days * DAY
        on = starts_at.date()
        return EventFactory(
            community=me.community, series=series, occurrence_on=on, starts_at=starts_at, **more
        )

    occurrence(3, state="CANCELLED", cancelled_at=timezone.now())
    soonest = occurrence(10)
    later = occurrence(17)
    EventFactory(community=me.community, starts_at=timezone.now() + DAY)

    before = page_of(me).repeats
    RsvpFactory(segment=SegmentFactory(event=soonest), membership=me)

    assert before == [soonest]
    assert page_of(me).repeats == [later]


# In the browser


def test_settling_in_the_browser(sign_in, rsvp):
    client = sign_in(rsvp.membership)
    names = [rsvp.community.slug, rsvp.pk]

    response = client.post(
        reverse("events:intention_outcome", args=names), {"outcome": "NOT_DONE"}
    )
    page = said(client.get(loop_url(rsvp.community)))

    assert response["Location"] == loop_url(rsvp.community)
    assert "What I set out to do" in page
    assert "Not done" in page


@pytest.mark.parametrize(
    ("answer", "state"),
    [("DONE", "DONE"), ("PARTLY", "PARTLY"), ("DROPPED", "DROPPED"), ("STILL", "COMMITTED")],
)
def test_telling_of_a_micro_action_in_the_browser(sign_in, answer, state):
    today = timezone.localdate()
    action = MicroActionFactory(state="DUE", due_on=today, committed_at=timezone.now())
    names = [action.community.slug, action.pk]

    sign_in(action.membership).post(
        reverse("events:micro_action_update", args=names), {"answer": answer}
    )
    action.refresh_from_db()

    assert action.state == state
    assert action.due_on == (today + dt.timedelta(days=7) if answer == "STILL" else today)


@pytest.mark.parametrize(
    "words", [{}, {"outcome": "UNRECONCILED"}, {"outcome": "x" * 500}], ids=str
)
def test_another_outcome_is_refused(sign_in, rsvp, words):
    names = [rsvp.community.slug, rsvp.pk]

    response = sign_in(rsvp.membership).post(
        reverse("events:intention_outcome", args=names), words
    )
    rsvp.refresh_from_db()

    assert response.status_code == 422
    assert "needs another look" in said(response)
    assert rsvp.intention_state == "LOCKED"


def test_a_refusal_is_told_in_words(sign_in, rsvp):
    settle(rsvp, "DONE")
    action = MicroActionFactory(rsvp=rsvp, state="DONE")
    client = sign_in(rsvp.membership)
    asked = {
        reverse("events:intention_outcome", args=[rsvp.community.slug, rsvp.pk]): "outcome",
        reverse("events:micro_action_update", args=[rsvp.community.slug, action.pk]): "answer",
    }

    answers = [client.post(path, {name: "PARTLY"}) for path, name in asked.items()]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "nothing left to say" in said(answers[0])
    assert "You have said" in said(answers[1])


@pytest.mark.parametrize("name", ["intention_outcome", "micro_action_update"])
def test_somebody_elses_rows_are_not_there(sign_in, rsvp, name):
    action = MicroActionFactory(rsvp=rsvp)
    other = MembershipFactory(community=rsvp.community)
    pk = {"intention_outcome": rsvp.pk, "micro_action_update": action.pk}[name]
    said_so = {"outcome": "DONE", "answer": "DONE"}

    response = sign_in(other).post(
        reverse(f"events:{name}", args=[rsvp.community.slug, pk]), said_so
    )

    assert response.status_code == 404
    assert MicroAction.objects.get().state == "COMMITTED"
