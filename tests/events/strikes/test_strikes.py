"""Seats that stayed empty: noted from what is known, private, and of little weight."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from config.kernel import delivery, facts
from config.kernel.errors import Refusal
from events.attendance.services.attendance import mark_absent, mark_others_absent, mark_present
from events.attendance.services.live import process_due_events
from events.calendar.facts import EVENT_CHANGED
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment, TooEarlyToBook
from events.seats.models.sister_rooms import SisterRoom
from events.seats.services.claims import accept_seat, change_segment, join_waitlist, reserve_seat
from events.strikes.models import Strike
from memberships.accounts.services import erase_due_accounts
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import (
    CheckInFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    StrikeFactory,
)
from tests.factories.cast import reserve

pytestmark = pytest.mark.django_db

SORRY = "The tram stood still for an hour"


@pytest.fixture
def event():
    """One that the clock has to end: it was over two hours ago."""
    return event_in(-3 * HOUR, state="LIVE")


def absent(event, **more):
    more.setdefault("marked_absent_at", event.starts_at + 6 * MINUTE)
    return seat_at(event, marked_absent_by=event.host, **more)


def gave_back(event, *, before, way="GIVEN_BACK", **more):
    """A seat that was given back so long before the start."""
    released_at = event.starts_at - before
    more.setdefault("confirmed_at", released_at - DAY)
    return seat_at(event, state="RELEASED", release_reason=way, released_at=released_at, **more)


def ends(event):
    process_due_events(now=timezone.now())
    deliver()


def deliver(*queues):
    for queue in queues or ("inside",):
        delivery.deliver_due(queue=queue)


def noted():
    return sorted(Strike.objects.values_list("rsvp_id", "kind"))


def counting(membership, count=2, **more):
    """Empty seats of somebody's that count for a while yet."""
    more.setdefault("made_at", timezone.now())
    return [
        StrikeFactory(
            rsvp__segment__event__community=membership.community,
            rsvp__segment__event__starts_at=timezone.now() - 5 * DAY,
            rsvp__membership=membership,
            **more,
        )
        for _strike in range(count)
    ]


# What is noted


def test_whom_the_host_marked_as_absent(event):
    rsvp, _unmarked = absent(event), seat_at(event)
    CheckInFactory(rsvp=seat_at(event))

    ends(event)

    assert noted() == [(rsvp.pk, "ABSENT")]
    (strike,) = Strike.objects.all()
    assert strike.expires_at == event.ends_at + 90 * DAY
    assert [fact.data for fact in named("strike_made")] == [
        {"event_id": event.pk, "kind": "ABSENT"}
    ]


def test_nothing_before_the_end(event):
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - MINUTE)
    absent(event)

    ends(event)

    assert noted() == []


def test_a_broadcast_seat_is_nobody_elses(event):
    RsvpFactory(
        segment=SegmentFactory(event=event, kind="BROADCAST"),
        marked_absent_at=event.starts_at + HOUR,
        marked_absent_by=event.host,
    )

    ends(event)

    assert noted() == []


def test_nothing_where_it_was_cancelled(event):
    absent(event)
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(state="CANCELLED", cancelled_at=now)

    ends(event)

    assert noted() == []


def test_hosts_never_have_one(event):
    room_host = someone(event, "INSTRUCTOR")
    SisterRoom.objects.create(
        community=event.community,
        event=event,
        segment=event.segments.get(),
        rooms=2,
        state="CONFIRMED",
        proposed_at=event.starts_at - DAY,
        decided_at=event.starts_at - DAY,
        decided_by=event.host,
        room_host=room_host,
    )
    absent(event, membership=room_host)
    absent(event, membership=event.host)

    ends(event)

    assert noted() == []


def test_the_clock_may_strike_twice(event):
    absent(event)
    ends(event)
    (ended,) = named("event_ended")
    ended.deliveries.update(delivered_at=None, due_at=ended.happened_at)

    deliver()

    assert len(noted()) == len(named("strike_made")) == 1


