from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.hot_seats.facts import (
    HOT_SEAT_ACCEPTED,
    HOT_SEAT_ASKED,
    HOT_SEAT_CLOSED,
    HOT_SEAT_COMPLETED,
    HOT_SEAT_OFFERED,
    HOT_SEAT_OVERRIDDEN,
    HOT_SEAT_TAKEN,
)
from events.hot_seats.querysets import HotSeatQuerySet
from events.hot_seats.rules import (
    REASON_MAX_LENGTH,
    REASON_MIN_LENGTH,
    Turn,
    are_offered,
    in_order,
    is_fit_reason,
    offered_until,
    places,
)
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from memberships.communities.models import Membership

ONE_STANDING_REQUEST = "one_standing_hot_seat_request_per_member_and_event"
CLOSED = ("COMPLETED", "DECLINED", "LAPSED", "WITHDRAWN")
NEAREST_FIRST = ("SEATED", "ACCEPTED", "OFFERED")


class NoHotSeat(Refusal):
    """The event has no hot seat to ask for, or is over."""


class AlreadyInQueue(Refusal):
    words = _("You have asked for a hot seat already.")


class WrongHotSeatState(Refusal):
    """The request has ended or moved on, so this cannot be done with it."""


class NotTheirTurn(Refusal):
    """Another member comes first, sits there now, or has the last place."""


class OverrideReasonUnfit(Refusal):
    words = _("Use 10 to 200 characters.")
    field = "reason"


