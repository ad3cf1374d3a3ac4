from datetime import datetime

from django.db.models import Exists, OuterRef

from config.kernel import facts
from config.kernel.transactions import use_case
from events.facts import (
    INTENTION_CHANGED,
    LINE_JOINED,
    SEAT_PROMOTED,
    SEAT_RELEASED,
    SEAT_RESERVED,
)
from events.models import Rsvp, Segment
from events.models.rsvp import already_going
from events.models.segment import seats_gone
from events.rules.seats import Intention
from memberships.models import Membership
from memberships.policies import ensure_cleared
from memberships.rules import REQUIRED_FOR_RSVP


@use_case
def reserve_seat(
    *,
    event_id: int,
    segment_id: int,
    membership: Membership,
    intention: str,
    sight: str,
    now: datetime,
    carried_from: int | None = None,
) -> Rsvp:
    """Take a seat. Refuses at a glance, before any lock, where none is free."""
    segment = _looked_at(event_id=event_id, segment_id=segment_id, membership=membership)
    if segment.is_full:
        raise seats_gone()
    said = _said(text=intention, sight=sight, carried_from=carried_from, membership=membership)
    rsvp = Rsvp.take_seat(segment=segment, membership=membership, intention=said, now=now)
    _record_entry(rsvp, now=now)
    return rsvp


@use_case
def join_line(
    *,
    event_id: int,
    segment_id: int,
    membership: Membership,
    intention: str,
    sight: str,
    now: datetime,
    carried_from: int | None = None,
) -> Rsvp:
    """Join the waiting list; where a seat has come free meanwhile, it is theirs at once."""
    segment = _looked_at(event_id=event_id, segment_id=segment_id, membership=membership)
    said = _said(text=intention, sight=sight, carried_from=carried_from, membership=membership)
    rsvp = Rsvp.stand_in_line(segment=segment, membership=membership, intention=said, now=now)
    _record_entry(rsvp, now=now)
    return rsvp


@use_case
def release_seat(*, event_id: int, membership: Membership, now: datetime) -> Rsvp:
    """Give up a seat, or a place in the line; exactly one of those in line gets a freed seat."""
    rsvp = _live_claim(event_id=event_id, membership=membership)
    _release(rsvp, membership=membership, now=now)
    return rsvp


@use_case
def change_segment(
    *, event_id: int, segment_id: int, membership: Membership, now: datetime
) -> Rsvp:
    """Move a claim to the event's other segment, with its intention, if a place is free there."""
    old = _live_claim(event_id=event_id, membership=membership)
    segments = Segment.objects.within(membership.community).select_related("event__revision")
    target = segments.exclude(pk=old.segment_id).get(event_id=event_id, pk=segment_id)
    _hold_counters(event_id=event_id, membership=membership)
    _release(old, membership=membership, now=now)
    said = Intention(old.intention, old.intention_sight, old.times_carried_over)
    new = Rsvp.take_seat(segment=target, membership=membership, intention=said, now=now)
    _record_entry(new, now=now)
    return new


@use_case
def reword_intention(
    *, event_id: int, membership: Membership, intention: str, sight: str, now: datetime
) -> Rsvp:
    rsvp = _live_claim(event_id=event_id, membership=membership)
    rsvp.reword_intention(Intention(intention, sight), now=now)
    facts.record(INTENTION_CHANGED, about=rsvp, by=membership, now=now, event_id=event_id)
    return rsvp


def _looked_at(*, event_id: int, segment_id: int, membership: Membership) -> Segment:
    """All that a claim needs to know, in one read that locks nothing."""
    ensure_cleared(community=membership.community, kinds=REQUIRED_FOR_RSVP)
    claims = Rsvp.objects.within(membership.community).live()
    mine = claims.filter(event_id=OuterRef("event_id"), membership=membership)
    segments = Segment.objects.within(membership.community).select_related("event__revision")
    segment = (
        segments.annotate(is_claimed=Exists(mine))
        .exclude(event__state="DRAFT")
        .get(pk=segment_id, event_id=event_id)
    )
    if segment.is_claimed:
        raise already_going()
    return segment


def _said(*, text: str, sight: str, carried_from: int | None, membership: Membership) -> Intention:
    """An intention, and how often these very words were carried over, if they were."""
    if carried_from is None:
        return Intention(text, sight)
    theirs = Rsvp.objects.within(membership.community).waiting_to_be_carried(membership)
    source = theirs.filter(pk=carried_from, intention=text).first()
    return Intention(text, sight, source.times_carried_over + 1 if source else 0)


def _hold_counters(*, event_id: int, membership: Membership) -> None:
    """All counters of an event, in one order: who swaps sides must not wait for each other."""
    segments = Segment.objects.within(membership.community).filter(event_id=event_id)
    list(segments.order_by("pk").locked())


def _live_claim(*, event_id: int, membership: Membership) -> Rsvp:
    mine = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    return mine.select_related("segment", "event__revision").get(event_id=event_id)


def _release(rsvp: Rsvp, *, membership: Membership, now: datetime) -> None:
    was = rsvp.state
    heir = rsvp.release(now=now)
    facts.record(
        SEAT_RELEASED, about=rsvp, by=membership, now=now, event_id=rsvp.event_id, was=was
    )
    if heir is not None:
        facts.record(SEAT_PROMOTED, about=heir, by=None, now=now, event_id=heir.event_id)


def _record_entry(rsvp: Rsvp, *, now: datetime) -> None:
    by, event_id = rsvp.membership, rsvp.event_id
    if rsvp.state == Rsvp.State.WAITING:
        facts.record(LINE_JOINED, about=rsvp, by=by, now=now, event_id=event_id)
        return
    segment = rsvp.segment.kind
    facts.record(SEAT_RESERVED, about=rsvp, by=by, now=now, event_id=event_id, segment=segment)