@pytest.mark.parametrize(
    ("before", "count"),
    [(3 * HOUR, 0), (3 * HOUR - dt.timedelta(seconds=1), 1), (MINUTE, 1), (2 * DAY, 0)],
    ids=["at the cutoff", "a second late", "at the door", "early"],
)
def test_a_seat_given_back_late_that_nobody_took(event, before, count):
    rsvp = gave_back(event, before=before)

    ends(event)

    assert noted() == [(rsvp.pk, "LATE_RELEASE")] * count


def test_a_seat_that_somebody_took_is_not_empty(event):
    Segment.objects.filter(event=event).update(capacity=2)
    gave_back(event, before=HOUR)
    for _seat in range(2):
        seat_at(event)

    ends(event)

    assert noted() == []


def test_of_several_only_so_many_as_stayed_empty(event):
    """Two gave theirs back and one was taken again: the last to leave left it empty."""
    Segment.objects.filter(event=event).update(capacity=2)
    gave_back(event, before=2 * HOUR)
    last = gave_back(event, before=HOUR)
    seat_at(event)

    ends(event)

    assert noted() == [(last.pk, "LATE_RELEASE")]


@pytest.mark.parametrize("way", ["DECLINED", "REMOVED", "STEPPED_BACK", "SWAPPED", "MOVED_ON"])
def test_other_ways_to_go_are_not_noted(event, way):
    gave_back(event, before=HOUR, way=way)

    ends(event)

    assert noted() == []


def test_leaving_the_line_is_not_noted(event):
    gave_back(event, before=HOUR, confirmed_at=None)

    ends(event)

    assert noted() == []


def test_who_came_back_is_not_noted(event):
    rsvp = gave_back(event, before=HOUR)
    CheckInFactory(rsvp=seat_at(event, membership=rsvp.membership))

    ends(event)

    assert noted() == []


@pytest.mark.parametrize(("ago", "count"), [(2 * HOUR, 0), (4 * HOUR, 1)], ids=str)
def test_nobody_is_late_for_a_start_that_came_late(event, ago, count):
    """The event was moved so near its start that the cutoff was past, or in good time."""
    gave_back(event, before=HOUR)
    facts.record(
        EVENT_CHANGED,
        about=event,
        by=event.host,
        now=event.starts_at - ago,
        is_moved=True,
        was_at=(event.starts_at + DAY).isoformat(),
    )

    ends(event)

    assert len(noted()) == count


def test_who_has_left_is_not_noted(event):
    absent(event, membership__status="LEFT")

    ends(event)

    assert noted() == []


# A mark that comes, or goes, after the end


def marked(use_case, rsvp, *, now=None):
    use_case(
        event_id=rsvp.event_id,
        rsvp_id=rsvp.pk,
        membership=rsvp.event.host,
        now=now or timezone.now(),
    )
    deliver()


def test_a_mark_after_the_end_counts_too(event):
    rsvp = seat_at(event)
    ends(event)

    marked(mark_absent, rsvp)

    assert noted() == [(rsvp.pk, "ABSENT")]


@pytest.mark.parametrize(("later", "count"), [(7 * DAY, 1), (7 * DAY + MINUTE, 0)], ids=str)
def test_but_not_weeks_after(event, later, count):
    rsvp = seat_at(event)
    ends(event)

    marked(mark_absent, rsvp, now=event.ends_at + later)
    for fact in named("member_marked_absent"):
        fact.deliveries.update(due_at=timezone.now())
    deliver()

    assert len(noted()) == count


def test_an_absence_that_is_lifted_takes_it_away(event):
    rsvp = absent(event)
    ends(event)

    marked(mark_present, rsvp)

    assert noted() == []


def test_a_mark_that_was_taken_back_before_the_end_leaves_nothing(event):
    rsvp = absent(event)
    marked(mark_present, rsvp)

    ends(event)

    assert noted() == []


# The grace, and all at once


