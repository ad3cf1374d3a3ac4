"""Who wants a seat, when they ask for it, and what they want to leave with."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from config.kernel.errors import Refusal
from config.kernel.transactions import reading
from events.management.demo import words
from events.management.demo.agenda import Act
from events.management.demo.cast import REGULAR, Person
from events.management.demo.circle import Circle, Member
from events.management.demo.programme import Gathering
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment, SegmentFull
from events.seats.rules import SeatRequest
from events.seats.services.claims import (
    accept_seat,
    join_waitlist,
    release_seat,
    reserve_seat,
    reword_intention,
)
from memberships.communities.models import Community, Membership

ASKED_BEFORE = timedelta(days=14)
LAST_CALL = timedelta(hours=2)
AT_ONCE, AT_LAST = timedelta(minutes=4), timedelta(minutes=44)
SIGHTS = ("HOSTS", "HOSTS", "HOSTS", "ROOM", "ROOM", "MEMBERS", "MEMBERS", "ME")


def draw_crowd(circle: Circle, gathering: Gathering, *, count: int, now: datetime) -> None:
    """So many members ask for a seat from now on, some for a place in the broadcast."""
    event = gathering.event
    crowd = circle.draw(count, moment=event.starts_at, besides={event.host_id})
    for member in crowd:
        asked_at = _asked_at(circle, gathering, now=now)
        circle.agenda.add(asked_at, _ask(circle, gathering, member, may_give_up=True))
    if gathering.broadcast is not None:
        seated = {member.pk for member in crowd}
        _draw_watchers(circle, gathering, gathering.broadcast, besides=seated, now=now)


def seat_in_turn(
    circle: Circle,
    gathering: Gathering,
    crowd: Iterable[Member],
    *,
    since: datetime,
    until: datetime,
) -> None:
    """These members ask one after the other, and stay."""
    turns = list(crowd)
    for number, member in enumerate(turns):
        moment = since + number * ((until - since) / len(turns))
        circle.agenda.add(moment, _ask(circle, gathering, member, may_give_up=False))


def fill_up(
    circle: Circle,
    gathering: Gathering,
    crowd: Iterable[Member],
    *,
    size: int,
    since: datetime,
    until: datetime,
) -> None:
    """These ask one after the other, until so many have a seat; some may not book so early."""
    event_id, turns = gathering.event.pk, list(crowd)

    def ask(member: Member) -> Act:
        def ask_if_there_is_room(now: datetime) -> None:
            if len(seated(community=circle.community, event_id=event_id)) < size:
                _ask(circle, gathering, member, may_give_up=False)(now)

        return ask_if_there_is_room

    for number, member in enumerate(turns):
        circle.agenda.add(since + number * ((until - since) / len(turns)), ask(member))


def ask_at_once(circle: Circle, gathering: Gathering, person: Person, *, now: datetime) -> None:
    """This person asks now, and stays."""
    member = circle.members[circle.of(person).pk]
    _ask(circle, gathering, member, may_give_up=False)(now)


def with_regular(circle: Circle, crowd: list[Member], *, place: int) -> list[Member]:
    """The same crowd, with the member of the sign-ins in this place."""
    others = [member for member in crowd if member.person is not REGULAR]
    regular = next(m for m in circle.members.values() if m.person is REGULAR)
    return [*others[:place], regular, *others[place:]][: len(crowd)]


def _draw_watchers(
    circle: Circle, gathering: Gathering, broadcast: Segment, *, besides: set[int], now: datetime
) -> None:
    event, count = gathering.event, circle.dice.choice((0, 0, 1, 1, 2, 3))
    crowd = circle.draw(count, moment=event.starts_at, besides={*besides, event.host_id})
    for member in crowd:
        asked_at = _asked_at(circle, gathering, now=now)
        circle.agenda.add(asked_at, _watch(circle, gathering, broadcast, member))


def _asked_at(circle: Circle, gathering: Gathering, *, now: datetime) -> datetime:
    """Most ask in the last days, some plan ahead."""
    starts_at = gathering.event.starts_at
    plans_ahead = circle.happens(0.4)
    days_before = circle.dice.uniform(5, 14) if plans_ahead else circle.dice.triangular(0.1, 6, 2)
    asked_at = starts_at - timedelta(days=days_before)
    earliest = max(now, starts_at - ASKED_BEFORE)
    return max(earliest, min(asked_at, starts_at - LAST_CALL)).replace(microsecond=0)


def _ask(circle: Circle, gathering: Gathering, member: Member, *, may_give_up: bool) -> Act:
    """A seat, or where none is left a place on the waiting list."""

    def ask(now: datetime) -> None:
        text, carried_from = _intention(circle, member)
        wanted = SeatRequest(text, circle.dice.choice(SIGHTS), carried_from)
        event_id, segment_id = gathering.event.pk, gathering.intimate.pk
        who = member.membership
        try:
            reserve_seat(
                event_id=event_id, segment_id=segment_id, membership=who, wanted=wanted, now=now
            )
        except SegmentFull:
            join_waitlist(
                event_id=event_id, segment_id=segment_id, membership=who, wanted=wanted, now=now
            )
        except Refusal:  # it was cancelled meanwhile, or they have a place already
            return
        if may_give_up:
            _think_again(circle, gathering, member, now=now)

    return ask


def _watch(circle: Circle, gathering: Gathering, broadcast: Segment, member: Member) -> Act:
    def watch(now: datetime) -> None:
        with suppress(Refusal):  # they have a seat by now
            reserve_seat(
                event_id=gathering.event.pk,
                segment_id=broadcast.pk,
                membership=member.membership,
                wanted=SeatRequest(circle.dice.choice(circle.voice.intentions), "HOSTS"),
                now=now,
            )

    return watch


def _think_again(circle: Circle, gathering: Gathering, member: Member, *, now: datetime) -> None:
    """Some say it in other words before it begins, and some give the seat up in time."""
    event, membership = gathering.event, member.membership
    later = circle.between(now, event.starts_at - timedelta(hours=1))
    if later <= now or not circle.happens(0.11):
        return
    if circle.happens(0.35):
        text = circle.dice.choice(circle.voice.intentions)
        circle.agenda.add(
            later,
            lambda moment: reword_intention(
                event_id=event.pk,
                membership=membership,
                intention=text,
                sight="HOSTS",
                now=moment,
            ),
        )
        return
    circle.agenda.add(later, give_up(circle, gathering, membership))


def give_up(circle: Circle, gathering: Gathering, membership: Membership) -> Act:
    """The seat goes back, and the member who is offered it answers in time."""

    def release(now: datetime) -> None:
        release_seat(event_id=gathering.event.pk, membership=membership, now=now)
        for called in _in_line(community=circle.community, event_id=gathering.event.pk):
            answers_at = circle.between(now + AT_ONCE, now + AT_LAST)
            if answers_at < gathering.event.starts_at:
                circle.agenda.add(answers_at, _answer(circle, gathering, called.membership_id))

    return release


def _answer(circle: Circle, gathering: Gathering, membership_id: int) -> Act:
    """Most take a seat that they waited for; the others stay on the waiting list."""
    event, member = gathering.event, circle.members[membership_id]
    takes_it = circle.happens(0.85)
    use_case = accept_seat if takes_it else release_seat

    def answer(now: datetime) -> None:
        called = _called_up(community=circle.community, event_id=event.pk, now=now)
        if membership_id in called and member.person is not REGULAR:
            use_case(event_id=event.pk, membership=member.membership, now=now)

    return answer


@reading
def seated(*, community: Community, event_id: int) -> list[Rsvp]:
    """Who has a seat in a room, in the order in which they took it."""
    going = Rsvp.objects.within(community).going().filter(event_id=event_id)
    return list(going.filter(segment__kind="INTIMATE").order_by("confirmed_at", "pk"))


@reading
def _in_line(*, community: Community, event_id: int) -> list[Rsvp]:
    claims = Rsvp.objects.within(community).filter(event_id=event_id)
    return list(claims.filter(state__in=("WAITING", "OFFERED")).order_by("priority", "joined_at"))


@reading
def _called_up(*, community: Community, event_id: int, now: datetime) -> set[int]:
    """Those who hold an offer, by membership."""
    claims = Rsvp.objects.within(community).filter(event_id=event_id, held_until__gt=now)
    return set(claims.values_list("membership_id", flat=True))


def _intention(circle: Circle, member: Member) -> tuple[str, int | None]:
    """What was carried over comes first; some speak Portuguese."""
    if waiting := circle.carried.pop(member.pk, None):
        rsvp_id, text = waiting
        return text, rsvp_id
    is_lusophone = member.person.locale == "pt" and circle.happens(0.4)
    choices = words.INTENTIONS_PT if is_lusophone else circle.voice.intentions
    return circle.dice.choice(choices), None
