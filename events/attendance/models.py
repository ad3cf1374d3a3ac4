from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.attendance.querysets import MicroActionQuerySet, WrapUpQuerySet
from events.attendance.rules import (
    ACTION_TEXT_MAX_LENGTH,
    THANKS_MAX_LENGTH,
    is_due,
    is_expired,
    latest_due_day,
    put_off_to,
)
from events.calendar.models.events import Event
from events.calendar.rules.local_time import local_day
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class NotThere(Refusal):
    """Only who was there commits to something."""


class AlreadyCommitted(Refusal):
    """One micro-action a member and event."""


class ActionUnfit(Refusal):
    """Words or a day that do not fit."""


class ActionSettled(Refusal):
    """What came of the micro-action was said, or can no longer be."""


class AnswerHandled(Refusal):
    """Somebody has looked after this answer, or it asks for nobody."""


def not_there() -> NotThere:
    return NotThere(_("Say that you are here first."))


def day_of(membership: Membership, *, moment: datetime) -> date:
    """The calendar day for the member: in their own zone, else the community's."""
    zones = (membership.user.time_zone, membership.community.time_zone)
    return local_day(moment=moment, zones=zones)


class MicroAction(CommunityOwned):
    """The small task a member commits to at COMMIT, with a day by which it is done."""

    class State(models.TextChoices):
        COMMITTED = "COMMITTED", _("Committed")
        DUE = "DUE", _("Due")
        DONE = "DONE", _("Done")
        PARTLY = "PARTLY", _("Partly done")
        DROPPED = "DROPPED", _("Dropped")
        EXPIRED = "EXPIRED", _("Not told")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="micro_action")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="micro_actions")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="micro_actions"
    )
    text = models.CharField(_("micro-action"), max_length=ACTION_TEXT_MAX_LENGTH)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COMMITTED)
    committed_at = models.DateTimeField(_("committed at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = MicroActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["COMMITTED", "DUE"], settled_at=None)
                | (~Q(state__in=["COMMITTED", "DUE"]) & Q(settled_at__isnull=False)),
                name="a_settled_micro_action_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["COMMITTED", "DUE"]),
                name="open_micro_actions_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"micro-action #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.COMMITTED, self.State.DUE)

    @classmethod
    def commit(
        cls, rsvp: Rsvp, *, text: str, due_on: date, today: date, now: datetime
    ) -> "MicroAction":
        """Promise a small task, by who was there. Refuses a second one, and what does not fit.

        `today` is the member's own day. On a row that is locked. Records:
        events.micro_action_committed.
        """
        if not CheckIn.objects.filter(rsvp=rsvp).exists():
            raise not_there()
        if cls.objects.filter(rsvp=rsvp).exists():
            raise AlreadyCommitted(_("You have committed to a micro-action for this event."))
        if not text or len(text) > ACTION_TEXT_MAX_LENGTH:
            raise ActionUnfit(_("Say in up to 200 characters what you will do."), field="text")
        if not today <= due_on <= latest_due_day(committed_on=today):
            raise ActionUnfit(_("Choose a day from today to 60 days ahead."), field="due_on")
        return cls.objects.create(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            event_id=rsvp.event_id,
            membership_id=rsvp.membership_id,
            text=text,
            due_on=due_on,
            committed_at=now,
        )

    def settle(self, outcome: str, *, now: datetime) -> None:
        """Say what came of it; refuses where that was said.

        Records: events.micro_action_settled.
        """
        self._ensure_open()
        self.state = outcome
        self.settled_at = now
        self.save(update_fields=["state", "settled_at"])

    def put_off(self, *, committed_on: date, today: date) -> None:
        """Another week; refuses more than sixty days in all.

        Records: events.micro_action_put_off.
        """
        self._ensure_open()
        later = put_off_to(committed_on=committed_on, due_on=self.due_on, today=today)
        if later is None:
            raise ActionSettled(
                _("It has had its sixty days. Say done, partly done, or let it go.")
            )
        self.due_on = later
        self.state = self.State.COMMITTED
        self.save(update_fields=["due_on", "state"])

    def fall_due(self, *, today: date) -> bool:
        """Its day has come, and whether that is new. Records: events.micro_action_fell_due."""
        if self.state != self.State.COMMITTED or not is_due(due_on=self.due_on, today=today):
            return False
        self.state = self.State.DUE
        self.save(update_fields=["state"])
        return True

    def expire(self, *, today: date, now: datetime) -> bool:
        """Whether two weeks have passed since its day without a word; then it is closed.

        Records: events.micro_action_settled.
        """
        if not self.is_open or not is_expired(due_on=self.due_on, today=today):
            return False
        self.settle(self.State.EXPIRED, now=now)
        return True

    def _ensure_open(self) -> None:
        if not self.is_open:
            raise ActionSettled(_("You have said what came of this micro-action."))


class WrapUp(CommunityOwned):
    """The wrap-up card: thirty seconds after an event. Only moderators see the safety answer."""

    class Safety(models.TextChoices):
        FINE = "FINE", _("I felt safe")
        UNEASY = "UNEASY", _("Something felt off")
        TALK = "TALK", _("I would like a moderator to contact me")
        UNSAID = "", _("I would rather not say")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="wrap_up")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="wrap_ups")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    thanks = models.CharField(_("a thank-you"), max_length=THANKS_MAX_LENGTH, blank=True)
    safety = models.CharField(_("how safe it felt"), max_length=8, choices=Safety, blank=True)
    safety_handled_at = models.DateTimeField(_("looked after at"), null=True, blank=True)
    safety_handled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    filled_at = models.DateTimeField(_("filled at"))

    objects = WrapUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(safety_handled_at=None, safety_handled_by=None)
                | Q(safety_handled_at__isnull=False, safety_handled_by__isnull=False),
                name="a_handled_answer_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"wrap-up of rsvp #{self.rsvp_id}"

    @property
    def asks_for_a_moderator(self) -> bool:
        return self.safety in (self.Safety.UNEASY, self.Safety.TALK)

    def answer(self, *, thanks: str, safety: str, now: datetime) -> bool:
        """Fill the card, or fill it anew; whether it newly asks for a moderator.

        A new answer is open again, even where an earlier one was looked after. Records:
        events.wrap_up_filled, and events.safety_answer_given where it newly asks.
        """
        is_new_answer = safety != self.safety
        self.thanks, self.safety, self.filled_at = thanks, safety, now
        if is_new_answer:
            self.safety_handled_at = self.safety_handled_by = None
        self.save()
        return is_new_answer and self.asks_for_a_moderator

    def handle_answer(self, *, by: Membership, now: datetime) -> None:
        """Somebody has looked after it. Records: events.safety_answer_handled."""
        if not self.asks_for_a_moderator or self.safety_handled_at is not None:
            raise AnswerHandled(_("This was looked after already."))
        self.safety_handled_at, self.safety_handled_by = now, by
        self.save(update_fields=["safety_handled_at", "safety_handled_by"])
