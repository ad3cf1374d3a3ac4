"""A sister room: proposed where enough people wait, opened with a host of its own."""

import pytest
from django.core.exceptions import PermissionDenied

from events.calendar.models.events import HasBegun
from events.scheduling.services import change_event
from events.seats.models.rsvps import HostNeedsNoSeat
from events.seats.models.segments import CapacityUnfit, Segment
from events.seats.models.sister_rooms import RoomHostUnfit, RoomSettled, SisterRoom
from events.seats.policies import ensure_may_enter
from events.seats.services.claims import process_due_offers
from events.seats.services.rooms import confirm_sister_room, decline_sister_room
from tests.events.scheduling.arranging import arranged
from tests.events.seats.claiming import (
    HOUR,
    fill,
    keep_apart,
    person,
    react,
    release,
    resize,
    room,
    start_of,
    states,
)
from tests.factories import NOON, RsvpFactory, SegmentFactory
from tests.factories.cast import reserve, taken, told, wait

pytestmark = pytest.mark.django_db


def waiting(segment, count):
    """So many join the line; what follows from it is done."""
    claims = [wait(segment, person(segment)) for _place in range(count)]
    react()
    return claims


def proposed(*, line=3, **more):
    segment = room(**more)
    fill(segment)
    return segment, waiting(segment, line), SisterRoom.objects.get()


def confirm(proposal, host, *, by=None, now=NOON):
    return confirm_sister_room(
        event_id=proposal.event_id,
        sister_room_id=proposal.pk,
        room_host_id=host.pk,
        membership=by or proposal.event.host,
        now=now,
    )


def decline(proposal, *, by=None):
    return decline_sister_room(
        event_id=proposal.event_id,
        sister_room_id=proposal.pk,
        membership=by or proposal.event.host,
        now=NOON,
    )


def instructor(segment, **more):
    return person(segment, roles=["MEMBER", "INSTRUCTOR"], **more)


def test_the_third_in_line_makes_it_proposed_once():
    segment = room()
    fill(segment)

    waiting(segment, 2)
    assert not SisterRoom.objects.exists()
    waiting(segment, 2)

    (proposal,) = SisterRoom.objects.all()
    assert (proposal.segment_id, proposal.rooms, proposal.state) == (segment.pk, 2, "PROPOSED")
    (fact,) = told("sister_room_proposed")
    assert (fact.subject_id, fact.data) == (proposal.pk, {"event_id": segment.event_id})


def test_who_could_not_sit_down_does_not_make_a_room_grow():
    segment = room()
    seated = fill(segment)
    kept_away = person(segment)
    keep_apart(protected=seated[0].membership, restrained=kept_away)
    wait(segment, kept_away)

    waiting(segment, 2)

    assert not SisterRoom.objects.exists()


@pytest.mark.parametrize("what", ["rooms", "broadcast"])
def test_nothing_is_proposed_for(what):
    segment = room() if what == "rooms" else SegmentFactory(kind="BROADCAST", capacity=2)
    fill(segment)
    if what == "rooms":
        Segment.objects.filter(pk=segment.pk).update(rooms=60)

    waiting(segment, 3)

    assert not SisterRoom.objects.exists()


def test_a_confirmed_room_grows_by_one_and_offers_go_out_in_order():
    segment, line, proposal = proposed(line=4, event__revision__seats_per_room=3)
    host = instructor(segment)

    confirm(proposal, host)

    proposal.refresh_from_db()
    segment.refresh_from_db()
    assert (proposal.state, proposal.room_host) == ("CONFIRMED", host)
    assert (proposal.decided_by, proposal.decided_at) == (segment.event.host, NOON)
    assert (segment.rooms, segment.capacity, segment.taken) == (2, 5, 5)
    assert states(*line) == ["OFFERED", "OFFERED", "OFFERED", "WAITING"]
    assert [fact.subject_id for fact in told("seat_offered")] == [rsvp.pk for rsvp in line[:3]]
    (fact,) = told("sister_room_confirmed")
    assert fact.data == {"event_id": segment.event_id, "room_host_id": host.pk}
    assert told("capacity_changed")[0].data["becomes"] == 5


def test_declined_it_is_not_proposed_again_for_as_many_rooms():
    segment, line, proposal = proposed()

    decline(proposal)
    waiting(segment, 2)

    assert SisterRoom.objects.get().state == "DECLINED"
    assert states(*line) == ["WAITING"] * 3
    assert len(told("sister_room_declined")) == 1
    with pytest.raises(RoomSettled):
        confirm(proposal, instructor(segment))
    with pytest.raises(RoomSettled):
        decline(proposal)


