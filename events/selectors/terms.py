from dataclasses import dataclass
from datetime import datetime

from events.models import AccessNeed, Event, Rsvp, Segment
from events.rules.standing import books_from, free_cancel_until


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for this member's seat: until when cancelling is free, and what they need.

    `books_from`: from when they can take a seat in a room, where that is not yet. `open_needs`:
    how many wait for an answer, for those who run the event.
    """

    books_from: datetime | None
    free_until: datetime
    is_cancelling_free: bool
    need: AccessNeed | None
    may_ask: bool
    open_needs: int


def terms_of(event: Event, *, intimate: Segment, rsvp: Rsvp | None, now: datetime) -> Terms:
    """From a segment `as_seen_by` the member and a claim with its need: no statement."""
    free_until = free_cancel_until(starts_at=event.starts_at)
    has_claim = rsvp is not None and rsvp.state != Rsvp.State.RELEASED
    return Terms(
        books_from=books_from(starts_at=event.starts_at) if intimate.is_limited else None,
        free_until=free_until,
        is_cancelling_free=now <= free_until,
        need=getattr(rsvp, "access_need", None) if has_claim else None,
        may_ask=event.is_standing and not event.has_started(now=now),
        open_needs=intimate.open_needs,  # type: ignore[attr-defined]  # of `segments_of`
    )
