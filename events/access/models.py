from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.access.querysets import AccessNeedQuerySet
from events.access.rules import NEED_MAX_LENGTH, TIME_TO_ANSWER, answer_due_at
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class NeedUnfit(Refusal):
    """No words, or too many."""


class NeedSettled(Refusal):
    """The event has begun or was called off, so nothing can be asked or answered any more."""


class NeedTurned(Refusal):
    """Somebody answered it, or the member changed it, since the page was opened."""


class AccessNeed(CommunityOwned):
    """What a member needs to take part; one of the hosts owes an answer by a time."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", _("Asked for")
        CONFIRMED = "CONFIRMED", _("Will be there")
        CANNOT = "CANNOT", _("Cannot be done")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="access_need")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="access_needs")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="access_needs"
    )
    words = models.CharField(_("what is needed"), max_length=NEED_MAX_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("answer due at"))
    answer = models.CharField(_("answer"), max_length=NEED_MAX_LENGTH, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    chased_at = models.DateTimeField(_("owner reminded at"), null=True, blank=True)

    objects = AccessNeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="REQUESTED", answered_at=None, answered_by=None)
                | (
                    ~Q(state="REQUESTED") & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="an_answered_access_need_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="REQUESTED"), name="access_needs_by_due"
            ),
        ]

    def __str__(self) -> str:
        return f"access need #{self.pk}"

    @classmethod
    def ask(cls, rsvp: Rsvp, *, words: str, now: datetime) -> "AccessNeed | None":
        """Ask for what a claim's member needs, or ask otherwise; None where nothing is new.

        What was answered is open again, with a new time to answer by. Refuses once the event has
        begun. On a locked RSVP, or a new one. Records: events.access_need_asked.
        """
        _ensure_ahead(rsvp.event, now=now)
        if not words or len(words) > NEED_MAX_LENGTH:
            raise NeedUnfit(_("Say it in up to 280 characters."), field="need")
        known = cls.objects.filter(rsvp=rsvp).first()
        if known is not None and known.words == words:
            return None
        need = known or cls._of(rsvp)
        need.words = words
        need._open(rsvp.event, now=now)
        need.save()
        return need

    @classmethod
    def _of(cls, rsvp: Rsvp) -> "AccessNeed":
        """A new one, which the event's host answers."""
        return cls(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            membership_id=rsvp.membership_id,
            owner_id=rsvp.event.host_id,
        )

    @classmethod
    def follow(cls, old: Rsvp, new: Rsvp, *, now: datetime) -> "AccessNeed | None":
        """Go along when a claim moves; return it where it is to be answered anew, else None.

        What was promised for one event holds for its other segment, but not for another event:
        there it is asked for again, of that event's host. Records: events.access_need_asked.
        """
        need = cls.objects.filter(rsvp=old).locked().first()
        if need is None:
            return None
        need.rsvp = new
        is_elsewhere = need.event_id != new.event_id
        if is_elsewhere:
            need.owner_id = new.event.host_id
            need._open(new.event, now=now)
        need.save()
        return need if is_elsewhere else None

    def _open(self, event: Event, *, now: datetime) -> None:
        self.event, self.state, self.asked_at = event, self.State.REQUESTED, now
        self.due_at = answer_due_at(asked_at=now, starts_at=event.starts_at)
        self.answer, self.answered_at, self.answered_by = "", None, None
        self.chased_at = None

    def set_due_anew(self, *, now: datetime) -> None:
        """Its event was moved; whoever was chased in vain is chased by the new time."""
        due_at = answer_due_at(asked_at=self.asked_at, starts_at=self.event.starts_at)
        self.due_at = max(due_at, now + TIME_TO_ANSWER)
        self.chased_at = None
        self.save(update_fields=["due_at", "chased_at"])

    @property
    def turned_at(self) -> datetime:
        """When it last changed hands between who asks and who answers."""
        return self.answered_at or self.asked_at

    def is_overdue(self, *, now: datetime) -> bool:
        return self.state == self.State.REQUESTED and self.due_at <= now

    def reply(
        self, state: str, *, answer: str, seen: datetime, by: Membership, now: datetime
    ) -> None:
        """Say that it will be there, or that it cannot be done and what can; or say otherwise.

        `seen` is `turned_at` as the host read it. Refuses where it has turned since, and a "no"
        without words. On a row that is locked. Records: events.access_need_answered.
        """
        _ensure_ahead(self.event, now=now)
        if seen != self.turned_at:
            raise NeedTurned(_("It was answered or changed meanwhile. Have another look."))
        if state == self.State.CANNOT and not answer:
            raise NeedUnfit(_("Say what is possible instead."), field="answer")
        self.state, self.answer = state, answer
        self.answered_at, self.answered_by = now, by
        self.save(update_fields=["state", "answer", "answered_at", "answered_by"])

    def hand_over(self, to: Membership, *, now: datetime) -> bool:
        """Whether somebody else owes the answer now; the time stays.

        Records: events.access_need_handed_over.
        """
        _ensure_ahead(self.event, now=now)
        if to.pk == self.owner_id:
            return False
        self.owner = to
        self.save(update_fields=["owner"])
        return True

    def withdraw(self, *, now: datetime) -> None:
        """Not needed any more: it is gone, with its words. Refuses once the event has begun."""
        _ensure_ahead(self.event, now=now)
        self.delete()

    def fall_due(self, *, now: datetime) -> bool:
        """Its answer is overdue, and whether that is new. Records: events.access_need_fell_due."""
        if not self.is_overdue(now=now) or self.chased_at is not None:
            return False
        self.chased_at = now
        self.save(update_fields=["chased_at"])
        return True


def _ensure_ahead(event: Event, *, now: datetime) -> None:
    if not event.is_scheduled_or_live or event.has_started(now=now):
        raise NeedSettled(_("It has begun, is over or was cancelled, so this stays as it is."))