@pytest.mark.parametrize(("after", "may"), [(5 * MINUTE, True), (4 * MINUTE, False)], ids=str)
def test_nobody_is_absent_before_five_minutes(after, may):
    rsvp = seat_at(event_in())
    now = rsvp.event.starts_at + after
    wanted = {"event_id": rsvp.event_id, "membership": rsvp.event.host, "now": now}

    for use_case, more in (
        (mark_absent, {"rsvp_id": rsvp.pk}),
        (mark_others_absent, {}),
    ):
        if may:
            use_case(**wanted, **more)
        else:
            with pytest.raises(Refusal, match="five minutes"):
                use_case(**wanted, **more)

    rsvp.refresh_from_db()
    assert (rsvp.marked_absent_at == now) is may


def test_everybody_else_is_absent(sign_in, event):
    came, gone, unknown = seat_at(event), absent(event), seat_at(event)
    CheckInFactory(rsvp=came)
    client = sign_in(event.host)

    page = client.post(url("attendance_absences", event), follow=True)
    again = client.post(url("attendance_absences", event), follow=True)

    assert "1 person is marked as absent." in said(page)
    assert "0 people are marked as absent." in said(again)
    there = set(Rsvp.objects.filter(marked_absent_at=None).values_list("pk", flat=True))
    assert there == {came.pk}
    assert [fact.subject_id for fact in named("member_marked_absent")] == [unknown.pk]
    gone.refresh_from_db()
    assert gone.marked_absent_at == event.starts_at + 6 * MINUTE


def test_the_list_offers_it_only_after_the_grace(sign_in):
    event = event_in(-MINUTE, state="LIVE")
    seat_at(event)

    shown = said(sign_in(event.host).get(url("attendance_list", event)))

    assert "Give them five minutes" in shown
    assert "Mark everybody else absent" not in shown
    assert 'value="absent"' not in shown


def test_too_early_is_said_in_words(sign_in):
    event = event_in(-MINUTE, state="LIVE")
    seat_at(event)

    response = sign_in(event.host).post(url("attendance_absences", event))

    assert response.status_code == 422
    assert "five minutes" in said(response)


@pytest.mark.parametrize("roles", [[], ["MODERATOR"]], ids=str)
def test_only_who_runs_the_event_marks(event, roles):
    with pytest.raises(PermissionDenied):
        mark_others_absent(
            event_id=event.pk, membership=someone(event, *roles), now=timezone.now()
        )


# What it limits


def ahead(lead, **more):
    return event_in(lead, **more).segments.get()


@pytest.mark.parametrize("act", [reserve_seat, join_waitlist], ids=["seat", "line"])
def test_two_limit_how_early_a_seat_in_a_room_is_booked(act):
    segment = ahead(4 * DAY)
    me = someone(segment.event)
    counting(me)
    opens_at = segment.event.starts_at - 72 * HOUR

    with pytest.raises(TooEarlyToBook) as refusal:
        reserve(segment, me, now=opens_at - MINUTE, act=act)
    rsvp = reserve(segment, me, now=opens_at, act=act)

    assert "The broadcast is open to you before" in str(refusal.value)
    assert f"{timezone.localtime(opens_at):%H:%M}" in str(refusal.value)
    assert rsvp.state == "GOING"


@pytest.mark.parametrize(
    "strikes",
    [
        {"count": 1},
        {"count": 0},
        {"made_at": timezone.now() - 31 * DAY},
        {"forgiven_at": timezone.now()},
    ],
    ids=["one", "none", "expired", "forgiven"],
)
def test_less_than_two_that_count_limit_nothing(strikes):
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    by = {"forgiven_by": segment.event.host} if "forgiven_at" in strikes else {}
    counting(me, **strikes, **by)

    assert reserve(segment, me, now=timezone.now()).state == "GOING"


def test_one_that_counts_and_one_that_does_not_limit_nothing():
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    counting(me, 1)
    counting(me, 1, made_at=timezone.now() - 31 * DAY)

    assert reserve(segment, me, now=timezone.now()).state == "GOING"


