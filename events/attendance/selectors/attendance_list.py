from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.names.selectors import DisplayNames, display_names_of
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership

PRESENT, ABSENT, UNMARKED = "present", "absent", "unmarked"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One seat on the host's list, without the row: at a blind event hosts see handles, too.

    `mark` is present, absent or unmarked.
    """

    rsvp_id: int
    name: str
    segment: str
    mark: str
    is_self_marked: bool
    intention: str
    thanks: str


@dataclass(frozen=True, slots=True)
class AttendancePage:
    event: Event
    attendees: list[Attendee]
    may_mark: bool
    may_mark_absent: bool
    is_over: bool

    @property
    def counts(self) -> Counter[str]:
        return Counter(attendee.mark for attendee in self.attendees)

    @property
    def thanks(self) -> list[Attendee]:
        return [attendee for attendee in self.attendees if attendee.thanks]


@reading
def attendance_page(*, event_id: int, membership: Membership, now: datetime) -> AttendancePage:
    """The exact list, for the host, instructors and owners: two statements."""
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    ensure_may_run(membership, event=event)
    names = display_names_of(event, reader=membership)
    seats = Rsvp.objects.within(membership.community).going().filter(event=event)
    known = seats.select_related("membership__user", "segment", "check_in", "wrap_up")
    attendees = [_attendee(rsvp, names=names) for rsvp in known]
    return AttendancePage(
        event=event,
        attendees=sorted(attendees, key=lambda attendee: attendee.name.casefold()),
        may_mark=event.takes_marks(now=now),
        may_mark_absent=event.takes_absences(now=now),
        is_over=event.state == Event.State.ENDED or event.closes_at <= now,
    )


def _attendee(rsvp: Rsvp, *, names: DisplayNames) -> Attendee:
    check_in, wrap_up = getattr(rsvp, "check_in", None), getattr(rsvp, "wrap_up", None)
    is_private = rsvp.intention_sight == Rsvp.Sight.ME
    return Attendee(
        rsvp_id=rsvp.pk,
        name=names.of(rsvp.membership),
        segment=rsvp.segment.get_kind_display(),
        mark=_mark(rsvp),
        is_self_marked=check_in is not None and check_in.marked_by_id == rsvp.membership_id,
        intention="" if is_private else rsvp.intention,
        thanks=wrap_up.thanks if wrap_up else "",
    )


def _mark(rsvp: Rsvp) -> str:
    if hasattr(rsvp, "check_in"):
        return PRESENT
    return UNMARKED if rsvp.marked_absent_at is None else ABSENT
