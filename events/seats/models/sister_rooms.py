from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.calendar.rules.formats import MAX_ROOMS
from events.seats.facts import (
    SISTER_ROOM_CONFIRMED,
    SISTER_ROOM_DECLINED,
    SISTER_ROOM_PROPOSED,
)
from events.seats.models.segments import Segment
from events.seats.querysets import SisterRoomQuerySet, hosted_by
from events.seats.rules import SISTER_ROOM_FOR
from memberships.communities.models import Membership


class RoomSettled(Refusal):
    """The proposal was answered, or the rooms have changed since."""


class RoomHostUnfit(Refusal):
    words = _("They cannot host this room. Choose somebody else.")
    field = "room_host_id"


class SisterRoom(CommunityOwned):
    """Another room, proposed for a full event with a long waitlist.

    `rooms` is how many rooms the event would have with it; each number is proposed once.
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed")
        CONFIRMED = "CONFIRMED", _("Confirmed")
        DECLINED = "DECLINED", _("Declined")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sister_rooms")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="sister_rooms")
    rooms = models.PositiveSmallIntegerField(_("rooms with it"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    room_host = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="sister_rooms",
        null=True,
        blank=True,
    )

    objects = SisterRoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "rooms"], name="a_sister_room_is_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at=None, decided_by=None)
                | (~Q(state="PROPOSED") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_sister_room_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="CONFIRMED", room_host__isnull=False)
                | (~Q(state="CONFIRMED") & Q(room_host=None)),
                name="a_confirmed_sister_room_has_a_host",
            ),
        ]

    def __str__(self) -> str:
        return f"sister room #{self.pk}"

    @classmethod
    def propose(cls, segment: Segment, *, now: datetime) -> "SisterRoom | None":
        """Propose another room where enough members wait, once for each number of rooms.

        Needs the locked row of the segment.
        """
        is_ahead = segment.event.state == Event.State.SCHEDULED and segment.event.starts_at > now
        if not (is_ahead and segment.is_full and segment.rooms < MAX_ROOMS):
            return None
        if len(segment.rsvps.eligible_waitlist(now)[:SISTER_ROOM_FOR]) < SISTER_ROOM_FOR:
            return None
        room, is_new = cls.objects.get_or_create(
            segment=segment,
            rooms=segment.rooms + 1,
            defaults={
                "community_id": segment.community_id,
                "event": segment.event,
                "proposed_at": now,
            },
        )
        if not is_new:
            return None
        facts.record(SISTER_ROOM_PROPOSED, about=room, by=None, now=now)
        return room

    def confirm(self, *, room_host: Membership, by: Membership, now: datetime) -> None:
        """Open the room, with a host of its own; offer its seats to the waitlist.

        Refuses a proposal that was answered, or whose rooms have changed, and a host who is busy
        at that time. Needs the locked rows of the room and its segment.
        """
        self._ensure_open()
        if self._is_bound(room_host):
            raise RoomHostUnfit
        self.room_host = room_host
        self._decide(self.State.CONFIRMED, by=by, now=now)
        facts.record(SISTER_ROOM_CONFIRMED, about=self, by=by, now=now)
        capacity = (self.segment.capacity or 0) + self.event.revision.seats_per_room
        self.segment.resize(rooms=self.rooms, capacity=capacity, by=by, now=now)

    def decline(self, *, by: Membership, now: datetime) -> None:
        """Open no such room, and do not propose it again. Refuses one that was answered."""
        self._ensure_undecided()
        self._decide(self.State.DECLINED, by=by, now=now)
        facts.record(SISTER_ROOM_DECLINED, about=self, by=by, now=now)

    def _decide(self, state: "SisterRoom.State", *, by: Membership, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, now
        self.save(update_fields=["state", "decided_by", "decided_at", "room_host"])

    def _ensure_undecided(self) -> None:
        if self.state != self.State.PROPOSED:
            raise RoomSettled(_("This was answered already."))

    def _ensure_open(self) -> None:
        self._ensure_undecided()
        if self.segment.rooms + 1 != self.rooms:
            raise RoomSettled(_("The rooms have changed since this was proposed."))

    def _is_bound(self, person: Membership) -> bool:
        """Whether they come to this event already, or host something at the same time."""
        event = self.event
        is_coming = event.rsvps.live().filter(membership=person).exists()
        same_time = Event.objects.filter(
            community_id=event.community_id,
            starts_at__lt=event.ends_at,
            ends_at__gt=event.starts_at,
        )
        return is_coming or same_time.scheduled_or_live().filter(hosted_by(person)).exists()
