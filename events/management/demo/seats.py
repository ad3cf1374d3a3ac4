"""Who wants a seat, when they ask for it, and what they want to leave with."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from events import services
from events.management.demo import words
from events.management.demo.agenda import Act
from events.management.demo.cast import REGULAR
from events.management.demo.circle import Circle, Member
from events.management.demo.programme import Gathering
from events.models import Rsvp, Segment
from events.models.rsvp import NotOpen
from events.models.segment import SegmentFull

ASKED_BEFORE = timedelta(days=14)
LAST_CALL = timedelta(hours=2)
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
    """A seat, or where none is left a place in the line."""

    def ask(now: datetime) -> None:
        text, carried_from = _intention(circle, member)
        sight = circle.dice.choice(SIGHTS)

        def claim(way: Callable[..., Rsvp]) -> None:
            way(
                event_id=gathering.event.pk,
                segment_id=gathering.intimate.pk,
                membership=member.membership,
                intention=text,
                sight=sight,
                carried_from=carried_from,
                now=now,
            )

        try:
            claim(services.reserve_seat)
        except SegmentFull:
            claim(services.join_line)
        except NotOpen:  # it was cancelled meanwhile
            return
        if may_give_up:
            _think_again(circle, gathering, member, now=now)

    return ask


def _watch(circle: Circle, gathering: Gathering, broadcast: Segment, member: Member) -> Act:
    def watch(now: datetime) -> None:
        services.reserve_seat(
            event_id=gathering.event.pk,
            segment_id=broadcast.pk,
            membership=member.membership,
            intention=circle.dice.choice(circle.voice.intentions),
            sight="HOSTS",
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
            lambda moment: services.reword_intention(
                event_id=event.pk,
                membership=membership,
                intention=text,
                sight="HOSTS",
                now=moment,
            ),
        )
        return
    circle.agenda.add(
        later,
        lambda moment: services.release_seat(event_id=event.pk, membership=membership, now=moment),
    )


def _intention(circle: Circle, member: Member) -> tuple[str, int | None]:
    """What was carried over comes first; some speak Portuguese."""
    if waiting := circle.carried.pop(member.pk, None):
        rsvp_id, text = waiting
        return text, rsvp_id
    is_lusophone = member.person.locale == "pt" and circle.happens(0.4)
    choices = words.INTENTIONS_PT if is_lusophone else circle.voice.intentions
    return circle.dice.choice(choices), None
