from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from config.kernel import idempotency
from config.kernel.prepared_queries import prepared
from config.kernel.transactions import (
    reading_everywhere,
    use_case,
    use_case_everywhere,
    use_case_that_looks_first,
)
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.seats import hooks
from events.seats.models.rsvps import (
    AlreadyHasClaim,
    ClaimGone,
    HostNeedsNoSeat,
    NoOffer,
    RemovedFromEvent,
    Rsvp,
)
from events.seats.models.segments import Segment, SegmentFull
from events.seats.models.sister_rooms import SisterRoom
from events.seats.querysets import RsvpQuerySet, SegmentQuerySet
from events.seats.rules import Intention, SeatRequest
from memberships.communities.models import Community, Membership
from memberships.communities.policies import ensure_cleared
from memberships.communities.rules import REQUIRED_FOR_RSVP


@use_case_that_looks_first
def reserve_seat(
    *, event_id: int, segment_id: int, membership: Membership, wanted: SeatRequest, now: datetime
) -> Rsvp:
    """Take a seat. Refuses before any lock, and before it writes, where none is free."""
    segment = _looked_at(event_id=event_id, segment_id=segment_id, membership=membership, now=now)
    has_void_offers: bool = segment.has_void_offers  # type: ignore[attr-defined]  # of `_seen`
    if segment.is_full_for_member and not has_void_offers:
        raise SegmentFull
    idempotency.take()
    _tidy(segment, now=now)
    if segment.is_full_for_member:
        raise SegmentFull
    said = _said(wanted, membership=membership)
    rsvp = Rsvp.take_seat(segment=segment, membership=membership, intention=said, now=now)
    if wanted.need:
        hooks.access_need_stated(rsvp=rsvp, need=wanted.need, now=now)
    return rsvp


@use_case
def join_waitlist(
    *, event_id: int, segment_id: int, membership: Membership, wanted: SeatRequest, now: datetime
) -> Rsvp:
    """Join the waiting list, or take a seat that has come free meanwhile."""
    segment = _looked_at(event_id=event_id, segment_id=segment_id, membership=membership, now=now)
    _tidy(segment, now=now)
    said = _said(wanted, membership=membership)
    rsvp = Rsvp.join_waitlist(segment=segment, membership=membership, intention=said, now=now)
    if wanted.need:
        hooks.access_need_stated(rsvp=rsvp, need=wanted.need, now=now)
    return rsvp


@use_case
def accept_seat(*, event_id: int, membership: Membership, now: datetime) -> Rsvp:
    """Take the seat that is offered; in the last hours, be the first to take one."""
    try:
        rsvp = _live_claim(event_id=event_id, membership=membership)
    except Rsvp.DoesNotExist:
        _ensure_never_asked(event_id=event_id, membership=membership)
        raise
    if rsvp.state == Rsvp.State.GOING:
        raise AlreadyHasClaim
    if rsvp.state == Rsvp.State.WAITING:
        _ensure_looks_free(rsvp, now=now)
    rsvp.accept(now=now)
    return rsvp


@use_case
def release_seat(*, event_id: int, membership: Membership, now: datetime) -> Rsvp:
    """Give up a seat, an offer or a place on the waitlist."""
    rsvp = _live_claim(event_id=event_id, membership=membership)
    is_offer = rsvp.state == Rsvp.State.OFFERED
    reason = Rsvp.ReleaseReason.DECLINED if is_offer else Rsvp.ReleaseReason.GIVEN_BACK
    rsvp.release(reason=reason, by=membership, now=now)
    return rsvp


@use_case
def remove_from_event(
    *, event_id: int, rsvp_id: int, membership: Membership, reason: str, now: datetime
) -> Rsvp:
    """Take a member off an event, for a reason they are told; they cannot come back to it."""
    events = Event.objects.within(membership.community).select_related("revision")
    event = events.get(pk=event_id)
    ensure_may_run(membership, event=event)
    claims = Rsvp.objects.within(membership.community).live().filter(event=event)
    rsvp = claims.select_related("segment", "event").get(pk=rsvp_id)
    rsvp.remove(reason=reason, by=membership, now=now)
    return rsvp


