from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.attendance.selectors.commitments import Commitment, commitment_of
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.calendar.rules.timetable import step_times
from events.feedback.selectors import FeedbackPanel, feedback_panel_of
from events.hot_seats.selectors import HotSeatSection, hot_seat_section
from events.names.selectors import own_handle
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.policies import ensure_may_enter, seats_of
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class RoomStep:
    """A step of the ritual; `words` are empty for those who do not run the event."""

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
    """The day page. `rsvp` is the reader's seat, with its check-in, micro-action and card."""

    event: Event
    handle: str
    steps: Steps
    rsvp: Rsvp | None
    commitment: Commitment
    hot_seats: HotSeatSection
    feedback: FeedbackPanel | None
    are_doors_open: bool
    may_run: bool
    may_check_in: bool
    may_wrap_up: bool
    is_over: bool


@reading
def room_page(*, event_id: int, membership: Membership, now: datetime) -> RoomPage:
    """The day page, for those with a seat and those who run the event: two statements.

    One more while there are hot seats for the reader to ask for.
    """
    events = Event.objects.within(membership.community).published()
    event = events.select_related("revision", "host__user").get(pk=event_id)
    seats = seats_of(membership).filter(event=event)
    rsvp = seats.select_related("segment", "check_in", "micro_action", "wrap_up").first()
    ensure_may_enter(membership, event=event, rsvp=rsvp)
    runs, doors = may_run(membership, event), event.are_doors_open(now=now)
    is_seated = rsvp is not None and rsvp.segment.kind == Segment.Kind.INTIMATE
    return RoomPage(
        event=event,
        handle=own_handle(event, membership=membership),
        steps=steps_of(event, sees_words=runs, now=now),
        rsvp=rsvp,
        commitment=commitment_of(rsvp, event=event, membership=membership, now=now),
        hot_seats=hot_seat_section(event=event, is_seated=is_seated, reader=membership, now=now),
        feedback=feedback_panel_of(event, membership=membership, now=now),
        are_doors_open=doors,
        may_run=runs,
        may_check_in=rsvp is not None and doors and not _is_here(rsvp),
        may_wrap_up=rsvp is not None and event.is_wrap_up_open(now=now),
        is_over=event.state == Event.State.ENDED or event.closes_at <= now,
    )


def steps_of(event: Event, *, sees_words: bool, now: datetime) -> Steps:
    times = step_times(ritual=event.revision.ritual, starts_at=event.starts_at)
    steps = [
        RoomStep(
            label=step["label"],
            minutes=step["minutes"],
            is_current=time.holds(now),
            words=step.get("words", "") if sees_words else "",
            starts_at=time.starts_at,
            ends_at=time.ends_at,
        )
        for step, time in zip(event.revision.steps, times, strict=True)
    ]
    return Steps(
        all=steps,
        current=next((step for step in steps if step.is_current), None),
        next=next((step for step in steps if step.starts_at > now), None),
    )


def _is_here(rsvp: Rsvp) -> bool:
    return hasattr(rsvp, "check_in") and rsvp.check_in.left_at is None