def test_others_strikes_limit_nobody():
    segment = ahead(30 * DAY)
    counting(someone(segment.event))

    assert reserve(segment, someone(segment.event), now=timezone.now()).state == "GOING"


def test_the_line_of_a_full_event_and_the_broadcast_stay_open():
    segment = ahead(30 * DAY)
    Segment.objects.filter(pk=segment.pk).update(capacity=1)
    RsvpFactory(segment=segment)
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    one, other = someone(segment.event), someone(segment.event)
    counting(one)
    counting(other)
    now = timezone.now()

    assert reserve(segment, one, now=now, act=join_waitlist).state == "WAITING"
    assert reserve(broadcast, other, now=now).state == "GOING"


def test_an_offer_can_be_accepted():
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    counting(me)
    now = timezone.now()
    RsvpFactory(segment=segment, membership=me, state="OFFERED", held_until=now + HOUR)

    accept_seat(event_id=segment.event_id, membership=me, now=now)

    assert Rsvp.objects.get(membership=me, event=segment.event).state == "GOING"


def test_changing_from_the_broadcast_to_a_room_is_booking():
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    counting(me)
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    RsvpFactory(segment=broadcast, membership=me)

    with pytest.raises(TooEarlyToBook):
        change_segment(
            event_id=segment.event_id, segment_id=segment.pk, membership=me, now=timezone.now()
        )

    assert Rsvp.objects.get(membership=me, event=segment.event).state == "GOING"


def test_the_form_says_it_beforehand_to_them_alone(sign_in):
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    counting(me)

    mine = said(sign_in(me).get(url("event_detail", segment.event)))
    others = said(sign_in(segment.event.host).get(url("event_detail", segment.event)))

    assert "Two seats of yours stayed empty lately" in mine
    assert "stayed empty lately" not in others


def test_the_refusal_is_shown_beside_the_form(sign_in):
    segment = ahead(30 * DAY)
    me = someone(segment.event)
    counting(me)
    path = url("rsvp_create", segment.event, segment.pk)

    response = sign_in(me).post(path, {"intention": "Redraft one page", "sight": "HOSTS"})

    assert response.status_code == 422
    assert "so you can take this one from" in said(response)
    assert "Redraft one page" in said(response)


@pytest.mark.parametrize(
    ("lead", "words"),
    [(5 * HOUR, "Free to cancel until"), (2 * HOUR, "Cancelling now is late.")],
    ids=["free", "late"],
)
def test_the_cutoff_stands_beside_the_button(sign_in, lead, words):
    rsvp = seat_at(event_in(lead))

    assert words in said(sign_in(rsvp.membership).get(url("event_detail", rsvp.event)))


# Explaining and forgiving


def own(name, membership, *more):
    return reverse(f"events:{name}", args=[membership.community.slug, *more])


@pytest.fixture
def strike():
    (made,) = counting(MembershipFactory(user__name="Alba Romero"), 1)
    return made


def test_the_member_explains_and_somebody_forgives(sign_in, strike):
    me, instructor = strike.membership, someone(strike.event, "INSTRUCTOR")

    told = sign_in(me).post(
        own("strike_explanation", me, strike.pk), {"explanation": SORRY}, follow=True
    )
    read = sign_in(instructor).get(own("absence_list", me))
    done = sign_in(instructor).post(own("strike_forgiveness", me, strike.pk), follow=True)

    assert SORRY in said(told)
    assert SORRY in said(read)
    assert "Alba Romero" in said(read)
    assert "Alba Romero" not in said(done)
    strike.refresh_from_db()
    assert strike.forgiven_by_id == instructor.pk
    assert [fact.actor_id for fact in named("strike_explained")] == [me.pk]
    assert [fact.data for fact in named("strike_forgiven")] == [{"event_id": strike.event_id}]


def test_the_page_says_what_counts_and_until_when(sign_in):
    me = MembershipFactory()
    counting(me, 1, made_at=timezone.now() - 10 * DAY)
    counting(me, 1)

    page = sign_in(me).get(own("standing_detail", me))

    assert "No fees, no score." in said(page)
    assert "from 72 hours before the start" in said(page)
    ends_at = min(Strike.objects.values_list("expires_at", flat=True))
    assert page.context["page"].limited_until == ends_at


