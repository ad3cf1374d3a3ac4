from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.access.facts import (
    ACCESS_NEED_ANSWERED,
    ACCESS_NEED_ASKED,
    ACCESS_NEED_FELL_DUE,
    ACCESS_NEED_HANDED_OVER,
)
from events.access.querysets import AccessNeedQuerySet
from events.access.rules import NEED_MAX_LENGTH, TIME_TO_ANSWER, answer_due_at
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class NeedUnfit(Refusal):
    """No words, or too many."""


class NeedSettled(Refusal):
    words = _("It has begun, is over or was cancelled, so this stays as it is.")


class NeedTurned(Refusal):
    words = _("It was answered or changed meanwhile. Have another look.")


class AccessNeed(CommunityOwned):
    """What a member needs to take part; its owner, one of the hosts, must answer in time."""

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
    def ask(cls, rsvp: Rsvp, *, words: str, by: Membership, now: datetime) -> "AccessNeed | None":
        """Ask for what the member needs, or change what was asked; None where nothing is new.

        A need that was answered is open again, with a new time to answer by. Refuses once the
        event has begun. Needs the locked row of the RSVP, or a new one.
        """
        _ensure_ahead(rsvp.event, now=now)
        if not words or len(words) > NEED_MAX_LENGTH:
            raise NeedUnfit(_("Say it in up to 280 characters."), field="need")
        known = cls.objects.filter(rsvp=rsvp).first()
        if known is not None and known.words == words:
            return None
        need = known or cls._of(rsvp)
        need.words = words
        need._open(rsvp.event, by=by, now=now)
        return need

    @classmethod
    def _of(cls, rsvp: Rsvp) -> "AccessNeed":
        """A new need, owned by the event's host."""
        return cls(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            membership_id=rsvp.membership_id,
            owner_id=rsvp.event.host_id,
        )

    @classmethod
    def follow(cls, old: Rsvp, new: Rsvp, *, by: Membership, now: datetime) -> None:
        """Move a need along with its claim.

        What was promised holds for the other segment of the same event. At another event it is
        asked for again, of that event's host.
        """
        need = cls.objects.filter(rsvp=old).locked().first()
        if need is None:
            return
        need.rsvp = new
        if need.event_id == new.event_id:
            need.save()
            return
        need.owner_id = new.event.host_id
        need._open(new.event, by=by, now=now)

    def _open(self, event: Event, *, by: Membership, now: datetime) -> None:
        self.event, self.state, self.asked_at = event, self.State.REQUESTED, now
        self.due_at = answer_due_at(asked_at=now, starts_at=event.starts_at)
        self.answer, self.answered_at, self.answered_by = "", None, None
        self.chased_at = None
        self.save()
        facts.record(ACCESS_NEED_ASKED, about=self, by=by, now=now)

    def set_due_anew(self, *, now: datetime) -> None:
        """Set a new time to answer by after the event moved; its owner may be chased again."""
        due_at = answer_due_at(asked_at=self.asked_at, starts_at=self.event.starts_at)
        self.due_at = max(due_at, now + TIME_TO_ANSWER)
        self.chased_at = None
        self.save(update_fields=["due_at", "chased_at"])

    @property
    def turned_at(self) -> datetime:
        """When it was last asked or answered."""
        return self.answered_at or self.asked_at

    def is_overdue(self, *, now: datetime) -> bool:
        return self.state == self.State.REQUESTED and self.due_at <= now

    def reply(
        self, state: str, *, answer: str, seen: datetime, by: Membership, now: datetime
    ) -> None:
        """Answer that it will be there, or that it cannot be and what can; or change the answer.

        `seen` is `turned_at` as the host read it. Refuses where it has changed since, and a "no"
        without words. Needs the locked row.
        """
        _ensure_ahead(self.event, now=now)
        if seen != self.turned_at:
            raise NeedTurned
        if state == self.State.CANNOT and not answer:
            raise NeedUnfit(_("Say what is possible instead."), field="answer")
        self.state, self.answer = state, answer
        self.answered_at, self.answered_by = now, by
        self.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        facts.record(ACCESS_NEED_ANSWERED, about=self, by=by, now=now, outcome=state)

    def hand_over(self, to: Membership, *, by: Membership, now: datetime) -> None:
        """Let another host owe the answer, by the same time. Refuses once the event has begun."""
        _ensure_ahead(self.event, now=now)
        if to.pk == self.owner_id:
            return
        self.owner = to
        self.save(update_fields=["owner"])
        facts.record(ACCESS_NEED_HANDED_OVER, about=self, by=by, now=now)

    def withdraw(self, *, now: datetime) -> None:
        """Delete it, with its words. Refuses once the event has begun."""
        _ensure_ahead(self.event, now=now)
        self.delete()

    def fall_due(self, *, now: datetime) -> bool:
        """Note that its answer is overdue; return whether that is new."""
        if not self.is_overdue(now=now) or self.chased_at is not None:
            return False
        self.chased_at = now
        self.save(update_fields=["chased_at"])
        facts.record(ACCESS_NEED_FELL_DUE, about=self, by=None, now=now)
        return True


def _ensure_ahead(event: Event, *, now: datetime) -> None:
    if not event.is_scheduled_or_live or event.has_started(now=now):
        raise NeedSettled
