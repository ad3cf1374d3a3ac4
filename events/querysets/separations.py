"""Who must not meet whom, as conditions of other queries."""

from datetime import datetime

from django.db.models import Exists, Model, OuterRef, Q

from memberships.models import Separation
from memberships.querysets import SeparationQuerySet

SEATED = ("HELD", "GOING", "OFFERED")


def meetings(*, event: str, host: str, now: datetime) -> SeparationQuerySet[Separation]:
    """Separations from somebody who hosts an event or a room of it, or has an intimate seat there.

    `event` and `host` name the outer query's columns.
    """
    seated = Q(
        protected__rsvps__event=OuterRef(event),
        protected__rsvps__state__in=SEATED,
        protected__rsvps__segment__kind="INTIMATE",
    )
    hosting_a_room = Q(
        protected__sister_rooms__event=OuterRef(event), protected__sister_rooms__state="CONFIRMED"
    )
    there = seated | Q(protected=OuterRef(host)) | hosting_a_room
    return Separation.objects.standing(now).filter(there)


def is_apart(reader: Model, *, author: str, now: datetime) -> Exists:
    """Whether the reader and the author in that column are kept apart, either from the other."""
    return Exists(Separation.objects.standing(now).between(reader, OuterRef(author)))
