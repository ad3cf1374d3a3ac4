from datetime import datetime

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.facts import FactName
from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.calendar.models.events import Event
from events.names.models import Handle
from events.seats.facts import SEAT_CAME_FREE, SEAT_OFFERED
from events.seats.models.intentions import IntentionUnfit, WithIntention, ensure_fits
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet
from events.seats.rules import (
    FAIR_AFTER,
    INTENTION_MAX_LENGTH,
    INTENTION_MIN_LENGTH,
    MAX_CARRIED_OVER,
    Intention,
    offer_limit,
)
from memberships.communities.models import Membership

ONE_LIVE_CLAIM = "one_live_rsvp_per_member_and_event"


class NotOpen(Refusal):
    """The event is cancelled or over."""


class HostNeedsNoSeat(Refusal):
    """The host of an event does not RSVP to it."""


class AlreadyGoing(Refusal):
    """The member has a live claim on this event."""


class ClaimGone(Refusal):
    """The claim was given up meanwhile."""


class OfferGone(Refusal):
    """The offer's time is over, or there is none."""


class RemovedFromEvent(Refusal):
    """An organiser took the member off this event."""


class AlreadyBegun(Refusal):
    """What the member asks for ended with the event's start."""


class NotWaiting(Refusal):
    """Only who waits for a seat can take their wish elsewhere."""


