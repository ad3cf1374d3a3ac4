from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.attendance.selectors.commitments import Commitment, commitment_of
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.calendar.policies import may_run
from events.calendar.rules.timetable import Slot, current_index, timetable
from events.feedback.selectors import FeedbackPanel, feedback_panel_of
from events.hot_seats.selectors import HotSeats, hot_seats_of
from events.names.selectors import name_of, own_handle
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from events.seats.policies import ensure_may_enter, seats_of
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class RoomStep:
    """A step of the ritual; `words` are for who runs the event, else empty."""

    label: str
    minutes: int
    is_current: bool
    words: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Steps:
    """The ritual on the clock: what is on, and what comes next."""

    all: list[RoomStep]
    current: RoomStep | None
    next: RoomStep | None


@dataclass(frozen=True, slots=True)
class RoomPage:
    event: Event
    host: str
    handle: str
    steps: Steps
    rsvp: Rsvp | None
    check_in: CheckIn | None
    commitment: Commitment
    hot_seats: HotSeats
    are_doors_open: bool
    may_run: bool
    may_open: bool
    may_check_in: bool
    may_wrap_up: bool
    has_wrapped_up: bool
    is_over: bool
    feedback: FeedbackPanel | None


@reading
def room_page(*, event_id: int, membership: Membership, now: datetime) -> RoomPage:
    """The day page, for those with a seat and those who run the event: two statements.

    One more while there are hot seats for the reader to ask for.
    """
    events = Event.objects.within(membership.community).published()
    event = events.select_related("revision", "host__user").get(pk=event_id)
    rsvp = _seat(event=event, membership=membership)
    ensure_may_enter(membership, event=event, rsvp=rsvp)
    runs, doors = may_run(membership, event), event.are_doors_open(now=now)
    check_in = getattr(rsvp, "check_in", None)
    handle = own_handle(event, membership=membership)
    return RoomPage(
        event=event,
        host=name_of(event.host),
        handle=handle.label if handle else "",
        steps=steps_of(event, sees_words=runs, now=now),
        rsvp=rsvp,
        check_in=check_in,
        commitment=commitment_of(rsvp, event=event, membership=membership, now=now),
        hot_seats=hot_seats_of(
            event=event,
            rsvp=rsvp,
            kind=rsvp.segment.kind if rsvp else "",
            reader=membership,
            now=now,
        ),
        are_doors_open=doors,
        may_run=runs,
        may_open=runs and doors and event.state == Event.State.SCHEDULED,
        may_check_in=rsvp is not None and doors and _is_away(check_in),
        may_wrap_up=rsvp is not None and event.is_wrap_up_open(now=now),
        has_wrapped_up=hasattr(rsvp, "wrap_up"),
        is_over=event.state == Event.State.ENDED or event.closes_at <= now,
        feedback=feedback_panel_of(event, membership=membership, now=now),
    )


def steps_of(event: Event, *, sees_words: bool, now: datetime) -> Steps:
    ritual = event.revision.ritual
    slots = timetable(starts_at=event.starts_at, minutes=[int(step["minutes"]) for step in ritual])
    index = current_index(slots=slots, now=now)
    steps = [
        _step(step, slot=slot, is_current=at == index, sees_words=sees_words)
        for at, (step, slot) in enumerate(zip(ritual, slots, strict=True))
    ]
    return Steps(
        all=steps,
        current=None if index is None else steps[index],
        next=next((step for step in steps if step.starts_at > now), None),
    )


def _seat(*, event: Event, membership: Membership) -> Rsvp | None:
    known = seats_of(membership).select_related("segment", "check_in", "micro_action", "wrap_up")
    return known.filter(event=event).first()


def _is_away(check_in: CheckIn | None) -> bool:
    return check_in is None or check_in.left_at is not None


def _step(step: dict[str, str], *, slot: Slot, is_current: bool, sees_words: bool) -> RoomStep:
    return RoomStep(
        label=str(TemplateRevision.StepKind(step["kind"]).label),
        minutes=int(step["minutes"]),
        is_current=is_current,
        words=step.get("words", "") if sees_words else "",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
