"""What is on: templates, weekly series and single events, and who is drawn to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.arrangements import Arrangement
from events.calendar.rules.formats import Format, Step
from events.calendar.rules.local_time import land
from events.calendar.services import create_template, revise_template
from events.management.demo import cast, words
from events.management.demo.agenda import Act
from events.management.demo.cast import Person
from events.management.demo.circle import Circle
from events.scheduling.services import schedule_series
from events.seats.models.segments import Segment
from memberships.communities.models import Community

KIND, STEP = TemplateRevision.Kind, TemplateRevision.StepKind
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the week. `since` is the share of the past after which it begins.

    `crowd` is how many want a seat, at the beginning and now; `next_crowd` how many want one the
    next time it comes, where the demo shows something by it.
    """

    title: str
    kind: str
    weekday: int
    at: time
    host: Person
    since: float
    crowd: tuple[int, int]
    next_crowd: int = 0
    every: int = 1
    zone: str = cast.LISBON
    region: str = ""

    @property
    def rule(self) -> str:
        interval = f";INTERVAL={self.every}" if self.every > 1 else ""
        return f"FREQ=WEEKLY{interval};BYDAY={WEEKDAYS[self.weekday]}"

    def first_day(self, *, now: datetime) -> date:
        """The first such weekday after today."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)


@dataclass(frozen=True, slots=True)
class Gathering:
    """An event with its ways in."""

    event: Event
    intimate: Segment
    broadcast: Segment | None


_STAFF = {person.name: person for person in cast.STAFF}
RAFAEL, DANIEL, ELENI = (
    _STAFF[name] for name in ("Rafael Monteiro", "Daniel Osei", "Eleni Markou")
)

WRITERS_SLOTS = (
    Slot(
        "Monday hot seat", KIND.HOT_SEAT, 0, time(18, 30), cast.LEADER, 0.0, (6, 11), next_crowd=15
    ),
    Slot(
        "One small craft",
        KIND.MICRO_WORKSHOP,
        3,
        time(19, 0),
        RAFAEL,
        0.0,
        (6, 10),
        next_crowd=10,
    ),
    Slot("Saturday pages", KIND.PEER_FEEDBACK, 5, time(10, 0), ELENI, 0.28, (6, 9)),
    Slot("Silent sprint", KIND.OWN, 2, time(7, 30), cast.LEADER, 0.5, (5, 8)),
    Slot("The long read", KIND.PEER_FEEDBACK, 6, time(17, 0), RAFAEL, 0.68, (7, 9), every=2),
    Slot(
        "Evening hot seat",
        KIND.HOT_SEAT,
        1,
        time(19, 0),
        DANIEL,
        0.75,
        (7, 9),
        zone="America/Toronto",
        region="Americas",
    ),
)
CLAY_SLOTS = (Slot("Glaze table", KIND.PEER_FEEDBACK, 1, time(20, 0), cast.LEADER, 0.0, (4, 5)),)


def open_programme(circle: Circle, slots: Iterable[Slot], *, begin: datetime) -> None:
    """Put each slot on the agenda as a series, from its own week on."""
    span = circle.agenda.until - begin
    for slot in slots:
        moment = begin + timedelta(days=2) + span * slot.since
        circle.agenda.add(moment, _series(circle, slot))


def write_sprint(circle: Circle, *, now: datetime) -> None:
    """The community's own format, beside the three that were there."""
    create_template(membership=circle.of(cast.LEADER), wanted=_sprint(5), now=now)


def revise_sprint(circle: Circle, *, now: datetime) -> None:
    """More time to arrive: what was scheduled before keeps the first revision."""
    template_id = template_of(circle, KIND.OWN)
    revise_template(
        membership=circle.of(cast.LEADER), template_id=template_id, wanted=_sprint(7), now=now
    )


def template_of(circle: Circle, kind: str) -> int:
    return _templates(community=circle.community)[kind]


def template_titled(circle: Circle, title: str) -> int:
    return _titled(community=circle.community)[title]


def arranged_at(moment: datetime, *, title: str, host_id: int) -> Arrangement:
    """At a moment, in Lisbon; in UTC for the hour that is there twice."""
    here = moment.astimezone(ZoneInfo(cast.LISBON))
    at = here.time().replace(fold=0)
    is_plain = land(on=here.date(), at=at, zone=cast.LISBON).starts_at == moment
    local = here if is_plain else moment.astimezone(UTC)
    return Arrangement(
        title=title,
        on=local.date(),
        at=local.time().replace(fold=0),
        zone=cast.LISBON if is_plain else "UTC",
        host_id=host_id,
        rooms=1,
        meeting_url="https://meet.example/writers-room",
    )


@reading
def gatherings(*, community: Community, since: datetime, before: datetime) -> list[Gathering]:
    """What is on between two moments, soonest first."""
    ahead = Event.objects.within(community).filter(starts_at__gte=since, starts_at__lt=before)
    rows = ahead.filter(state=Event.State.SCHEDULED).select_related("revision")
    return [_gathering(event) for event in rows.prefetch_related("segments").order_by("starts_at")]


@reading
def gathering_of(*, community: Community, event_id: int) -> Gathering:
    events = Event.objects.within(community).select_related("revision")
    return _gathering(events.get(pk=event_id))


def _gathering(event: Event) -> Gathering:
    ways = {segment.kind: segment for segment in event.segments.all()}
    return Gathering(event, ways[Segment.Kind.INTIMATE], ways.get(Segment.Kind.BROADCAST))


def _series(circle: Circle, slot: Slot) -> Act:
    def schedule(now: datetime) -> None:
        host = circle.of(slot.host)
        schedule_series(
            membership=host,
            template_id=template_of(circle, slot.kind),
            arrangement=Arrangement(
                title=slot.title,
                on=slot.first_day(now=now),
                at=slot.at,
                zone=slot.zone,
                host_id=host.pk,
                rooms=1,
                region=slot.region,
                meeting_url=f"https://meet.example/{circle.community.slug}",
            ),
            rule=slot.rule,
            now=now,
        )

    return schedule


def _sprint(arrival: int) -> Format:
    return Format(
        title="Silent sprint",
        kind=KIND.OWN,
        purpose=words.SPRINT_PURPOSE,
        duration_minutes=40,
        steps=(
            Step(STEP.ARRIVE, arrival, "Say hello. Ask nobody how the book is going."),
            Step(STEP.PROMPT, 3, "Everybody types one line: what I will write now."),
            Step(STEP.ROOMS, 32 - arrival, "Microphones off. Start the timer. Write, too."),
            Step(STEP.COMMIT, 3, "When is the next time that you sit down?"),
            Step(STEP.CLOSE, 2, "One line each: how was it? End on time."),
        ),
        micro_task="Sit down once more this week",
        slot_class=TemplateRevision.SlotClass.REPEAT,
        has_broadcast=False,
    )


@reading
def _templates(*, community: Community) -> dict[str, int]:
    """The first template of each kind."""
    newest = list(TemplateRevision.objects.within(community).newest())
    return {revision.kind: revision.template_id for revision in reversed(newest)}


@reading
def _titled(*, community: Community) -> dict[str, int]:
    newest = TemplateRevision.objects.within(community).newest()
    return {revision.title: revision.template_id for revision in newest}
