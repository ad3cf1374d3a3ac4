from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from config.kernel.prepared_queries import prepared
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.formats import MAX_ROOMS, ROOM_CAPACITY
from events.seats.facts import CAPACITY_CHANGED
from events.seats.querysets import RsvpQuerySet, SegmentQuerySet
from events.seats.rules import Openness, books_from, offer_limit, openness
from memberships.communities.models import Membership

if TYPE_CHECKING:
    from events.seats.models.rsvps import Rsvp


class SegmentFull(Refusal):
    """Every seat of the segment is taken."""


class TooEarlyToBook(Refusal):
    """Seats of the member stayed empty lately: they book from 72 hours before the start."""


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

    is_restrained = False  # set by `with_restrictions_for`
    is_limited = False  # set by `with_restrictions_for`

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

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def is_full_for_member(self) -> bool:
        """Full, or to be answered as if it were: nobody is told which."""
        return self.is_full or self.is_restrained

    @property
    def seen_as(self) -> Openness:
        """What whom `with_restrictions_for` asked about may know of its seats."""
        if self.is_restrained:
            return "full"
        return openness(taken=self.taken, capacity=self.capacity)

    def ensure_may_book(self) -> None:
        """Refuses who is limited, in words for them alone: from when it works, and another way."""
        if not self.is_limited:
            return
        opens_at = timezone.localtime(books_from(starts_at=self.event.starts_at))
        moment = {"moment": date_format(opens_at, "l j F, H:i")}
        raise TooEarlyToBook(
            _(
                "Two seats of yours stayed empty lately, so you can take this one from %(moment)s."
                " The broadcast is open to you before."
            )
            % moment
            if self.event.revision.has_broadcast
            else _(
                "Two seats of yours stayed empty lately, so you can take this one from %(moment)s."
            )
            % moment
        )

    def take(self) -> None:
        """Take one seat by a conditional update; refuses where none is left."""
        free = Segment.objects.filter(pk=self.pk).with_a_free_seat()
        if not free.update(taken=F("taken") + 1):
            raise seats_gone()

    def ensure_may_sit(self, membership: Membership, *, now: datetime) -> None:
        """Refuses, as if it were full, whoever would meet somebody they are kept from.

        Asked once the counter is taken, so that of two who sit down at once one sees the other.
        """
        if self.kind != self.Kind.INTIMATE:
            return
        if _kept_from(segment=self, membership=membership, now=now):
            raise seats_gone()

    def locked(self) -> "Segment":
        """This row as it is now, locked: to free a seat or to join the waitlist."""
        return Segment.objects.filter(pk=self.pk).select_related("event").locked().get()

    def free(self, seats: int, *, now: datetime) -> "list[Rsvp]":
        """Give seats back to the counter, then `offer_free_seats`."""
        Segment.objects.filter(pk=self.pk).update(taken=F("taken") - seats)
        self.taken -= seats
        return self.offer_free_seats(now=now)

    def offer_free_seats(self, *, now: datetime) -> "list[Rsvp]":
        """Offer each free seat to the next on the waitlist; return whom, in order.

        Inside the last three hours nobody is offered one: all who may take it are returned, still
        waiting. On a locked row. Records: events.seat_offered for those whose state is
        OFFERED, else events.seat_came_free.
        """
        ahead = self.event.starts_at - now
        if self.is_full or ahead <= timedelta(0) or not self.event.is_scheduled_or_live:
            return []
        limit = offer_limit(ahead=ahead)
        return self._offer(now + limit, now=now) if limit else list(self.next_on_waitlist(now))

    def next_on_waitlist(self, now: datetime) -> "RsvpQuerySet[Rsvp]":
        """Those on the waitlist who could sit down now, in order."""
        return self.rsvps.next_in_order(now)

    def _offer(self, until: datetime, *, now: datetime) -> "list[Rsvp]":
        """One after the other: whoever is offered a seat may keep a later one from theirs."""
        offered: list[Rsvp] = []
        while not self.is_full and (heir := self.next_on_waitlist(now).first()):
            heir.be_offered(until=until)
            self.taken += 1
            offered.append(heir)
        Segment.objects.filter(pk=self.pk).update(taken=F("taken") + len(offered))
        return offered

    def lapse_offers(self, *, now: datetime) -> "tuple[list[Rsvp], list[Rsvp]]":
        """End the offers whose time is over; return them, and those called up in their place.

        Where none is, nobody is called up. On a locked row.
        Records: events.seat_released, and as `offer_free_seats` says.
        """
        void = list(self.rsvps.void_offers(now).locked().order_by("pk"))
        for rsvp in void:
            rsvp.event, rsvp.segment = self.event, self
            rsvp.end(way="LAPSED", now=now)
        return void, self.free(len(void), now=now) if void else []

    def offer_what_is_free(self, *, now: datetime) -> "list[Rsvp]":
        """Offer seats that are free without anybody having given one back just now.

        A separation was lifted, or somebody came back from a pause. Inside the last three hours
        nothing: what came free was said when it did. Else as `offer_free_seats` says.
        """
        makes_offers = offer_limit(ahead=self.event.starts_at - now) is not None
        return self.offer_free_seats(now=now) if makes_offers else []

    def resize(self, *, rooms: int, capacity: int, by: Membership, now: datetime) -> None:
        """Have this many rooms and seats; seats that come free are offered to the waitlist.

        Refuses to go below what is taken, and above twelve to a room. Records:
        events.capacity_changed, and events.seat_offered or events.seat_came_free.
        """
        row = self.locked()
        row.ensure_fits(rooms=rooms, capacity=capacity)
        counts = {"event_id": row.event_id, "was": row.capacity, "becomes": capacity}
        row.rooms, row.capacity = rooms, capacity
        row.save(update_fields=["rooms", "capacity"])
        self.rooms, self.capacity = rooms, capacity
        facts.record(CAPACITY_CHANGED, about=row, by=by, now=now, **counts)
        for rsvp in row.offer_free_seats(now=now):
            name, data = rsvp.call
            facts.record(name, about=rsvp, by=None, now=now, **data)

    def ensure_fits(self, *, rooms: int, capacity: int) -> None:
        """What `resize` would refuse: seats that do not fit the rooms, too few of either."""
        if not 1 <= rooms <= MAX_ROOMS:
            raise CapacityUnfit(_("An event has 1 to 60 rooms."), field="rooms")
        if not 1 <= capacity <= rooms * ROOM_CAPACITY:
            raise CapacityUnfit(_("A room has at most twelve seats."), field="rooms")
        self.ensure_holds(capacity)
        if rooms < self.rooms and rooms < self.rooms_promised():
            raise CapacityUnfit(
                _("A sister room with a host of its own was opened here: its room stays."),
                field="rooms",
            )

    def ensure_holds(self, capacity: int) -> None:
        """Refuses fewer seats than are taken."""
        if capacity < self.taken:
            raise CapacityUnfit(
                _("There are more people in it than that. Make room for all of them."),
                field="rooms",
            )

    def rooms_promised(self) -> int:
        """How many rooms there must be for the sister rooms that have a host; 0 without any."""
        rooms = self.sister_rooms.confirmed().aggregate(most=Max("rooms"))["most"]
        return int(rooms or 0)

    def rooms_in_series(self, *, was: int, becomes: int) -> int:
        """How many rooms it has when its series goes from so many to so many.

        What was set for this event alone stays while its series changes other things, and a
        sister room that has a host stays whatever happens.
        """
        return self.rooms if was == becomes else max(becomes, self.rooms_promised())


@prepared
def _kept_from(
    *, segment: Segment, membership: Membership, now: datetime
) -> SegmentQuerySet[Segment]:
    """The segment, where this member must not sit in it."""
    seen = Segment.objects.filter(pk=segment.pk).with_restrictions_for(membership, now=now)
    hosts_a_room = Q(sister_rooms__state="CONFIRMED", sister_rooms__room_host=membership)
    return seen.filter(Q(is_restrained=True) | hosts_a_room).only("pk")[:1]


def seats_gone() -> SegmentFull:
    return SegmentFull(_("The last place has just gone."))
