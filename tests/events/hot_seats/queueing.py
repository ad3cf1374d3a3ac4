"""What the tests of hot seats have in common."""

import datetime as dt

from events.hot_seats.models import HotSeatRequest
from events.hot_seats.services import (
    accept_hot_seat,
    ask_for_hot_seat,
    complete_hot_seat,
    override_hot_seat,
    seat_in_hot_seat,
    withdraw_from_hot_seat,
)
from tests.factories import (
    CommunityFactory,
    EventFactory,
    HotSeatRequestFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    TemplateRevisionFactory,
)

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
REASON = "Her draft is due tomorrow morning"


def ritual(places):
    steps = [{"kind": "HOT_SEAT", "minutes": 5, "words": ""} for _place in range(places)]
    rest = 45 - 5 * places
    return [*steps, {"kind": "SHARE_BACK", "minutes": rest, "words": ""}]


def event_with(places, *, starts_at, like=None, community=None, **more):
    """An event with so many hot seats, of the same format as another where `like` is one."""
    if like is None:
        community = community or CommunityFactory()
        revision = TemplateRevisionFactory(community=community, ritual=ritual(places))
    else:
        revision, community = like.revision, like.community
    event = EventFactory(community=community, revision=revision, starts_at=starts_at, **more)
    return SegmentFactory(event=event).event


def sit(event, membership=None):
    """A seat in a room; returns whose it is."""
    who = membership or MembershipFactory(community=event.community)
    RsvpFactory(segment=event.segments.get(kind="INTIMATE"), membership=who)
    return who


def ask(event, membership, *, now):
    return ask_for_hot_seat(event_id=event.pk, membership=membership, now=now)


def accept(event, membership, *, now):
    return accept_hot_seat(event_id=event.pk, membership=membership, now=now)


def withdraw(event, membership, *, now):
    return withdraw_from_hot_seat(event_id=event.pk, membership=membership, now=now)


def give(event, request, *, now, by=None, reason=REASON):
    return override_hot_seat(
        event_id=event.pk,
        hot_seat_request_id=request.pk,
        membership=by or event.host,
        reason=reason,
        now=now,
    )


def seat(event, request, *, now):
    return seat_in_hot_seat(
        event_id=event.pk, hot_seat_request_id=request.pk, membership=event.host, now=now
    )


def complete(event, request, *, now):
    return complete_hot_seat(
        event_id=event.pk, hot_seat_request_id=request.pk, membership=event.host, now=now
    )


def had(membership, *, like, at):
    """One hot seat at an earlier event of the same format."""
    earlier = event_with(1, starts_at=at, like=like, state="ENDED", ended_at=at + HOUR)
    rsvp = RsvpFactory(segment=earlier.segments.get(), membership=membership)
    return HotSeatRequestFactory(rsvp=rsvp, state="COMPLETED", asked_at=at)


def states(event):
    """State of each member's latest request, by membership."""
    requests = HotSeatRequest.objects.filter(event=event).order_by("pk")
    return {request.membership_id: request.state for request in requests}


def state_of(event, membership):
    return states(event).get(membership.pk)
