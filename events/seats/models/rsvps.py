from datetime import datetime

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from config.kernel.prepared_queries import insert
from events.calendar.models.events import Event
from events.names.models import Handle
from events.seats.facts import (
    INTENTION_CHANGED,
    MEMBER_MARKED_ABSENT,
    SEAT_OFFERED,
    SEAT_RELEASED,
    SEAT_RESERVED,
    WAITLIST_JOINED,
)
from events.seats.models.intentions import IntentionUnfit, WithIntention, ensure_fits
from events.seats.models.segments import Segment
from events.seats.querysets import SEATED, RsvpQuerySet
from events.seats.rules import (
    FAIR_AFTER,
    INTENTION_MAX_LENGTH,
    INTENTION_MIN_LENGTH,
    MAX_CARRIED_OVER,
    Intention,
    offer_duration,
)
from memberships.communities.models import Membership

ONE_LIVE_CLAIM = "one_live_rsvp_per_member_and_event"


class NotOpen(Refusal):
    words = _("This event takes no more people.")


class HostNeedsNoSeat(Refusal):
    words = _("You host this event: your place is kept, without a seat.")


class AlreadyHasClaim(Refusal):
    words = _("You already have a place at this event.")


class ClaimGone(Refusal):
    words = _("You have no place at this event any more.")


class NoOffer(Refusal):
    words = _("This offer has lapsed, and the seat went to the next on the waiting list.")


class RemovedFromEvent(Refusal):
    words = _("An organiser took you off this event. Ask them if that is wrong.")


class TooLate(Refusal):
    """The event has begun, so it is too late for this."""


class NotWaiting(Refusal):
    words = _("You have a seat here. Give it back first, if you would move on.")