class Rsvp(WithIntention, CommunityOwned):
    """A member's claim on a segment of an event, and what they want to leave with."""

    class State(models.TextChoices):
        HELD = "HELD", _("Held until paid")
        GOING = "GOING", _("Going")
        WAITING = "WAITING", _("Waiting")
        OFFERED = "OFFERED", _("Offered a seat")
        RELEASED = "RELEASED", _("Released")

    class ReleaseReason(models.TextChoices):
        GIVEN_BACK = "GIVEN_BACK", _("Given back")
        DECLINED = "DECLINED", _("Offer declined")
        LAPSED = "LAPSED", _("Offer lapsed")
        REMOVED = "REMOVED", _("Removed by an organiser")
        STEPPED_BACK = "STEPPED_BACK", _("Stepped back from the community")
        SWAPPED = "SWAPPED", _("Swapped for the other way to attend")
        MOVED_ON = "MOVED_ON", _("Moved to the next repeat")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rsvps")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="rsvps")
    state = models.CharField(_("state"), max_length=12, choices=State)
    priority = models.PositiveSmallIntegerField(_("priority on the waiting list"), default=0)
    joined_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("seat confirmed at"), null=True, blank=True)
    held_until = models.DateTimeField(_("hold or offer ends at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.CharField(
        _("how it ended"),
        max_length=12,
        choices=ReleaseReason,
        blank=True,
        default="",
        db_default="",
    )
    removal_reason = models.CharField(
        _("why an organiser removed it"), max_length=200, blank=True, default="", db_default=""
    )
    marked_absent_at = models.DateTimeField(_("marked absent at"), null=True, blank=True)
    marked_absent_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    was = ""  # the state before it ended, set by `end`

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
                condition=Q(state__in=["HELD", "OFFERED"], held_until__isnull=False)
                | (~Q(state__in=["HELD", "OFFERED"]) & Q(held_until=None)),
                name="a_hold_or_an_offer_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(release_reason="") | Q(state="RELEASED"),
                name="only_what_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(removal_reason="") | Q(release_reason="REMOVED"),
                name="only_a_removal_has_a_reason",
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
                name="the_waitlist",
            ),
            models.Index(fields=["membership", "state"], name="rsvps_of_a_member"),
            models.Index(
                fields=["held_until"], condition=Q(state="OFFERED"), name="offers_by_end"
            ),
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
        segment.ensure_may_book()
        ensure_fits(intention, is_required=segment.event.revision.is_intention_required)
        segment.take()
        segment.ensure_may_sit(membership, now=now)
        rsvp = cls._claim(segment=segment, membership=membership, intention=intention, now=now)
        rsvp.state, rsvp.confirmed_at = cls.State.GOING, now
        rsvp._enter()
        return rsvp

    @classmethod
    def join_waitlist(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        """Join the waiting list, or take the seat that came free meanwhile: the state tells.

        The counter's row is held first, so that a release and a join never miss each other. Where
        the template says fair, those without a seat in the last 30 days come first.
        Records: events.waitlist_joined or events.seat_reserved.
        """
        is_full = segment.locked().is_full  # held for everybody alike, restrained or not
        if not (is_full or segment.is_restrained):
            return cls.take_seat(
                segment=segment, membership=membership, intention=intention, now=now
            )
        _ensure_may_claim(event=segment.event, membership=membership, now=now)
        ensure_fits(intention, is_required=segment.event.revision.is_intention_required)
        rsvp = cls._claim(segment=segment, membership=membership, intention=intention, now=now)
        rsvp.state = cls.State.WAITING
        rsvp.priority = cls._priority(segment.event, membership=membership, now=now)
        rsvp._enter()
        return rsvp

    @classmethod
    def _priority(cls, event: Event, *, membership: Membership, now: datetime) -> int:
        if not event.revision.is_waitlist_fair:
            return 0
        theirs = cls.objects.filter(membership=membership)
        return int(theirs.had_a_seat_since(now - FAIR_AFTER, until=now).exists())

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
        if self.event.hides_names:
            Handle.draw(event=self.event, membership=self.membership)

    def release(self, *, way: str, now: datetime) -> "list[Rsvp]":
        """End the claim; return those on the waitlist who are offered a seat by it.

        The counter's row is held first, so that a release and a join never miss each other.
        Refuses to give back a seat of an event that has begun; an organiser may still take it.
        Records: events.seat_released, and as `Segment.offer_free_seats`.
        """
        segment = self._lock()
        if self.state == self.State.RELEASED:
            raise claim_gone()
        if (
            self.holds_a_seat
            and self.event.has_started(now=now)
            and way != self.ReleaseReason.REMOVED
        ):
            raise AlreadyBegun(_("It has begun, so the seat stays yours."))
        held_a_seat = self.holds_a_seat
        self.end(way=way, now=now)
        return segment.free(1, now=now) if held_a_seat else []

    def _lock(self) -> Segment:
        """Lock the counter, then the claim, and know the state it has now; the counter."""
        segment = self.segment.locked()
        claims = Rsvp.objects.filter(pk=self.pk).locked()
        self.state, self.held_until = claims.values_list("state", "held_until").get()
        return segment

    def end(self, *, way: str, now: datetime) -> None:
        """The claim is over. The counter is the caller's. Records: events.seat_released."""
        self.was, self.state, self.release_reason = self.state, self.State.RELEASED, way
        self.released_at, self.held_until = now, None
        columns = ["state", "release_reason", "removal_reason", "released_at", "held_until"]
        self.save(update_fields=columns)

    def remove(self, *, reason: str, now: datetime) -> "list[Rsvp]":
        """Taken off by an organiser, for a reason the member is told; as `release` else.

        Refuses once the event is over or was cancelled: who was there stays as it was.
        """
        if not self.event.is_scheduled_or_live:
            raise AlreadyBegun(_("This event is over or was cancelled: its seats stay."))
        self.removal_reason = reason
        return self.release(way=self.ReleaseReason.REMOVED, now=now)

    def move_on(self, *, now: datetime) -> "list[Rsvp]":
        """Give up waiting here, to wait at a repeat; as `release` else. Refuses who has a seat."""
        called = self.release(way=self.ReleaseReason.MOVED_ON, now=now)
        if self.was not in (self.State.WAITING, self.State.OFFERED):
            raise NotWaiting(_("You have a seat here. Give it back first, if you would move on."))
        return called

    def be_offered(self, *, until: datetime) -> None:
        """Get a seat that counts as taken for as long as the offer stands."""
        self.state = self.State.OFFERED
        self.held_until = until
        self.save(update_fields=["state", "held_until"])

    @property
    def call(self) -> tuple[FactName, dict[str, int | str]]:
        """The fact to record of one who was called up: offered a seat, or free to take one."""
        if self.state == self.State.OFFERED and self.held_until is not None:
            until = self.held_until.isoformat()
            return SEAT_OFFERED, {"event_id": self.event_id, "until": until}
        return SEAT_CAME_FREE, {"event_id": self.event_id}

    def accept(self, *, now: datetime) -> None:
        """Take the seat that is offered, or be the first to take one that came free late.

        Refuses an offer whose time is over, even where nobody has tidied it away yet.
        Records: events.seat_reserved.
        """
        _ensure_may_claim(event=self.event, membership=self.membership, now=now)
        self.ensure_may_accept(now=now)
        if self.state == self.State.WAITING:
            self.segment.take()
            self.segment.ensure_may_sit(self.membership, now=now)
        mine = Rsvp.objects.filter(pk=self.pk, state=self.state)
        standing = mine.filter(Q(held_until=None) | Q(held_until__gt=now))
        if not standing.update(state=self.State.GOING, confirmed_at=now, held_until=None):
            raise offer_gone()
        self.state, self.confirmed_at, self.held_until = self.State.GOING, now, None

    def ensure_may_accept(self, *, now: datetime) -> None:
        """Refuses who was offered nothing, unless the first to accept has it by now."""
        is_first_to_accept = offer_limit(ahead=self.event.starts_at - now) is None
        if self.state == self.State.WAITING and not is_first_to_accept:
            raise OfferGone(_("No seat has come free for you yet."))
        if self.state not in (self.State.WAITING, self.State.OFFERED):
            raise offer_gone()

    def reword_intention(self, intention: Intention, *, now: datetime) -> None:
        """Say it anew; after the start what it said is kept. Records: events.intention_changed.

        Refuses words that do not fit, and an intention that is settled.
        """
        if self.intention_settled_at is not None:
            raise AlreadyBegun(_("You have said what came of it, so it stays as it is."))
        has_begun = self.event.starts_at <= now
        if has_begun and self.intention and not intention.text:
            raise IntentionUnfit(
                _("It has begun: reword it, but leave some words."), field="intention"
            )
        ensure_fits(intention, is_required=self.event.revision.is_intention_required)
        if has_begun and self.intention and intention.text != self.intention:
            IntentionRevision.objects.create(
                community_id=self.community_id, rsvp=self, said=self.intention, replaced_at=now
            )
        self.intention, self.intention_sight = intention.text, intention.sight
        self.intention_state = self._unsettled_state(has_begun=has_begun)
        self.save(update_fields=["intention", "intention_sight", "intention_state"])

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


def host_needs_no_seat() -> HostNeedsNoSeat:
    return HostNeedsNoSeat(_("You host this event: your place is kept, without a seat."))


def claim_gone() -> ClaimGone:
    return ClaimGone(_("You have no place at this event any more."))


def offer_gone() -> OfferGone:
    return OfferGone(
        _("This offer has lapsed, and the seat went to the next on the waiting list.")
    )


def removed_from_event() -> RemovedFromEvent:
    return RemovedFromEvent(_("An organiser took you off this event. Ask them if that is wrong."))


def _ensure_may_claim(*, event: Event, membership: Membership, now: datetime) -> None:
    if event.state not in (Event.State.SCHEDULED, Event.State.LIVE) or event.ends_at <= now:
        raise NotOpen(_("This event takes no more people."))
    if event.host_id == membership.pk:
        raise host_needs_no_seat()


def locked_seat(*, event_id: int, membership: Membership) -> Rsvp:
    """The member's own seat at an event, locked; missing where they have none."""
    published = Event.objects.within(membership.community).published()
    event = published.select_related("revision").get(pk=event_id)
    seats = Rsvp.objects.within(membership.community).going().filter(event=event)
    rsvp = seats.filter(membership=membership).locked().get()
    rsvp.event, rsvp.membership = event, membership
    return rsvp
