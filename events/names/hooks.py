"""What the names feature asks of seats, which are built on top of it."""

from typing import Any

from django.db.models import Q, QuerySet

from config.kernel.hooks import Hook
from events.calendar.models.events import Event
from memberships.communities.models import Community


@Hook
def room_hosts(*, event: Event, community: Community) -> QuerySet[Any, Any]:
    """Rows with a `room_host_id`: members who host a room of their own at this event."""
    raise NotImplementedError


@Hook
def has_a_seat() -> Q:
    """A condition on handles: their member is active and has, or had, a seat at their event."""
    raise NotImplementedError