@use_case
def move_wish(*, event_id: int, to_event_id: int, membership: Membership, now: datetime) -> Rsvp:
    """Move from one event's waitlist to a repeat of it, with the same intention.

    There the member gets a seat where one is free, else a place on that waitlist.
    """
    old = _live_claim(event_id=event_id, membership=membership)
    segment_id = _repeat_of(old, event_id=to_event_id, community=membership.community).pk
    target = _looked_at(
        event_id=to_event_id, segment_id=segment_id, membership=membership, now=now
    )
    _lock_segments([old.segment_id, target.pk], membership=membership)
    old.release(reason=Rsvp.ReleaseReason.MOVED_ON, by=membership, now=now)
    new = Rsvp.join_waitlist(
        segment=target, membership=membership, intention=old.as_intention, now=now
    )
    hooks.claim_moved(old=old, new=new, now=now)
    return new


def process_due_offers(*, now: datetime) -> int:
    """End the offers whose time is over and offer every free seat; return in how many segments.

    Includes seats that nobody gave back: a separation was lifted, or a member is back from a
    pause. Safe to run twice at once.
    """
    return sum(_hand_on(segment_id=segment_id, now=now) for segment_id in _to_hand_on(now=now))


@reading_everywhere
def _to_hand_on(*, now: datetime) -> list[int]:
    claims = [*_lapsed(now=now), *_offerable(now=now)]
    return sorted({claim.segment_id for claim in claims})


@prepared
def _lapsed(*, now: datetime) -> RsvpQuerySet[Rsvp]:
    return _ahead().void_offers(now)


@prepared
def _offerable(*, now: datetime) -> RsvpQuerySet[Rsvp]:
    return _ahead().eligible_waitlist(now).with_offerable_seat(now)


def _ahead() -> RsvpQuerySet[Rsvp]:
    standing = Rsvp.objects.everywhere().filter(event__state__in=("SCHEDULED", "LIVE"))
    return standing.only("segment_id")


@use_case_everywhere
def _hand_on(*, segment_id: int, now: datetime) -> bool:
    free = Segment.objects.everywhere().select_related("event")
    row = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
    segment = row.filter(pk=segment_id).first()
    if segment is None:
        return False
    return bool(segment.lapse_offers(now=now) or segment.reoffer_free_seats(now=now))


@use_case
def change_segment(
    *, event_id: int, segment_id: int, membership: Membership, now: datetime
) -> Rsvp:
    """Move a claim to the event's other segment, with its intention, if a place is free there."""
    old = _live_claim(event_id=event_id, membership=membership)
    segments = Segment.objects.within(membership.community).select_related("event__revision")
    seen = segments.with_restrictions_for(membership, now=now).exclude(pk=old.segment_id)
    target = seen.get(event_id=event_id, pk=segment_id)
    if target.is_full_for_member:
        raise SegmentFull
    _lock_segments([old.segment_id, target.pk], membership=membership)
    old.release(reason=Rsvp.ReleaseReason.SWAPPED, by=membership, now=now)
    new = Rsvp.take_seat(
        segment=target, membership=membership, intention=old.as_intention, now=now
    )
    hooks.claim_moved(old=old, new=new, now=now)
    return new


@use_case
def reword_intention(
    *, event_id: int, membership: Membership, intention: str, sight: str, now: datetime
) -> Rsvp:
    rsvp = _live_claim(event_id=event_id, membership=membership)
    rsvp.reword_intention(Intention(intention, sight), now=now)
    return rsvp


def _looked_at(
    *, event_id: int, segment_id: int, membership: Membership, now: datetime
) -> Segment:
    """The segment with all that a claim needs to know, in one read that locks nothing.

    Refuses a member who has a claim, was removed, or hosts a room. An offer of theirs whose time
    is over is not a claim, even if it has not lapsed by the clock yet.
    """
    ensure_cleared(community=membership.community, kinds=REQUIRED_FOR_RSVP)
    found = _seen_with_claims(
        community=membership.community,
        membership=membership,
        event_id=event_id,
        segment_id=segment_id,
        now=now,
    )
    if not found:
        raise Segment.DoesNotExist
    looked_at: Any = found[0]
    if looked_at.is_claimed:
        raise AlreadyHasClaim
    if looked_at.was_removed:
        raise RemovedFromEvent
    if looked_at.hosts_a_room:
        raise HostNeedsNoSeat
    return found[0]


