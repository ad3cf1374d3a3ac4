"""What seats ask of the features that are built on top of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists

from config.kernel.hooks import Hook
from memberships.communities.models import Community, Membership

if TYPE_CHECKING:
    from events.seats.models.rsvps import Rsvp


@dataclass(frozen=True, slots=True)
class WrapUpStatus:
    """What a member could still say after an event: the card, and their micro-action."""

    has_wrapped_up: bool
    micro_action: "MicroActionWords | None"


@dataclass(frozen=True, slots=True)
class MicroActionWords:
    text: str
    due_on: date


@Hook
def wrap_up_status(*, rsvp: "Rsvp", community: Community) -> WrapUpStatus:
    """What the mail after an event asks this member about."""
    raise NotImplementedError


@Hook
def is_booking_delayed(*, membership: Membership, now: datetime) -> Exists:
    """Whether this member may take intimate seats only shortly before an event."""
    raise NotImplementedError


@Hook
def absence_lifted(*, rsvp: "Rsvp") -> None:
    """A member marked as absent was there after all. Needs a locked RSVP."""
    raise NotImplementedError


@Hook
def access_need_stated(*, rsvp: "Rsvp", need: str, now: datetime) -> None:
    """A member with a new claim said what they need to take part."""
    raise NotImplementedError


@Hook
def claim_moved(*, old: "Rsvp", new: "Rsvp", now: datetime) -> None:
    """A member gave up one claim for another, at the same event or at a repeat of it."""
    raise NotImplementedError
