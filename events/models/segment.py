from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.models.event import Event
from events.models.template import TemplateRevision
from events.querysets import SegmentQuerySet
from events.rules import ROOM_CAPACITY

if TYPE_CHECKING:
    from events.models.rsvp import Rsvp


class SegmentFull(Refusal):
    """Every seat of the segment is taken."""


class CapacityUnfit(Refusal):
    """Fewer seats than are taken, or more than twelve to a room."""


class Segment(CommunityOwned):
    """One way to attend an event. Its row is the counter of its seats."""

    class Kind(models.TextChoices):
        INTIMATE = "INTIMATE", _("Intimate seat")
        BROADCAST = "BROADCAST", _("Broadcast")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=0)
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("Empty means no limit.")
    )
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="one_segment_of_each_kind"),
            models.CheckConstraint(
                condition=~Q(kind="INTIMATE")
                | Q(
                    capacity__isnull=False, rooms__gte=1, capacity__lte=F("rooms") * ROOM_CAPACITY
                ),
                name="an_intimate_seat_is_in_a_room_of_twelve_at_most",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="never_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"segment #{self.pk}"

    @classmethod
    def open_for(
        cls, events: "Iterable[Event]", *, revision: TemplateRevision, rooms: int
    ) -> None:
        """Open the ways to attend these new events, as their template's revision says."""
        seats = {"rooms": rooms, "capacity": rooms * revision.seats_per_room}
        ways: list[tuple[str, dict[str, int | None]]] = [(cls.Kind.INTIMATE, {**seats})]
        if revision.has_broadcast:
            ways.append((cls.Kind.BROADCAST, {"capacity": revision.broadcast_capacity}))
        cls.objects.bulk_create(
            cls(community_id=event.community_id, event=event, kind=kind, **counts)
            for event in events
            for kind, counts in ways
        )

    def refit(self, *, rooms: int, seats_per_room: int, now: datetime) -> "list[Rsvp]":
        """Have this many rooms; return those from the line who get a seat by it.

        Refuses to go below what is taken. Records: events.seat_promoted for each.
        """
        capacity = rooms * seats_per_room
        if capacity >= (self.capacity or 0):
            return self.grow(rooms=rooms, capacity=capacity, now=now)
        self.shrink(rooms=rooms, capacity=capacity)
        return []

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    def take(self) -> None:
        """Take one seat by a conditional update; refuses where none is left."""
        free = Segment.objects.filter(pk=self.pk).with_a_free_seat()
        if not free.update(taken=F("taken") + 1):
            raise seats_gone()

    def held_fast(self) -> "Segment":
        """This row as it is now, locked. Whoever frees a seat or joins the line comes by here."""
        return Segment.objects.filter(pk=self.pk).locked().get()

    def hand_on(self, *, now: datetime) -> "Rsvp | None":
        """Give one freed seat to the first in line, else back to the counter.

        On a row that is held fast. Records: events.seat_promoted, where it returns an RSVP.
        """
        heir = self.rsvps.in_line().of_active_members().first()
        if heir is None:
            Segment.objects.filter(pk=self.pk).update(taken=F("taken") - 1)
            return None
        heir.be_promoted(now=now)
        return heir

    def grow(self, *, rooms: int, capacity: int, now: datetime) -> "list[Rsvp]":
        """Add seats and give them to those in line, whom it returns, first come first.

        Records: events.seat_promoted for each.
        """
        row = self.held_fast()
        added = capacity - (row.capacity or 0)
        if added < 0 or capacity > rooms * ROOM_CAPACITY:
            raise CapacityUnfit(_("A room has at most twelve seats."), field="rooms")
        heirs = list(row.rsvps.in_line().of_active_members()[:added])
        for heir in heirs:
            heir.be_promoted(now=now)
        row.rooms, row.capacity, row.taken = rooms, capacity, row.taken + len(heirs)
        row.save(update_fields=["rooms", "capacity", "taken"])
        return heirs

    def ensure_holds(self, capacity: int) -> None:
        """Refuses fewer seats than are taken."""
        if capacity < self.taken:
            raise CapacityUnfit(
                _("There are more people in it than that. Make room for all of them."),
                field="rooms",
            )

    def shrink(self, *, rooms: int, capacity: int) -> None:
        """Take seats away; refuses to go below what is taken."""
        row = self.held_fast()
        row.ensure_holds(capacity)
        row.rooms, row.capacity = rooms, capacity
        row.save(update_fields=["rooms", "capacity"])


def seats_gone() -> SegmentFull:
    return SegmentFull(_("The last place has just gone."))
