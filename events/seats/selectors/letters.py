"""What the mails about an event say, read when they are sent; None where it is not so any more."""

from dataclasses import dataclass, replace
from datetime import datetime

from config.kernel.transactions import reading
from events.names.selectors import own_handle
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet
from events.seats.rules import is_reminded_at_once, offer_limit
from events.seats.selectors.repeats import NextRepeat, next_repeat
from events.seats.selectors.waitlist import Place, with_places
from memberships.communities.models import Community
from memberships.mail.models import NotificationPreference
from memberships.mail.selectors import wants_mail

Category = NotificationPreference.Category


@dataclass(frozen=True, slots=True)
class Letter:
    """One claim, which knows its event (with revision and host), its segment and its member.

    `claims_before` counts what the member claimed at this event before and gave up. `repeat` is
    where to go instead, for the mails that say so; `handle` what they are called, where the event
    is blind.
    """

    rsvp: Rsvp
    claims_before: int
    repeat: NextRepeat | None = None
    handle: str = ""


@dataclass(frozen=True, slots=True)
class WaitlistLetter:
    """`is_first_to_accept`: so near the start that nobody is offered a seat any more."""

    letter: Letter
    place: Place
    is_first_to_accept: bool


@reading
def confirmation(
    *, rsvp_id: int, asked_at: datetime, community: Community, now: datetime
) -> Letter | None:
    """None too where the hour's reminder, sent at once, tells of the seat."""
    letter = letter_of(claims_ahead(community, now=now).going(), rsvp_id=rsvp_id)
    if letter is None or not wants(letter, Category.SEATS):
        return None
    starts_at = letter.rsvp.event.starts_at
    is_told = is_reminded_at_once(asked_at=asked_at, starts_at=starts_at)
    return None if is_told and wants(letter, Category.REMINDERS) else letter


@reading
def offer(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    standing = claims_ahead(community, now=now).filter(state="OFFERED", held_until__gt=now)
    return _wanted(letter_of(standing, rsvp_id=rsvp_id))


@reading
def free_seat(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """None too where somebody else was first, as far as this member may see."""
    letter = _wanted(letter_of(claims_ahead(community, now=now).waitlist(), rsvp_id=rsvp_id))
    if letter is None:
        return None
    rsvp = letter.rsvp
    segments = Segment.objects.within(community).with_restrictions_for(rsvp.membership, now=now)
    return None if segments.get(pk=rsvp.segment_id).is_full_for_member else letter


@reading
def waitlist_place(*, rsvp_id: int, community: Community, now: datetime) -> WaitlistLetter | None:
    line = with_places(claims_ahead(community, now=now).waitlist(), community=community)
    letter = _wanted(letter_of(line, rsvp_id=rsvp_id))
    if letter is None:
        return None
    rsvp = letter.rsvp
    return WaitlistLetter(
        letter=_with_repeat(letter, now=now),
        place=Place.of(rsvp),
        is_first_to_accept=offer_limit(ahead=rsvp.event.starts_at - now) is None,
    )


@reading
def release(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """For a seat that was theirs; None too where the member has claimed a place anew."""
    ended = _ended(community, now=now).exclude(confirmed_at=None)
    return _unless_back(_wanted(letter_of(ended, rsvp_id=rsvp_id)))


@reading
def lapse(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """None too where the member has claimed a place anew, or it has begun."""
    lapsed = _ended(community, now=now).filter(release_reason=Rsvp.ReleaseReason.LAPSED)
    not_begun = lapsed.filter(event__starts_at__gt=now)
    letter = _unless_back(_wanted(letter_of(not_begun, rsvp_id=rsvp_id)))
    return _with_repeat(letter, now=now) if letter else None


@reading
def removal(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """Whoever was taken off is told, whatever they switched off: they would come in vain."""
    removed = _ended(community, now=now).filter(release_reason=Rsvp.ReleaseReason.REMOVED)
    return letter_of(removed, rsvp_id=rsvp_id)


@reading
def move(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """Whoever has a claim is told, whatever they switched off: they would come in vain."""
    return letter_of(claims_ahead(community, now=now).live(), rsvp_id=rsvp_id)


@reading
def change(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    return _wanted(letter_of(claims_ahead(community, now=now).live(), rsvp_id=rsvp_id))


@reading
def event_cancellation(*, rsvp_id: int, community: Community, now: datetime) -> Letter | None:
    """Whoever had a claim is told, whatever they switched off: they would come in vain."""
    cancelled = reachable_claims(community).live().filter(event__state="CANCELLED")
    letter = letter_of(cancelled.filter(event__ends_at__gt=now), rsvp_id=rsvp_id)
    return _with_repeat(letter, now=now) if letter else None


def reachable_claims(community: Community) -> RsvpQuerySet[Rsvp]:
    """Claims of members who are active and can sign in."""
    return Rsvp.objects.within(community).filter(
        membership__status="ACTIVE", membership__user__is_active=True
    )


def claims_ahead(community: Community, *, now: datetime) -> RsvpQuerySet[Rsvp]:
    """Claims at events that stand and are not over."""
    standing = reachable_claims(community).filter(event__state__in=("SCHEDULED", "LIVE"))
    return standing.filter(event__ends_at__gt=now)


def _ended(community: Community, *, now: datetime) -> RsvpQuerySet[Rsvp]:
    return claims_ahead(community, now=now).filter(state=Rsvp.State.RELEASED)


def letter_of(claims: RsvpQuerySet[Rsvp], *, rsvp_id: int) -> Letter | None:
    related = ("event__revision", "event__host__user", "event__community", "segment")
    rsvp = claims.select_related(*related, "membership__user", "membership__community").filter(
        pk=rsvp_id
    )
    if (found := rsvp.first()) is None:
        return None
    earlier = found.event.rsvps.filter(membership=found.membership, pk__lt=found.pk)
    return Letter(
        rsvp=found,
        claims_before=earlier.count(),
        handle=own_handle(found.event, membership=found.membership),
    )


def _with_repeat(letter: Letter, *, now: datetime) -> Letter:
    event, membership = letter.rsvp.event, letter.rsvp.membership
    return replace(letter, repeat=next_repeat(event, membership=membership, now=now))


def _unless_back(letter: Letter | None) -> Letter | None:
    if letter is None:
        return None
    claims = letter.rsvp.event.rsvps.live().filter(membership=letter.rsvp.membership)
    return None if claims.exists() else letter


def _wanted(letter: Letter | None) -> Letter | None:
    return letter if letter and wants(letter, Category.SEATS) else None


def wants(letter: Letter, category: str) -> bool:
    return wants_mail(membership=letter.rsvp.membership, category=category)
