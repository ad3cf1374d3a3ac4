from datetime import datetime

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.models.event import Event
from events.models.segment import Segment
from events.querysets import RsvpQuerySet
from events.rules import INTENTION_MAX_LENGTH, INTENTION_MIN_LENGTH, MAX_CARRIED_OVER
from events.rules.seats import Intention, is_fit_intention
from memberships.models import Membership

ONE_LIVE_CLAIM = "one_live_rsvp_per_member_and_event"
FIELD = "intention"


class NotOpen(Refusal):
    """The event is cancelled or over."""


class HostNeedsNoSeat(Refusal):
    """The host of an event does not RSVP to it."""


class AlreadyGoing(Refusal):
    """The member has a live claim on this event."""


class IntentionUnfit(Refusal):
    """Missing where it is required, or not 10 to 140 characters."""


class ClaimGone(Refusal):
    """The claim was given up meanwhile."""


class AlreadyBegun(Refusal):
    """What the member asks for ended with the event's start."""


class IntentionSettled(Refusal):
    """What came of the intention was said, or can no longer be."""


class Rsvp(CommunityOwned):
    """A member's claim on a segment of an event, and what they want to leave with."""

    class State(models.TextChoices):
        HELD = "HELD", _("Held until paid")
        GOING = "GOING", _("Going")
        WAITING = "WAITING", _("Waiting")
        OFFERED = "OFFERED", _("Offered a seat")
        RELEASED = "RELEASED", _("Released")

    class Sight(models.TextChoices):
        ME = "ME", _("Only me")
        HOSTS = "HOSTS", _("Hosts")
        ROOM = "ROOM", _("My room")
        MEMBERS = "MEMBERS", _("All members")

    class IntentionState(models.TextChoices):
        NONE = "NONE", _("None")
        DECLARED = "DECLARED", _("Declared")
        LOCKED = "LOCKED", _("Locked")
        DONE = "DONE", _("Done")
        PARTLY = "PARTLY", _("Partly")
        NOT_DONE = "NOT_DONE", _("Not done")
        CARRIED_OVER = "CARRIED_OVER", _("Carried over")
        UNRECONCILED = "UNRECONCILED", _("Not told")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rsvps")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="rsvps")
    state = models.CharField(_("state"), max_length=12, choices=State)
    priority = models.PositiveSmallIntegerField(_("priority in the line"), default=0)
    joined_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("seat confirmed at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    intention = models.CharField(_("micro-intention"), max_length=140, blank=True)
    intention_sight = models.CharField(
        _("who sees it"), max_length=8, choices=Sight, default=Sight.HOSTS
    )
    intention_state = models.CharField(
        _("state of the intention"),
        max_length=16,
        choices=IntentionState,
        default=IntentionState.NONE,
    )
    intention_settled_at = models.DateTimeField(_("intention settled at"), null=True, blank=True)
    times_carried_over = models.PositiveSmallIntegerField(_("times carried over"), default=0)
    marked_absent_at = models.DateTimeField(_("marked absent at"), null=True, blank=True)
    marked_absent_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = RsvpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"],
                condition=~Q(state="RELEASED"),
                name=ONE_LIVE_CLAIM,
            ),
            models.CheckConstraint(
                condition=Q(state="RELEASED", released_at__isnull=False)
                | (~Q(state="RELEASED") & Q(released_at=None)),
                name="a_released_rsvp_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="GOING") | Q(confirmed_at__isnull=False),
                name="a_seat_says_when_it_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(times_carried_over__lte=MAX_CARRIED_OVER),
                name="an_intention_is_carried_over_twice_at_most",
            ),
            models.CheckConstraint(
                condition=Q(intention="", intention_state="NONE")
                | (~Q(intention="") & ~Q(intention_state="NONE")),
                name="an_intention_has_words_and_a_state",
            ),
            models.CheckConstraint(
                condition=Q(intention="")
                | Q(intention__regex=rf"^.{{{INTENTION_MIN_LENGTH},{INTENTION_MAX_LENGTH}}}$"),
                name="an_intention_has_10_to_140_characters",
            ),
            models.CheckConstraint(
                condition=Q(marked_absent_at=None, marked_absent_by=None)
                | Q(marked_absent_at__isnull=False, marked_absent_by__isnull=False),
                name="an_absence_says_who_marked_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["segment", "priority", "joined_at", "id"],
                condition=Q(state="WAITING"),
                name="the_waiting_line",
            ),
            models.Index(fields=["membership", "state"], name="rsvps_of_a_member"),
        ]

    def __str__(self) -> str:
        return f"rsvp #{self.pk}"

    @property
    def holds_a_seat(self) -> bool:
        return self.state in (self.State.HELD, self.State.GOING, self.State.OFFERED)

    @classmethod
    def take_seat(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        """Claim a seat: the counter first, then the row. Records: events.seat_reserved.

        Refuses where the segment is full, the event is not open, or the member is its host or has
        a live claim.
        """
        _ensure_may_claim(event=segment.event, membership=membership, now=now)
        _ensure_fits(intention, event=segment.event)
        segment.take()
        rsvp = cls._claim(segment=segment, membership=membership, intention=intention, now=now)
        rsvp.state, rsvp.confirmed_at = cls.State.GOING, now
        rsvp._enter()
        return rsvp

    @classmethod
    def stand_in_line(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        """Join the waiting list, or take the seat that came free meanwhile: the state tells.

        The counter's row is held first, so that a release and a join never miss each other.
        Records: events.line_joined or events.seat_reserved.
        """
        if not segment.held_fast().is_full:
            return cls.take_seat(
                segment=segment, membership=membership, intention=intention, now=now
            )
        _ensure_may_claim(event=segment.event, membership=membership, now=now)
        _ensure_fits(intention, event=segment.event)
        rsvp = cls._claim(segment=segment, membership=membership, intention=intention, now=now)
        rsvp.state = cls.State.WAITING
        rsvp._enter()
        return rsvp

    @classmethod
    def _claim(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        has_words = bool(intention.text)
        return cls(
            community_id=segment.community_id,
            event=segment.event,
            segment=segment,
            membership=membership,
            joined_at=now,
            intention=intention.text,
            intention_sight=intention.sight,
            intention_state=(
                cls.IntentionState.DECLARED if has_words else cls.IntentionState.NONE
            ),
            times_carried_over=intention.times_carried_over if has_words else 0,
        )

    def _enter(self) -> None:
        try:
            self.save(force_insert=True)
        except IntegrityError as clash:
            if ONE_LIVE_CLAIM in str(clash):
                raise already_going() from clash
            raise

    def release(self, *, now: datetime) -> "Rsvp | None":
        """Give the claim up; return who got the seat, if anyone was in line.

        The counter's row is held first, so that a release and a join never miss each other.
        Refuses a seat of an event that has begun. Records: events.seat_released, and
        events.seat_promoted where it returns an RSVP.
        """
        segment = self.segment.held_fast()
        self.refresh_from_db(fields=["state"])
        if self.state == self.State.RELEASED:
            raise ClaimGone(_("You have no place at this event any more."))
        if self.holds_a_seat and self.event.starts_at <= now:
            raise AlreadyBegun(_("It has begun, so the seat stays yours."))
        held_a_seat = self.holds_a_seat
        self.state = self.State.RELEASED
        self.released_at = now
        self.save(update_fields=["state", "released_at"])
        return segment.hand_on(now=now) if held_a_seat else None

    def be_promoted(self, *, now: datetime) -> None:
        """From the line to a seat that is already counted as taken."""
        self.state = self.State.GOING
        self.confirmed_at = now
        self.save(update_fields=["state", "confirmed_at"])

    def reword_intention(self, intention: Intention, *, now: datetime) -> None:
        """Say it anew; after the start what it said is kept. Records: events.intention_changed.

        Refuses words that do not fit, and an intention that is settled.
        """
        if self.intention_settled_at is not None:
            raise AlreadyBegun(_("You have said what came of it, so it stays as it is."))
        has_begun = self.event.starts_at <= now
        if has_begun and self.intention and not intention.text:
            raise IntentionUnfit(_("It has begun: reword it, but leave some words."), field=FIELD)
        _ensure_fits(intention, event=self.event)
        if has_begun and self.intention and intention.text != self.intention:
            IntentionRevision.objects.create(
                community_id=self.community_id, rsvp=self, said=self.intention, replaced_at=now
            )
        self.intention, self.intention_sight = intention.text, intention.sight
        self.intention_state = self._unsettled_state(has_begun=has_begun)
        self.save(update_fields=["intention", "intention_sight", "intention_state"])

    def _unsettled_state(self, *, has_begun: bool) -> str:
        if not self.intention:
            return self.IntentionState.NONE
        return self.IntentionState.LOCKED if has_begun else self.IntentionState.DECLARED

    @property
    def has_open_intention(self) -> bool:
        """Whether the member can still say what came of it."""
        return self.intention_state in (
            self.IntentionState.DECLARED,
            self.IntentionState.LOCKED,
        )

    @property
    def may_carry_over(self) -> bool:
        return self.times_carried_over < MAX_CARRIED_OVER

    def settle_intention(self, outcome: str, *, now: datetime) -> None:
        """Note what came of the intention. Records: events.intention_settled.

        Refuses one that is settled already, and a third carrying over.
        """
        if not self.has_open_intention:
            raise IntentionSettled(_("There is nothing left to say about this intention."))
        if outcome == self.IntentionState.CARRIED_OVER and not self.may_carry_over:
            raise IntentionSettled(
                _("This was carried over twice already. Say done, partly or not done."),
                field="outcome",
            )
        self.intention_state = outcome
        self.intention_settled_at = now
        self.save(update_fields=["intention_state", "intention_settled_at"])

    def mark_absent(self, *, by: Membership, now: datetime) -> None:
        """Records: events.member_marked_absent."""
        self.marked_absent_at, self.marked_absent_by = now, by
        self.save(update_fields=["marked_absent_at", "marked_absent_by"])

    def lift_absence(self) -> None:
        """They were there after all: a check-in follows, which is the fact."""
        self.marked_absent_at = self.marked_absent_by = None
        self.save(update_fields=["marked_absent_at", "marked_absent_by"])


class IntentionRevision(CommunityOwned):
    """What an intention said before it was edited after the start."""

    rsvp = models.ForeignKey(Rsvp, on_delete=models.CASCADE, related_name="intention_revisions")
    said = models.CharField(_("what it said"), max_length=140)
    replaced_at = models.DateTimeField(_("replaced at"))

    objects = CommunityQuerySet.as_manager()

    def __str__(self) -> str:
        return f"earlier intention of rsvp #{self.rsvp_id}"


def already_going() -> AlreadyGoing:
    return AlreadyGoing(_("You already have a place at this event."))


def _ensure_may_claim(*, event: Event, membership: Membership, now: datetime) -> None:
    if event.state not in (Event.State.SCHEDULED, Event.State.LIVE) or event.ends_at <= now:
        raise NotOpen(_("This event takes no more people."))
    if event.host_id == membership.pk:
        raise HostNeedsNoSeat(_("You host this event: your place is kept, without a seat."))


def _ensure_fits(intention: Intention, *, event: Event) -> None:
    if intention.sight not in Rsvp.Sight.values:
        raise IntentionUnfit(_("Choose who sees it."), field="sight")
    if not intention.text and event.revision.is_intention_required:
        raise IntentionUnfit(_("Say in a few words what you want to leave with."), field=FIELD)
    if intention.text and not is_fit_intention(intention.text):
        raise IntentionUnfit(_("Use 10 to 140 characters."), field=FIELD)
