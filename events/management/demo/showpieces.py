"""Events that show something by themselves, whenever the demo is made."""

from datetime import datetime, time, timedelta

from events.attendance.rules import Card
from events.attendance.services.wrap_ups import fill_wrap_up
from events.board.services import hide_contribution, post_contribution
from events.calendar.models.events import Event
from events.calendar.rules.arrangements import Arrangement
from events.management.demo import cast, days, intimate, programme, seats, words
from events.management.demo.agenda import Act
from events.management.demo.cast import Person
from events.management.demo.circle import Circle, Member
from events.management.demo.programme import KIND, Gathering
from events.scheduling.services import cancel_event, change_event, schedule_event

FIVE_MINUTES = timedelta(minutes=5)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SEATS_IN_ROOM = 12
FIRST_TO_ASK, SECOND_IN_LINE = 0, 1


def put_on(circle: Circle) -> None:
    """One that is on now, one that begins within the hour, one just over, and two changes."""
    agenda = circle.agenda
    now = agenda.until
    _single(
        circle, "The first line", KIND.MICRO_WORKSHOP, now - 12 * HOUR / 60, host=programme.ELENI
    )
    _single(circle, "Pop-up hot seat", KIND.HOT_SEAT, now + 55 * HOUR / 60, host=cast.LEADER)
    _single(circle, "One page each", KIND.PEER_FEEDBACK, now - 4 * HOUR, host=cast.LEADER)
    intimate.put_on(circle)
    agenda.add(now - 2 * DAY, lambda moment: _move_sprint(circle, now=moment))
    agenda.add(now - 20 * HOUR, lambda moment: _cancel_saturday(circle, now=moment))


def is_next(event: Event, *, now: datetime) -> bool:
    """Whether it is the coming one of its week, and not at once."""
    return now + 3 * HOUR < event.starts_at <= now + 3 * HOUR + WEEK


def fill_next(circle: Circle, gathering: Gathering, *, count: int, now: datetime) -> None:
    """So many ask until an hour ago, and stay: full with a line, or nearly full."""
    event, until = gathering.event, circle.agenda.until
    crowd = circle.draw(2 * count, moment=event.starts_at, besides={event.host_id})
    if count <= SEATS_IN_ROOM:
        crowd = seats.with_regular(circle, crowd, place=0)
        seats.fill_up(circle, gathering, crowd, size=count, since=now, until=until - HOUR)
        return
    others = [member for member in crowd if member.person is not cast.REGULAR]
    line = count - SEATS_IN_ROOM
    early, late = others[:-line], others[-line:]
    size = SEATS_IN_ROOM
    seats.fill_up(circle, gathering, early, size=size, since=now, until=until - 3 * HOUR)
    late = seats.with_regular(circle, late, place=SECOND_IN_LINE)
    seats.seat_in_turn(circle, gathering, late, since=until - 2 * HOUR, until=until - HOUR)
    intimate.line_up_for_hot_seats(circle, gathering)
    intimate.ask_for_access(circle, gathering)


def _single(circle: Circle, title: str, kind: str, about: datetime, *, host: Person) -> None:
    starts_at = about.replace(minute=about.minute - about.minute % 5, second=0)

    def schedule(now: datetime) -> None:
        membership = circle.of(host)
        event = schedule_event(
            membership=membership,
            template_id=programme.template_of(circle, kind),
            arrangement=programme.arranged_at(starts_at, title=title, host_id=membership.pk),
            now=now,
        )
        gathering = programme.gathering_of(community=circle.community, event_id=event.pk)
        days.expect(circle, gathering)
        _seat(circle, gathering, now=now)

    circle.agenda.add(starts_at - 6 * DAY, schedule)


def _seat(circle: Circle, gathering: Gathering, *, now: datetime) -> None:
    """The member of the sign-ins has a seat, unless it is still to begin: theirs to take."""
    event, until = gathering.event, circle.agenda.until
    staff = {circle.of(person).pk for person in (cast.REGULAR, *cast.STAFF)}
    count = 9 if event.starts_at < until else 6
    crowd = circle.draw(count, moment=event.starts_at, besides={*staff, event.host_id})
    if event.starts_at < until:
        crowd = seats.with_regular(circle, crowd, place=FIRST_TO_ASK)
    latest = min(event.starts_at, until) - 2 * HOUR
    seats.seat_in_turn(circle, gathering, crowd, since=now, until=latest)
    if event.closes_at < until:
        circle.agenda.add(event.doors_open_at - FIVE_MINUTES, _two_speak_up(circle, event))


def _two_speak_up(circle: Circle, event: Event) -> Act:
    """One of those with a seat will ask for a moderator, and one will sell something."""

    def choose(_now: datetime) -> None:
        seated = days.seated(community=circle.community, event_id=event.pk)
        others = [circle.members[rsvp.membership_id] for rsvp in seated]
        teller, seller = [member for member in others if member.person is not cast.REGULAR][:2]
        _worry(circle, event, teller)
        _advertise(circle, event, seller)

    return choose


def _worry(circle: Circle, event: Event, teller: Member) -> None:
    """Somebody asks for a moderator, and waits for one."""
    circle.tellers.add((event.pk, teller.pk))
    card = Card(outcome="PARTLY", thanks=words.THANKS[0], safety="TALK")
    circle.agenda.add(
        event.ends_at + 2 * FIVE_MINUTES,
        lambda now: fill_wrap_up(
            event_id=event.pk, membership=teller.membership, card=card, now=now
        ),
    )


def _advertise(circle: Circle, event: Event, seller: Member) -> None:
    """A post that does not belong there, hidden soon."""

    def post(now: datetime) -> None:
        posted = post_contribution(
            event_id=event.pk, membership=seller.membership, text=words.OFF_TOPIC, now=now
        )
        circle.agenda.add(now + 3 * FIVE_MINUTES, hide(posted.pk))

    def hide(contribution_id: int) -> Act:
        return lambda now: hide_contribution(
            event_id=event.pk,
            contribution_id=contribution_id,
            membership=circle.of(cast.GUARDIAN),
            now=now,
        )

    circle.agenda.add(event.ends_at + FIVE_MINUTES, post)


def _move_sprint(circle: Circle, *, now: datetime) -> None:
    """Half an hour later, once."""
    event = _coming(circle, "Silent sprint", after=now + 3 * DAY)
    arrangement = Arrangement(
        title=event.title,
        on=event.local_date,
        at=time(8, 0),
        zone=event.time_zone,
        host_id=event.host_id,
        rooms=1,
        region=event.region,
        meeting_url=event.meeting_url,
    )
    change_event(
        membership=circle.of(cast.LEADER), event_id=event.pk, arrangement=arrangement, now=now
    )


def _cancel_saturday(circle: Circle, *, now: datetime) -> None:
    event = _coming(circle, "Saturday pages", after=now + 3 * DAY)
    cancel_event(
        membership=circle.of(programme.ELENI),
        event_id=event.pk,
        reason=words.CANCELLED_BECAUSE,
        now=now,
    )


def _coming(circle: Circle, title: str, *, after: datetime) -> Event:
    """The first of a series after that moment."""
    ahead = programme.gatherings(community=circle.community, since=after, before=after + 2 * WEEK)
    return next(gathering.event for gathering in ahead if gathering.event.title == title)
