from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from config.kernel.prepared_queries import prepared
from events.attendance.facts import (
    MICRO_ACTION_COMMITTED,
    MICRO_ACTION_FELL_DUE,
    MICRO_ACTION_PUT_OFF,
    MICRO_ACTION_SETTLED,
    SAFETY_ANSWER_GIVEN,
    SAFETY_ANSWER_HANDLED,
    WRAP_UP_FILLED,
)
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
from events.seats.models.check_ins import check_ins_of
from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from memberships.communities.models import Community, Membership


class NotThere(Refusal):
    words = _("Say that you are here first.")


class AlreadyCommitted(Refusal):
    words = _("You have committed to a micro-action for this event.")


class ActionUnfit(Refusal):
    """The words or the day do not fit."""


class ActionSettled(Refusal):
    """The member has said what came of it, or it is too late to say."""


class AnswerHandled(Refusal):
    words = _("This was looked after already.")


def day_of(membership: Membership, *, moment: datetime) -> date:
    """The calendar day in the member's own zone, else in the community's."""
    zones = (membership.user.time_zone, membership.community.time_zone)
    return local_day(moment=moment, zones=zones)


def locked_seat(*, event_id: int, membership: Membership) -> Rsvp:
    """The member's own seat at an event, locked. Missing where they have none."""
    seats = _seats(community=membership.community, event_id=event_id, membership=membership)
    if not seats:
        raise Rsvp.DoesNotExist
    seats[0].membership = membership
    return seats[0]


@prepared
def _seats(*, community: Community, event_id: int, membership: Membership) -> RsvpQuerySet[Rsvp]:
    """The member's seat at an event that is no draft, locked, with the event."""
    published = Event.objects.within(community).published()
    seats = Rsvp.objects.within(community).going().filter(membership=membership)
    here = seats.filter(event_id=event_id, event__in=published)
    return here.select_related("event__revision").locked()


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
        """Commit to a small task; `today` is the member's own day.

        Refuses a member who did not check in, a second task, and words or a day that do not fit.
        Needs the locked row of the RSVP.
        """
        if not check_ins_of(rsvp=rsvp):
            raise NotThere
        if _micro_actions_of(rsvp=rsvp):
            raise AlreadyCommitted
        if not text or len(text) > ACTION_TEXT_MAX_LENGTH:
            raise ActionUnfit(_("Say in up to 200 characters what you will do."), field="text")
        if not today <= due_on <= latest_due_day(committed_on=today):
            raise ActionUnfit(_("Choose a day from today to 60 days ahead."), field="due_on")
        by = rsvp.membership
        action = cls.objects.create(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            event_id=rsvp.event_id,
            membership=by,
            text=text,
            due_on=due_on,
            committed_at=now,
        )
        facts.record(MICRO_ACTION_COMMITTED, about=action, by=by, now=now)
        return action

    def settle(self, outcome: str, *, by: Membership | None, now: datetime) -> None:
        """Say what came of it. Refuses a second answer."""
        self._ensure_open()
        self.state = outcome
        self.settled_at = now
        self.save(update_fields=["state", "settled_at"])
        facts.record(MICRO_ACTION_SETTLED, about=self, by=by, now=now, outcome=outcome)

    def put_off(self, *, committed_on: date, today: date, by: Membership, now: datetime) -> None:
        """Give it another week. Refuses more than sixty days in all."""
        self._ensure_open()
        later = put_off_to(committed_on=committed_on, due_on=self.due_on, today=today)
        if later is None:
            raise ActionSettled(
                _("It has had its sixty days. Say done, partly done, or let it go.")
            )
        self.due_on = later
        self.state = self.State.COMMITTED
        self.save(update_fields=["due_on", "state"])
        facts.record(MICRO_ACTION_PUT_OFF, about=self, by=by, now=now)

    def fall_due(self, *, today: date, now: datetime) -> bool:
        """Note that its day has come; return whether that is new."""
        if self.state != self.State.COMMITTED or not is_due(due_on=self.due_on, today=today):
            return False
        self.state = self.State.DUE
        self.save(update_fields=["state"])
        facts.record(MICRO_ACTION_FELL_DUE, about=self, by=None, now=now)
        return True

    def expire(self, *, today: date, now: datetime) -> bool:
        """Close it if two weeks have passed since its day; return whether they have."""
        if not self.is_open or not is_expired(due_on=self.due_on, today=today):
            return False
        self.settle(self.State.EXPIRED, by=None, now=now)
        return True

    def _ensure_open(self) -> None:
        if not self.is_open:
            raise ActionSettled(_("You have said what came of this micro-action."))


class WrapUp(CommunityOwned):
    """The wrap-up card after an event. Only moderators see the safety answer."""

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

    @classmethod
    def fill(cls, rsvp: Rsvp, *, thanks: str, safety: str, now: datetime) -> "WrapUp":
        """Fill the card, or fill it again.

        A new safety answer is open again, even if the earlier one was looked after. Needs the
        locked row of the RSVP.
        """
        by = rsvp.membership
        known = next(iter(_wrap_ups_of(rsvp=rsvp)), None)
        card = known or cls(
            community_id=rsvp.community_id, rsvp=rsvp, event_id=rsvp.event_id, membership=by
        )
        is_new_answer = card._answer(thanks=thanks, safety=safety, now=now)
        if known is None:
            facts.record(WRAP_UP_FILLED, about=card, by=by, now=now)
        if is_new_answer and card.asks_for_a_moderator:
            facts.record(SAFETY_ANSWER_GIVEN, about=card, by=by, now=now)
        return card

    def _answer(self, *, thanks: str, safety: str, now: datetime) -> bool:
        is_new_answer = safety != self.safety
        self.thanks, self.safety, self.filled_at = thanks, safety, now
        if is_new_answer:
            self.safety_handled_at = self.safety_handled_by = None
        self.save()
        return is_new_answer

    def handle_answer(self, *, by: Membership, now: datetime) -> None:
        """Note who looked after the answer. Refuses one that needs nobody, and a second time."""
        if not self.asks_for_a_moderator or self.safety_handled_at is not None:
            raise AnswerHandled
        self.safety_handled_at, self.safety_handled_by = now, by
        self.save(update_fields=["safety_handled_at", "safety_handled_by"])
        facts.record(SAFETY_ANSWER_HANDLED, about=self, by=by, now=now)


@prepared
def _micro_actions_of(*, rsvp: Rsvp) -> MicroActionQuerySet[MicroAction]:
    return MicroAction.objects.filter(rsvp=rsvp)


@prepared
def _wrap_ups_of(*, rsvp: Rsvp) -> WrapUpQuerySet[WrapUp]:
    return WrapUp.objects.filter(rsvp=rsvp)