class HotSeatRequest(CommunityOwned):
    """A member asks for a hot seat at an event whose ritual has one.

    `held_until` is when an offer lapses. `override_reason` is shown to everyone in the queue.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("In the queue")
        OFFERED = "OFFERED", _("Offered")
        ACCEPTED = "ACCEPTED", _("Accepted")
        SEATED = "SEATED", _("In the hot seat")
        COMPLETED = "COMPLETED", _("Had the hot seat")
        DECLINED = "DECLINED", _("Declined")
        LAPSED = "LAPSED", _("Lapsed")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="hot_seat_requests")
    rsvp = models.ForeignKey(Rsvp, on_delete=models.PROTECT, related_name="hot_seat_requests")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="hot_seat_requests"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    asked_at = models.DateTimeField(_("asked at"))
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    held_until = models.DateTimeField(_("offer lapses at"), null=True, blank=True)
    seated_at = models.DateTimeField(_("took the seat at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    override_reason = models.CharField(
        _("why out of order"), max_length=REASON_MAX_LENGTH, blank=True
    )
    overridden_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    given_before: Sequence[datetime] = ()  # set by `with_past`

    objects = HotSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"],
                condition=Q(state__in=["QUEUED", "OFFERED", "ACCEPTED", "SEATED"]),
                name=ONE_STANDING_REQUEST,
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(state="SEATED"), name="one_in_the_hot_seat_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="OFFERED", held_until__isnull=False, offered_at__isnull=False)
                | (~Q(state="OFFERED") & Q(held_until=None)),
                name="an_offered_hot_seat_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SEATED", "COMPLETED"]) | Q(seated_at__isnull=False),
                name="a_hot_seat_says_when_it_was_taken",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED") | Q(offered_at__isnull=False),
                name="an_accepted_hot_seat_says_when_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="a_closed_hot_seat_request_says_when",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="", overridden_by=None)
                | (
                    Q(override_reason__regex=rf"^.{{{REASON_MIN_LENGTH},{REASON_MAX_LENGTH}}}$")
                    & Q(overridden_by__isnull=False)
                ),
                name="an_override_says_why_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["membership", "state"], name="hot_seats_of_a_member"),
            models.Index(
                fields=["held_until"], condition=Q(state="OFFERED"), name="hot_seat_offers_by_end"
            ),
        ]

    def __str__(self) -> str:
        return f"hot-seat request #{self.pk}"

    @property
    def is_there(self) -> bool:
        check_in = getattr(self.rsvp, "check_in", None)
        return check_in is not None and check_in.left_at is None

    @property
    def turn(self) -> Turn:
        """What decides its place in the queue. Needs a row read `with_past`."""
        return Turn(self.pk, asked_at=self.asked_at, given_at=tuple(self.given_before))

    @classmethod
    def ask(cls, rsvp: Rsvp, *, now: datetime) -> "HotSeatRequest":
        """Join the queue. Needs the locked rows of the event and its template.

        Refuses where the ritual has no hot seat or the event is over, and a member who only
        watches or is in this queue already.
        """
        _ensure_takes_place(rsvp.event, now=now)
        if rsvp.segment.kind != Segment.Kind.INTIMATE:
            raise NoHotSeat(_("Hot seats are for those who sit in a room."))
        request = cls(
            community_id=rsvp.community_id,
            event=rsvp.event,
            rsvp=rsvp,
            membership=rsvp.membership,
            asked_at=now,
        )
        try:
            request.save(force_insert=True)
        except IntegrityError as clash:
            if ONE_STANDING_REQUEST in str(clash):
                raise AlreadyInQueue from clash
            raise
        facts.record(HOT_SEAT_ASKED, about=request, by=rsvp.membership, now=now)
        return request

    @classmethod
    def active_in_order(cls, event: Event, *, now: datetime) -> "list[HotSeatRequest]":
        """The open requests of members with a seat: in the hot seat, accepted, offered, queued."""
        active = event.hot_seat_requests.active().filter(rsvp__state="GOING")
        return in_queue_order(active.with_past(now).select_related("rsvp__check_in"))

    @classmethod
    def hand_on(cls, event: Event, *, now: datetime) -> bool:
        """End void offers, then offer each free place to the next; return whether any changed.

        Nobody is offered one before the last 48 hours. Needs the locked rows of the event and its
        template.
        """
        lapsed = cls.lapse(event, now=now)
        is_time = are_offered(starts_at=event.starts_at, ends_at=event.ends_at, now=now)
        if not (is_time and event.is_scheduled_or_live):
            return lapsed
        free = _free_places(event, now=now)
        if free <= 0:
            return lapsed
        called = in_queue_order(event.hot_seat_requests.ready_for_offer().with_past(now))[:free]
        for request in called:
            request._be_offered(by=None, now=now)
        return lapsed or bool(called)

    @classmethod
    def lapse(cls, event: Event, *, now: datetime) -> bool:
        """End the offers whose time is over; return whether there were any."""
        void = list(event.hot_seat_requests.void_offers(now).order_by("pk"))
        for request in void:
            request._close(cls.State.LAPSED, by=None, now=now)
        return bool(void)

    def accept(self, *, by: Membership, now: datetime) -> None:
        """Take an offer. Refuses one whose time is over."""
        if self.state != self.State.OFFERED or self.held_until is None or self.held_until <= now:
            raise WrongHotSeatState(_("This offer has lapsed, and the place went to the next."))
        _ensure_takes_place(self.event, now=now)
        self._turn_to(self.State.ACCEPTED)
        facts.record(HOT_SEAT_ACCEPTED, about=self, by=by, now=now)

    def withdraw(self, *, by: Membership, now: datetime) -> None:
        """Leave the queue, decline an offer or give the place back.

        Refuses a member in the hot seat, and a request that has ended.
        """
        if self.state in CLOSED:
            raise WrongHotSeatState(_("You do not stand in this queue any more."))
        if self.state == self.State.SEATED:
            raise WrongHotSeatState(
                _("You are in the hot seat now. The host says when it is done.")
            )
        is_offer = self.state == self.State.OFFERED
        self._close(self.State.DECLINED if is_offer else self.State.WITHDRAWN, by=by, now=now)

    def close_automatically(self, *, now: datetime) -> None:
        """End with the event or the member's seat: completed by a member in the hot seat."""
        if self.state == self.State.SEATED:
            self.complete(by=None, now=now)
        else:
            self._close(self.State.WITHDRAWN, by=None, now=now)

    def offer_out_of_order(self, *, reason: str, by: Membership, now: datetime) -> None:
        """Be offered a place out of order, for a reason that everyone in the queue sees.

        Where none is free, takes back the newest offer that nobody has accepted; that request is
        queued again.
        """
        _ensure_takes_place(self.event, now=now)
        if self.state != self.State.QUEUED:
            raise WrongHotSeatState(_("They do not stand in the queue any more."))
        if not is_fit_reason(reason):
            raise OverrideReasonUnfit
        if _free_places(self.event, now=now) <= 0:
            _take_back_an_offer(self.event)
        self.override_reason, self.overridden_by = reason, by
        self.save(update_fields=["override_reason", "overridden_by"])
        facts.record(HOT_SEAT_OVERRIDDEN, about=self, by=by, now=now)
        self._be_offered(by=by, now=now)

    def take_seat(self, *, by: Membership, now: datetime) -> None:
        """Sit down. Ends the requests before this one whose members are not there.

        Refuses while another member sits there, and out of order: one who accepted may sit, else
        the first in the queue who is there.
        """
        queue = HotSeatRequest.active_in_order(self.event, now=now)
        if queue and queue[0].state == self.State.SEATED:
            raise NotTheirTurn(_("Somebody sits in the hot seat. Say first that they are done."))
        before = skipped_before(queue, by=self)
        if before is None or self._exceeds_places():
            raise NotTheirTurn(_("It is not their turn, or they are not here."))
        for request in before:
            request._close(self.State.LAPSED, by=by, now=now)
        self._turn_to(self.State.SEATED, seated_at=now)
        facts.record(HOT_SEAT_TAKEN, about=self, by=by, now=now)

    def complete(self, *, by: Membership | None, now: datetime) -> None:
        """Note that the member had the hot seat. Refuses where they are not in it."""
        if self.state != self.State.SEATED:
            raise WrongHotSeatState(_("They are not in the hot seat."))
        self._turn_to(self.State.COMPLETED, closed_at=now)
        facts.record(HOT_SEAT_COMPLETED, about=self, by=by, now=now)

    def _exceeds_places(self) -> bool:
        had = self.event.hot_seat_requests.filter(state=self.State.COMPLETED)
        return had.count() >= places(self.event.revision.ritual)

    def _be_offered(self, *, by: Membership | None, now: datetime) -> None:
        starts_at, ends_at = self.event.starts_at, self.event.ends_at
        until = offered_until(starts_at=starts_at, ends_at=ends_at, now=now)
        self._turn_to(self.State.OFFERED, offered_at=now, held_until=until)
        facts.record(HOT_SEAT_OFFERED, about=self, by=by, now=now, until=until.isoformat())

    def _close(self, state: str, *, by: Membership | None, now: datetime) -> None:
        self._turn_to(state, closed_at=now)
        facts.record(HOT_SEAT_CLOSED, about=self, by=by, now=now, way=state)

    def _turn_to(self, state: str, **moments: datetime | None) -> None:
        changed = {"state": state, "held_until": None, **moments}
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=list(changed))