@prepared
def _seen_with_claims(
    *,
    community: Community,
    membership: Membership,
    event_id: int,
    segment_id: int,
    now: datetime,
) -> SegmentQuerySet[Segment]:
    claims = Rsvp.objects.within(community)
    mine = claims.filter(event_id=OuterRef("event_id"), membership=membership)
    rooms = SisterRoom.objects.within(community).confirmed()
    seen = _seen(membership, community=community, now=now).annotate(
        is_claimed=Exists(mine.live().exclude(pk__in=mine.void_offers(now).values("pk"))),
        was_removed=Exists(mine.filter(release_reason=Rsvp.ReleaseReason.REMOVED)),
        hosts_a_room=Exists(rooms.filter(event_id=OuterRef("event_id"), room_host=membership)),
    )
    return seen.exclude(event__state="DRAFT").filter(pk=segment_id, event_id=event_id)


def _seen(
    membership: Membership, *, community: Community, now: datetime
) -> SegmentQuerySet[Segment]:
    """Segments as this member may know them, with whether offers there have lapsed."""
    segments = Segment.objects.within(community).select_related("event__revision")
    void = Rsvp.objects.within(community).void_offers(now)
    return segments.with_restrictions_for(membership, now=now).annotate(
        has_void_offers=Exists(void.filter(segment_id=OuterRef("pk")))
    )


def _ensure_looks_free(rsvp: Rsvp, *, now: datetime) -> None:
    """Refuses before any lock, as for a newcomer."""
    rsvp.ensure_may_accept(now=now)
    member = rsvp.membership
    segment = _seen(member, community=member.community, now=now).get(pk=rsvp.segment_id)
    _tidy(segment, now=now)
    if segment.is_full_for_member:
        raise SegmentFull


def _repeat_of(rsvp: Rsvp, *, event_id: int, community: Community) -> Segment:
    """The same way to attend a later event of the same template."""
    segments = Segment.objects.within(community)
    later = segments.filter(
        event_id=event_id,
        event__starts_at__gt=rsvp.event.starts_at,
        event__revision__template_id=rsvp.event.revision.template_id,
    )
    return later.get(kind=rsvp.segment.kind)


def _tidy(segment: Segment, *, now: datetime) -> None:
    """Offer seats whose offers have lapsed to the waitlist: it goes before a newcomer."""
    if segment.has_void_offers:  # type: ignore[attr-defined]  # of `_seen`
        row = segment.locked()
        row.lapse_offers(now=now)
        segment.taken = row.taken


def _said(wanted: SeatRequest, *, membership: Membership) -> Intention:
    """The intention, with how often the same words were carried over before."""
    text, sight = wanted.intention, wanted.sight
    if wanted.carried_from is None:
        return Intention(text, sight)
    theirs = Rsvp.objects.within(membership.community).with_unused_carry_over(membership)
    source = theirs.filter(pk=wanted.carried_from, intention=text).first()
    return Intention(text, sight, source.times_carried_over + 1 if source else 0)


def _lock_segments(segment_ids: Iterable[int], *, membership: Membership) -> None:
    """Lock all counters of a change in one order, so that two who swap places do not deadlock."""
    segments = Segment.objects.within(membership.community).filter(pk__in=segment_ids)
    list(segments.order_by("pk").locked())


def _live_claim(*, event_id: int, membership: Membership) -> Rsvp:
    mine = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    rsvp = mine.select_related("segment", "event__revision").get(event_id=event_id)
    rsvp.membership = membership
    return rsvp


def _ensure_never_asked(*, event_id: int, membership: Membership) -> None:
    """Refuses a member whose claim here has ended since they opened the page."""
    claims = Rsvp.objects.within(membership.community).filter(membership=membership)
    last = claims.filter(event_id=event_id).order_by("-pk").first()
    if last is not None:
        raise NoOffer if last.release_reason == Rsvp.ReleaseReason.LAPSED else ClaimGone
