from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from config.kernel.prepared_queries import execute_prepared, prepared
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.formats import MAX_ROOMS, ROOM_CAPACITY
from events.seats.facts import CAPACITY_CHANGED, SEAT_CAME_FREE
from events.seats.querysets import SegmentQuerySet
from events.seats.rules import Openness, delayed_booking_opens_at, offer_duration, openness
from memberships.communities.models import Membership

# In SQL because every RSVP runs it: to build it in the ORM took 0.7 of an RSVP's 6.5 ms.
TAKE_A_SEAT = (
    'UPDATE "events_segment" SET taken = taken + 1'
    " WHERE id = %s AND (capacity IS NULL OR taken < capacity)"
)


class SegmentFull(Refusal):
    words = _("The last place has just gone.")


class TooEarlyToBook(Refusal):
    """Seats of this member stayed empty lately, so they book from 72 hours before the start."""


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
    is_booking_delayed = False  # set by `with_restrictions_for`

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
        """Make the segments of new events, as their template's revision says."""
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
        """Full, or shown as full because of a separation; the member cannot tell which."""
        return self.is_full or self.is_restrained

    @property
    def openness_for_member(self) -> Openness:
        """What the member of `with_restrictions_for` may know of its seats."""
        if self.is_restrained:
            return "full"
        return openness(taken=self.taken, capacity=self.capacity)

    def ensure_booking_not_delayed(self) -> None:
        """Refuses a member who is limited, and tells them from when they can book."""
        if not self.is_booking_delayed:
            return
        opens_at = timezone.localtime(delayed_booking_opens_at(starts_at=self.event.starts_at))
        words = (
            _(
                "Two seats of yours stayed empty lately, so you can take this one from %(moment)s."
                " The broadcast is open to you before."
            )
            if self.event.revision.has_broadcast
            else _(
                "Two seats of yours stayed empty lately, so you can take this one from %(moment)s."
            )
        )
        raise TooEarlyToBook(words % {"moment": date_format(opens_at, "l j F, H:i")})

    def take(self) -> None:
        """Take one seat by a conditional update. Refuses where none is left."""
        with connection.cursor() as cursor:
            execute_prepared(cursor, TAKE_A_SEAT, [self.pk])
            if cursor.rowcount == 0:
                raise SegmentFull

    def ensure_may_sit(self, membership: Membership, *, now: datetime) -> None:
        """Refuses, as if it were full, a member who would meet somebody they are kept from.

        Needs the counter to be taken first: of two who sit down at once, one then sees the other.
        """
        if self.kind != self.Kind.INTIMATE:
            return
        if _kept_from(segment=self, membership=membership, now=now):
            raise SegmentFull

    def locked(self) -> "Segment":
        """The row as it is now, locked, with its event."""
        return Segment.objects.filter(pk=self.pk).select_related("event").locked().get()

    def return_seats(self, seats: int, *, now: datetime) -> None:
        """Give seats back to the counter, then `offer_free_seats`. Needs the locked row."""
        Segment.objects.filter(pk=self.pk).update(taken=F("taken") - seats)
        self.taken -= seats
        self.offer_free_seats(now=now)

    def offer_free_seats(self, *, now: datetime) -> int:
        """Offer each free seat to the next on the waitlist; return how many members were told.

        In the last three hours nobody is offered a seat. Instead, all who could take one are told
        that one came free, and keep waiting. Needs the locked row.
        """
        ahead = self.event.starts_at - now
        if self.is_full or ahead <= timedelta(0) or not self.event.is_scheduled_or_live:
            return 0
        limit = offer_duration(ahead=ahead)
        return self._offer(now + limit, now=now) if limit else self._tell_waitlist(now=now)

    def _offer(self, until: datetime, *, now: datetime) -> int:
        """One after the other: a member who is offered a seat may keep a later one from theirs."""
        offered = 0
        while not self.is_full and (heir := self.rsvps.eligible_waitlist(now).first()):
            heir.be_offered(until=until, now=now)
            self.taken += 1
            offered += 1
        Segment.objects.filter(pk=self.pk).update(taken=F("taken") + offered)
        return offered

    def _tell_waitlist(self, *, now: datetime) -> int:
        waiting = list(self.rsvps.eligible_waitlist(now))
        for rsvp in waiting:
            facts.record(SEAT_CAME_FREE, about=rsvp, by=None, now=now)
        return len(waiting)

    def lapse_offers(self, *, now: datetime) -> int:
        """End the offers whose time is over, offer their seats again; return how many ended.

        Needs the locked row.
        """
        void = list(self.rsvps.void_offers(now).locked().order_by("pk"))
        for rsvp in void:
            rsvp.event, rsvp.segment = self.event, self
            rsvp.mark_released(reason="LAPSED", by=None, now=now)
        if void:
            self.return_seats(len(void), now=now)
        return len(void)

    def reoffer_free_seats(self, *, now: datetime) -> int:
        """`offer_free_seats` where no seat was given back just now: somebody may sit there again.

        A separation was lifted, or a member is back from a pause. In the last three hours nobody
        is told a second time. Needs the locked row.
        """
        makes_offers = offer_duration(ahead=self.event.starts_at - now) is not None
        return self.offer_free_seats(now=now) if makes_offers else 0

    def resize(self, *, rooms: int, capacity: int, by: Membership, now: datetime) -> None:
        """Have this many rooms and seats; offer seats that come free to the waitlist.

        Refuses fewer seats than are taken, and more than twelve to a room. Locks the row.
        """
        row = self.locked()
        row.ensure_fits(rooms=rooms, capacity=capacity)
        was, row.rooms, row.capacity = row.capacity, rooms, capacity
        row.save(update_fields=["rooms", "capacity"])
        self.rooms, self.capacity = rooms, capacity
        facts.record(CAPACITY_CHANGED, about=row, by=by, now=now, was=was, becomes=capacity)
        row.offer_free_seats(now=now)

    def ensure_fits(self, *, rooms: int, capacity: int) -> None:
        """Refuses seats that do not fit the rooms, and too few of either."""
        if not 1 <= rooms <= MAX_ROOMS:
            raise CapacityUnfit(_("An event has 1 to 60 rooms."), field="rooms")
        if not 1 <= capacity <= rooms * ROOM_CAPACITY:
            raise CapacityUnfit(_("A room has at most twelve seats."), field="rooms")
        self.ensure_covers_taken(capacity)
        if rooms < self.rooms and rooms < self.min_rooms():
            raise CapacityUnfit(
                _("A sister room with a host of its own was opened here: its room stays."),
                field="rooms",
            )

    def ensure_covers_taken(self, capacity: int) -> None:
        """Refuses fewer seats than are taken."""
        if capacity < self.taken:
            raise CapacityUnfit(
                _("There are more people in it than that. Make room for all of them."),
                field="rooms",
            )

    def min_rooms(self) -> int:
        """How many rooms the sister rooms that have a host need; 0 where there are none."""
        rooms = self.sister_rooms.confirmed().aggregate(most=Max("rooms"))["most"]
        return int(rooms or 0)

    def rooms_after_series_change(self, *, was: int, becomes: int) -> int:
        """How many rooms the segment has once its series changes its number of rooms.

        Keeps what was set for this event alone where the series changes other things, and always
        keeps a sister room that has a host.
        """
        return self.rooms if was == becomes else max(becomes, self.min_rooms())


@prepared
def _kept_from(
    *, segment: Segment, membership: Membership, now: datetime
) -> SegmentQuerySet[Segment]:
    """The segment, if this member must not sit in it."""
    seen = Segment.objects.filter(pk=segment.pk).with_restrictions_for(membership, now=now)
    hosts_a_room = Q(sister_rooms__state="CONFIRMED", sister_rooms__room_host=membership)
    return seen.filter(Q(is_restrained=True) | hosts_a_room).only("pk")[:1]