def unfit_hosts(segment, line):
    """Each for a reason of its own."""
    hosts_another = instructor(segment)
    SegmentFactory(
        event__community=segment.community,
        event__starts_at=start_of(segment) + HOUR / 2,
        event__host=hosts_another,
    )
    instructing = instructor(segment)
    RsvpFactory(segment=segment, membership=instructing, state="WAITING")
    elsewhere = room()
    return {
        "a member": person(segment),
        "away": instructor(segment, status="PAUSED"),
        "the host": segment.event.host,
        "in line": instructing,
        "hosts then": hosts_another,
        "of another community": instructor(elsewhere),
    }


@pytest.mark.parametrize(
    "who", ["a member", "away", "the host", "in line", "hosts then", "of another community"]
)
def test_who_cannot_host_it_is_refused_in_the_same_words(who):
    segment, line, proposal = proposed()

    with pytest.raises(RoomHostUnfit) as refusal:
        confirm(proposal, unfit_hosts(segment, line)[who])

    assert str(refusal.value) == "They cannot host this room. Choose somebody else."
    assert refusal.value.field == "room_host_id"
    assert taken(segment) == 2


def test_who_hosts_a_room_already_cannot_host_the_next():
    segment, _line, proposal = proposed(line=6, event__revision__seats_per_room=3)
    host = instructor(segment)
    confirm(proposal, host)
    waiting(segment, 1)
    second = SisterRoom.objects.proposed().get()

    with pytest.raises(RoomHostUnfit):
        confirm(second, host)
    confirm(second, instructor(segment))

    segment.refresh_from_db()
    assert (segment.rooms, segment.capacity) == (3, 8)


def test_only_those_who_run_it_decide_and_only_ahead():
    segment, line, proposal = proposed()
    member = line[0].membership

    for decide in (
        lambda: confirm(proposal, instructor(segment), by=member),
        lambda: decline(proposal, by=member),
    ):
        with pytest.raises(PermissionDenied):
            decide()
    with pytest.raises(SisterRoom.DoesNotExist):
        decline_sister_room(
            event_id=room(
                event__community=segment.community, event__host=segment.event.host
            ).event_id,
            sister_room_id=proposal.pk,
            membership=segment.event.host,
            now=NOON,
        )
    with pytest.raises(HasBegun):
        confirm(proposal, instructor(segment), now=start_of(segment))


def test_what_was_proposed_for_other_rooms_is_settled():
    segment, _line, proposal = proposed()
    resize(segment, rooms=2, capacity=3)

    with pytest.raises(RoomSettled):
        confirm(proposal, instructor(segment))


def test_a_room_with_a_host_stays():
    segment, _line, proposal = proposed(event__revision__seats_per_room=3)
    confirm(proposal, instructor(segment))
    host = segment.event.host

    with pytest.raises(CapacityUnfit):
        resize(segment, rooms=1, capacity=12)
    with pytest.raises(CapacityUnfit):
        change_event(
            membership=host,
            event_id=segment.event_id,
            arrangement=arranged(host, rooms=1),
            now=NOON,
        )
    resize(segment, rooms=2, capacity=6)


def test_who_hosts_a_room_has_no_seat_may_enter_and_is_not_met_by_whom_they_keep_away():
    segment, _line, proposal = proposed(event__revision__seats_per_room=6)
    host, kept_away = instructor(segment), person(segment)
    keep_apart(protected=host, restrained=kept_away)
    confirm(proposal, host)

    with pytest.raises(HostNeedsNoSeat):
        reserve(segment, host)
    assert wait(segment, kept_away).state == "WAITING"
    process_due_offers(now=NOON)
    assert kept_away.rsvps.get().state == "WAITING"

    host.roles = ["MEMBER"]
    host.save()
    ensure_may_enter(host, event=segment.event, rsvp=None)
    with pytest.raises(PermissionDenied):
        ensure_may_enter(kept_away, event=segment.event, rsvp=None)


def test_a_release_in_a_room_with_free_seats_proposes_nothing():
    _segment, line, _proposal = proposed()
    for rsvp in line:
        release(rsvp)

    react()

    assert SisterRoom.objects.count() == 1
