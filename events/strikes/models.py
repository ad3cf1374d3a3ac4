from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.seats.hooks import absence_lifted, is_booking_delayed
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from events.seats.querysets import RsvpQuerySet
from events.seats.rules import free_cancel_until
from events.strikes.facts import STRIKE_EXPLAINED, STRIKE_FORGIVEN, STRIKE_MADE
from events.strikes.querysets import StrikeQuerySet
from events.strikes.rules import (
    EXPLANATION_MAX_LENGTH,
    EXPLANATION_MIN_LENGTH,
    STRIKES_THAT_LIMIT,
    marks_count_until,
    strike_expires_at,
)
from memberships.communities.models import Membership


class StrikeSettled(Refusal):
    words = _("This one does not count any more.")


class ExplanationUnfit(Refusal):
    words = _("Use 10 to 500 characters.")
    field = "explanation"


class NotYoursToForgive(Refusal):
    words = _("This one is your own. Somebody else decides about it.")


class Strike(CommunityOwned):
    """An intimate seat that stayed empty: private, expires, can be explained and forgiven.

    It only limits how early the member may book intimate seats.
    """

    class Kind(models.TextChoices):
        ABSENT = "ABSENT", _("Did not come")
        LATE_RELEASE = "LATE_RELEASE", _("Cancelled late")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="strike")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="strikes")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="strikes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    explanation = models.CharField(
        _("what happened"), max_length=EXPLANATION_MAX_LENGTH, blank=True
    )
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)
    forgiven_at = models.DateTimeField(_("forgiven at"), null=True, blank=True)
    forgiven_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = StrikeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"], name="one_strike_a_member_and_event"
            ),
            models.CheckConstraint(
                condition=Q(forgiven_at=None, forgiven_by=None)
                | Q(forgiven_at__isnull=False, forgiven_by__isnull=False),
                name="a_forgiven_strike_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_at=None)
                | (~Q(explanation="") & Q(explained_at__isnull=False)),
                name="an_explained_strike_says_when",
            ),
        ]
        indexes = [models.Index(fields=["membership", "expires_at"], name="strikes_of_a_member")]

    def __str__(self) -> str:
        return f"strike #{self.pk}"

    @classmethod
    def note_absences(cls, event: Event, *, now: datetime) -> None:
        """Note the seats in rooms whose members the host marked as absent.

        Needs the locked row of an event that has ended.
        """
        until = marks_count_until(ends_at=event.ends_at)
        absent = cls._seats_that_count(event).going().filter(marked_absent_at__lte=until)
        cls._note(absent.locked().order_by("pk"), kind=cls.Kind.ABSENT, now=now)

    @classmethod
    def note_late_releases(cls, event: Event, *, now: datetime) -> None:
        """Note the seats given back after the cutoff that nobody took.

        Where some were taken again, the last members to leave are noted. Needs the locked row of
        an event that has ended.
        """
        intimate = event.segments.get(kind=Segment.Kind.INTIMATE)
        left_free = (intimate.capacity or 0) - intimate.taken
        late = cls._seats_that_count(event).given_back_since(
            free_cancel_until(starts_at=event.starts_at)
        )
        came_back = event.rsvps.going().filter(segment=intimate).values("membership")
        empty = late.exclude(membership__in=came_back)[: max(left_free, 0)]
        cls._note(empty, kind=cls.Kind.LATE_RELEASE, now=now)

    @classmethod
    def _seats_that_count(cls, event: Event) -> "RsvpQuerySet[Rsvp]":
        """Seats in rooms, except those of hosts and of people who have left."""
        hosts = SisterRoom.objects.filter(event=event).exclude(room_host=None)
        seats = event.rsvps.filter(segment__kind=Segment.Kind.INTIMATE)
        guests = seats.exclude(membership=event.host_id)
        guests = guests.exclude(membership__in=hosts.values("room_host"))
        return guests.exclude(membership__status=Membership.Status.LEFT)

    @classmethod
    def _note(cls, seats: Iterable[Rsvp], *, kind: str, now: datetime) -> None:
        """One for each member and event; none that would have expired by now."""
        for rsvp in seats:
            event, member_id = rsvp.event, rsvp.membership_id
            expires_at = strike_expires_at(ends_at=event.ends_at)
            known = cls.objects.filter(event=event, membership=member_id)
            if expires_at <= now or known.exists():
                continue
            strike = cls.objects.create(
                community_id=rsvp.community_id,
                rsvp=rsvp,
                event=event,
                membership_id=member_id,
                kind=kind,
                made_at=now,
                expires_at=expires_at,
            )
            facts.record(STRIKE_MADE, about=strike, by=None, now=now)

    def counts(self, *, now: datetime) -> bool:
        return self.forgiven_at is None and self.expires_at > now

    def explain(self, explanation: str, *, by: Membership, now: datetime) -> None:
        """Say what happened, or say it again.

        Refuses words that are too short or too long, and a strike that no longer counts.
        """
        self._ensure_counts(now=now)
        if not EXPLANATION_MIN_LENGTH <= len(explanation) <= EXPLANATION_MAX_LENGTH:
            raise ExplanationUnfit
        self.explanation, self.explained_at = explanation, now
        self.save(update_fields=["explanation", "explained_at"])
        facts.record(STRIKE_EXPLAINED, about=self, by=by, now=now)

    def forgive(self, *, by: Membership, now: datetime) -> None:
        """Let it count no more. Refuses one's own strike, and one that no longer counts."""
        if by.pk == self.membership_id:
            raise NotYoursToForgive
        self._ensure_counts(now=now)
        self.forgiven_at, self.forgiven_by = now, by
        self.save(update_fields=["forgiven_at", "forgiven_by"])
        facts.record(STRIKE_FORGIVEN, about=self, by=by, now=now)

    def _ensure_counts(self, *, now: datetime) -> None:
        if not self.counts(now=now):
            raise StrikeSettled


@is_booking_delayed.fill
def limit_by_strikes(*, membership: Membership, now: datetime) -> Exists:
    """Two strikes that count limit a member."""
    strikes = Strike.objects.filter(membership=membership).counting(now).order_by("pk")
    return Exists(strikes[STRIKES_THAT_LIMIT - 1 : STRIKES_THAT_LIMIT])


@absence_lifted.fill
def take_back_strike(*, rsvp: Rsvp) -> None:
    Strike.objects.filter(rsvp=rsvp, kind=Strike.Kind.ABSENT).delete()