class Rsvp(WithIntention, CommunityOwned):
    """A member's claim on a segment of an event, and what they want to leave with."""

    class State(models.TextChoices):
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
                condition=Q(state="OFFERED", held_until__isnull=False)
                | (~Q(state="OFFERED") & Q(held_until=None)),
                name="an_offer_says_until_when",
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
    def occupies_a_seat(self) -> bool:
        return self.state in SEATED

    @classmethod
    def take_seat(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        """Claim a seat: the counter first, then the row.

        Refuses where the segment is full, the event is not open, or the member is its host or has
        a live claim.
        """
        _ensure_may_claim(event=segment.event, membership=membership, now=now)
        segment.ensure_booking_not_delayed()
        ensure_fits(intention, is_required=segment.event.revision.is_intention_required)
        segment.take()
        segment.ensure_may_sit(membership, now=now)
        rsvp = cls._claim(segment=segment, membership=membership, intention=intention, now=now)
        rsvp.state, rsvp.confirmed_at = cls.State.GOING, now
        rsvp._enter()
        facts.record(SEAT_RESERVED, about=rsvp, by=membership, now=now, segment=segment.kind)
        return rsvp

    @classmethod
    def join_waitlist(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        """Join the waiting list, or take a seat that came free meanwhile: the state tells which.

        Locks the counter first, so that a release and a join never miss each other. Where the
        template says fair, members without a seat in the last 30 days come first.
        """
        is_full = segment.locked().is_full  # locked for every member alike, restrained or not
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
        facts.record(WAITLIST_JOINED, about=rsvp, by=membership, now=now)
        return rsvp

    @classmethod
    def _priority(cls, event: Event, *, membership: Membership, now: datetime) -> int:
        if not event.revision.is_waitlist_fair:
            return 0
        theirs = cls.objects.filter(membership=membership)
        return int(theirs.had_a_room_seat_between(now - FAIR_AFTER, until=now).exists())

    @classmethod
    def _claim(
        cls, *, segment: Segment, membership: Membership, intention: Intention, now: datetime
    ) -> "Rsvp":
        state = cls.IntentionState.DECLARED if intention.text else cls.IntentionState.NONE
        return cls(
            community_id=segment.community_id,
            event=segment.event,
            segment=segment,
            membership=membership,
            joined_at=now,
            intention=intention.text,
            intention_sight=intention.sight,
            intention_state=state,
            times_carried_over=intention.times_carried_over if intention.text else 0,
        )

    def _enter(self) -> None:
        try:
            insert(self)
        except IntegrityError as clash:
            if ONE_LIVE_CLAIM in str(clash):
                raise AlreadyHasClaim from clash
            raise
        if self.event.hides_names:
            Handle.draw(event=self.event, membership=self.membership)

    def release(self, *, reason: ReleaseReason, by: Membership | None, now: datetime) -> None:
        """End the claim; offer a seat that it held to the waitlist.

        Locks the counter first, so that a release and a join never miss each other. Refuses to
        give back a seat once the event has begun, except to an organiser, and to move on from one.
        """
        segment = self._lock()
        held_a_seat = self.occupies_a_seat
        self._ensure_may_end(reason, now=now)
        self.mark_released(reason=reason, by=by, now=now)
        if held_a_seat:
            segment.return_seats(1, now=now)

    def _lock(self) -> Segment:
        """Lock the counter, then the claim; refresh its state; return the counter."""
        segment = self.segment.locked()
        claims = Rsvp.objects.filter(pk=self.pk).locked()
        self.state, self.held_until = claims.values_list("state", "held_until").get()
        return segment

    def _ensure_may_end(self, reason: ReleaseReason, *, now: datetime) -> None:
        if self.state == self.State.RELEASED:
            raise ClaimGone
        has_started = self.event.has_started(now=now)
        if self.occupies_a_seat and has_started and reason != self.ReleaseReason.REMOVED:
            raise TooLate(_("It has begun, so the seat stays yours."))
        if self.state == self.State.GOING and reason == self.ReleaseReason.MOVED_ON:
            raise NotWaiting

    def mark_released(self, *, reason: str, by: Membership | None, now: datetime) -> None:
        """End the claim; a seat that it held is the caller's to free. Needs the locked row."""
        was, self.state, self.release_reason = str(self.state), self.State.RELEASED, reason
        self.released_at, self.held_until = now, None
        changed = ["state", "release_reason", "removal_reason", "released_at", "held_until"]
        self.save(update_fields=changed)
        facts.record(SEAT_RELEASED, about=self, by=by, now=now, was=was, reason=reason)

    def remove(self, *, reason: str, by: Membership, now: datetime) -> None:
        """Take the member off the event, for a reason they are told; then as `release`.

        Refuses once the event is over or was cancelled.
        """
        if not self.event.is_scheduled_or_live:
            raise TooLate(_("This event is over or was cancelled: its seats stay."))
        self.removal_reason = reason
        self.release(reason=self.ReleaseReason.REMOVED, by=by, now=now)

    def be_offered(self, *, until: datetime, now: datetime) -> None:
        """Get an offer of a seat, which counts as taken until then. Needs the locked counter."""
        self.state, self.held_until = self.State.OFFERED, until
        self.save(update_fields=["state", "held_until"])
        facts.record(SEAT_OFFERED, about=self, by=None, now=now, until=until.isoformat())

    def accept(self, *, now: datetime) -> None:
        """Take the seat that is offered, or be the first to take one that came free late.

        Refuses an offer whose time is over, even if it has not lapsed by the clock yet.
        """
        _ensure_may_claim(event=self.event, membership=self.membership, now=now)
        self.ensure_may_accept(now=now)
        if self.state == self.State.WAITING:
            self.segment.take()
            self.segment.ensure_may_sit(self.membership, now=now)
        mine = Rsvp.objects.filter(pk=self.pk, state=self.state)
        in_time = mine.filter(Q(held_until=None) | Q(held_until__gt=now))
        if not in_time.update(state=self.State.GOING, confirmed_at=now, held_until=None):
            raise NoOffer
        self.state, self.confirmed_at, self.held_until = self.State.GOING, now, None
        kind = self.segment.kind
        facts.record(SEAT_RESERVED, about=self, by=self.membership, now=now, segment=kind)

    def ensure_may_accept(self, *, now: datetime) -> None:
        """Refuses a member without an offer, unless the first to accept gets the seat by now."""
        is_first_to_accept = offer_duration(ahead=self.event.starts_at - now) is None
        if self.state == self.State.WAITING and not is_first_to_accept:
            raise NoOffer(_("No seat has come free for you yet."))
        if self.state not in (self.State.WAITING, self.State.OFFERED):
            raise NoOffer

    def reword_intention(self, intention: Intention, *, now: datetime) -> None:
        """Say the intention anew; after the start, what it said before is kept.

        Refuses words that do not fit, and an intention that is settled.
        """
        if self.intention_settled_at is not None:
            raise TooLate(_("You have said what came of it, so it stays as it is."))
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
        facts.record(INTENTION_CHANGED, about=self, by=self.membership, now=now)

    def mark_absent(self, *, by: Membership, now: datetime) -> None:
        """Note that the member was not there. Marking twice changes nothing."""
        if self.marked_absent_at is not None:
            return
        self.marked_absent_at, self.marked_absent_by = now, by
        self.save(update_fields=["marked_absent_at", "marked_absent_by"])
        facts.record(MEMBER_MARKED_ABSENT, about=self, by=by, now=now)

    def lift_absence(self) -> None:
        """Not a fact: the check-in that follows is."""
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


def _ensure_may_claim(*, event: Event, membership: Membership, now: datetime) -> None:
    if not event.is_scheduled_or_live or event.ends_at <= now:
        raise NotOpen
    if event.host_id == membership.pk:
        raise HostNeedsNoSeat