def test_an_empty_page_is_kind(sign_in, member):
    assert "Nothing counts" in said(sign_in(member).get(own("standing_detail", member)))


@pytest.mark.parametrize("words", ["", "Too short", "x" * 501], ids=["none", "short", "long"])
def test_words_that_do_not_fit_come_back(sign_in, strike, words):
    me = strike.membership

    response = sign_in(me).post(own("strike_explanation", me, strike.pk), {"explanation": words})

    assert response.status_code == 422
    assert words in said(response)
    strike.refresh_from_db()
    assert strike.explanation == ""


def test_nobody_explains_for_others(sign_in, strike):
    other = someone(strike.event)

    response = sign_in(other).post(
        own("strike_explanation", other, strike.pk), {"explanation": SORRY}
    )

    assert response.status_code == 404
    assert strike.event.title not in said(sign_in(other).get(own("standing_detail", other)))


def test_nobody_forgives_themselves(sign_in, strike):
    strike.membership.give_roles(
        {"INSTRUCTOR", "MEMBER"}, by=strike.event.host, now=timezone.now()
    )
    client = sign_in(strike.membership)

    response = client.post(own("strike_forgiveness", strike.membership, strike.pk))

    assert response.status_code == 422
    assert "Somebody else decides" in said(response)
    assert strike.event.title not in said(response)


def test_twice_is_once(sign_in, strike):
    client = sign_in(someone(strike.event, "OWNER"))
    path = own("strike_forgiveness", strike.membership, strike.pk)
    client.post(path)

    response = client.post(path)

    assert response.status_code == 422
    assert len(named("strike_forgiven")) == 1


def test_what_has_expired_is_nowhere_and_cannot_be_explained(sign_in):
    me = MembershipFactory()
    (old,) = counting(me, 1, made_at=timezone.now() - 31 * DAY)
    client = sign_in(me)

    page = client.get(own("standing_detail", me))
    response = client.post(own("strike_explanation", me, old.pk), {"explanation": SORRY})

    assert old.event.title not in said(page)
    assert response.status_code == 422


def test_at_a_blind_event_it_is_under_the_handle(sign_in, strike):
    Event.objects.filter(pk=strike.event_id).update(blindness="HANDLE_ONLY")

    shown = said(sign_in(someone(strike.event, "OWNER")).get(own("absence_list", strike.event)))

    assert "Alba Romero" not in shown
    assert strike.event.title in shown


def test_no_other_page_tells_of_it(sign_in, strike):
    strike.explain(SORRY, by=strike.membership, now=timezone.now())
    host = someone(strike.event, "INSTRUCTOR")
    people = reverse("memberships:membership_list", args=[strike.community.slug])

    for path in (people, url("event_detail", strike.event), url("attendance_list", strike.event)):
        shown = said(sign_in(host).get(path))
        assert SORRY not in shown
        assert "stayed empty" not in shown


# The mail, and an account that is erased


def test_the_member_alone_is_told(event, mailoutbox):
    rsvp = absent(event)
    ends(event)
    deliver("inside", "outside")

    (mail,) = [mail for mail in mailoutbox if "stayed empty" in mail.subject]
    assert mail.to == [rsvp.membership.user.email]
    assert own("standing_detail", rsvp.membership) in mail.body


def test_nobody_is_told_of_what_was_taken_back(event, mailoutbox):
    rsvp = absent(event)
    ends(event)
    marked(mark_present, rsvp)
    deliver("outside")

    assert [mail for mail in mailoutbox if "stayed empty" in mail.subject] == []


def test_an_erased_account_leaves_none(strike):
    user = strike.membership.user
    user.ask_for_deletion(now=timezone.now() - 8 * DAY)
    erase_due_accounts(now=timezone.now())
    deliver()

    assert noted() == []