def in_queue_order(requests: Iterable[HotSeatRequest]) -> list[HotSeatRequest]:
    """Those who were given a place first, then the queue. Needs rows read `with_past`."""
    known = {request.pk: request for request in requests}
    queued = [row.turn for row in known.values() if row.state == HotSeatRequest.State.QUEUED]
    given = [row for row in known.values() if row.state != HotSeatRequest.State.QUEUED]
    given.sort(key=_nearness)
    return given + [known[turn.request_id] for turn in in_order(queued)]


def skipped_before(
    queue: Sequence[HotSeatRequest], *, by: HotSeatRequest
) -> list[HotSeatRequest] | None:
    """The requests passed over if this one sat down now; None where it is not its turn."""
    if by.state == HotSeatRequest.State.ACCEPTED:
        return []
    place = next((at for at, request in enumerate(queue) if request.pk == by.pk), None)
    if place is None or not queue[place].is_there:
        return None
    before = list(queue[:place])
    return None if any(request.is_there for request in before) else before


def _nearness(request: HotSeatRequest) -> tuple[int, datetime, int]:
    given_at = request.offered_at or request.asked_at
    return NEAREST_FIRST.index(request.state), given_at, request.pk


def _free_places(event: Event, *, now: datetime) -> int:
    return places(event.revision.ritual) - event.hot_seat_requests.occupying_a_place(now).count()


def _take_back_an_offer(event: Event) -> None:
    offers = event.hot_seat_requests.filter(state="OFFERED", override_reason="")
    newest = offers.order_by("-offered_at", "-pk").first()
    if newest is None:
        raise NotTheirTurn(_("Every place is with somebody who accepted it, or had it."))
    newest._turn_to(HotSeatRequest.State.QUEUED, offered_at=None)


def _ensure_takes_place(event: Event, *, now: datetime) -> None:
    if not places(event.revision.ritual):
        raise NoHotSeat(_("This event has no hot seat."))
    if not event.is_scheduled_or_live or event.ends_at <= now:
        raise NoHotSeat(_("This event is over, or was cancelled."))
