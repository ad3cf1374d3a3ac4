"""The demo, told from its first day until now through the use cases, with their clock turned."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.kernel.delivery import deliver_due, mark_old_news_delivered
from config.kernel.reactions import INSIDE
from config.kernel.transactions import all_or_nothing
from events.attendance.services.commitments import process_due_micro_actions
from events.calendar.models.events import Event
from events.management.demo import cast, days, people, programme, seats, showpieces, words
from events.management.demo.agenda import Agenda
from events.management.demo.cast import Person
from events.management.demo.circle import Circle, Voice
from events.management.demo.programme import Gathering, Slot
from events.reminders.services import announce_due_reminders
from events.scheduling.services import extend_horizons
from events.seats.services.claims import process_due_offers
from events.seats.services.intentions import close_intentions
from memberships.communities.selectors import active_membership, community_at
from memberships.communities.services import start_community
from memberships.people.models import User

SLUG = "writers-room"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
AHEAD = timedelta(days=15)
CLAY_WEEKS = 6
WRITERS = Voice(words.INTENTIONS, words.ACTIONS, words.POSTS)
POTTERS = Voice(words.CLAY_INTENTIONS, words.CLAY_ACTIONS, words.CLAY_POSTS)


@dataclass(frozen=True, slots=True)
class Scale:
    """How many weeks lie behind, and how many of the plain members take part."""

    weeks: int
    members: int


FULL = Scale(weeks=17, members=len(cast.MEMBERS))


def is_there() -> bool:
    return community_at(slug=SLUG) is not None


def seed(*, scale: Scale, now: datetime) -> bool:
    """Make the demo, whole or not at all; False, and nothing done, where it is there."""
    if is_there():
        return False
    with all_or_nothing():
        _tell(scale=scale, now=now.replace(microsecond=0))
    return True


def _tell(*, scale: Scale, now: datetime) -> None:
    agenda = Agenda(until=now)
    accounts: dict[str, User] = {}
    dice = random.Random(SLUG)  # noqa: S311  the same story each time
    begin = now - scale.weeks * WEEK
    writers = _writers_room(agenda, dice, accounts, begin=begin)
    people.gather_writers(writers, count=scale.members, begin=begin, now=now)
    _plan_writers(writers, begin=begin)
    clay_begin = now - min(CLAY_WEEKS, scale.weeks - 1) * WEEK
    agenda.add(clay_begin, lambda moment: _clay_circle(agenda, dice, accounts, now=moment))
    _turn_the_clocks(agenda, begin=begin)
    agenda.run()
    people.appoint_operator(now=now)
    _settle_the_mail(now=now)


def _writers_room(
    agenda: Agenda, dice: random.Random, accounts: dict[str, User], *, begin: datetime
) -> Circle:
    accounts[cast.OWNER.email] = people.sign_up(cast.OWNER, now=begin - DAY)
    return _found(
        agenda,
        dice,
        accounts,
        founder=cast.OWNER,
        voice=WRITERS,
        name="Writers' Room",
        slug=SLUG,
        description=words.WRITERS_ROOM,
        now=begin,
    )


def _clay_circle(
    agenda: Agenda, dice: random.Random, accounts: dict[str, User], *, now: datetime
) -> None:
    circle = _found(
        agenda,
        dice,
        accounts,
        founder=cast.LEADER,
        voice=POTTERS,
        name="Clay Circle",
        slug="clay-circle",
        description=words.CLAY_CIRCLE,
        now=now,
    )
    people.gather_potters(circle, begin=now)
    programme.open_programme(circle, programme.CLAY_SLOTS, begin=now)
    _plan_weekly(circle, programme.CLAY_SLOTS, begin=now)


def _found(
    agenda: Agenda,
    dice: random.Random,
    accounts: dict[str, User],
    *,
    founder: Person,
    voice: Voice,
    now: datetime,
    **about: str,
) -> Circle:
    """Start a community; its ready-made templates come by a reaction."""
    user = accounts[founder.email]
    community = start_community(
        user=user, time_zone=cast.LISBON, locale="en", currency="EUR", now=now, **about
    )
    _deliver_inside()
    owner = active_membership(user=user, community=community)
    if owner is None:
        raise LookupError("A founder belongs to what they founded.")
    circle = Circle(community, owner, agenda, dice, voice, accounts)
    circle.welcome(owner, person=founder, now=now)
    return circle


def _plan_writers(circle: Circle, *, begin: datetime) -> None:
    agenda, span = circle.agenda, circle.agenda.until - begin
    agenda.add(begin + 2 * DAY, lambda now: programme.write_sprint(circle, now=now))
    agenda.add(begin + span * 0.8, lambda now: programme.revise_sprint(circle, now=now))
    programme.open_programme(circle, programme.WRITERS_SLOTS, begin=begin)
    _plan_weekly(circle, programme.WRITERS_SLOTS, begin=begin)
    showpieces.put_on(circle)


def _plan_weekly(circle: Circle, slots: tuple[Slot, ...], *, begin: datetime) -> None:
    """Each week members look at what is on in the next fortnight."""
    known: set[int] = set()
    by_title = {slot.title: slot for slot in slots}

    def look_ahead(now: datetime) -> None:
        ahead = programme.gatherings(community=circle.community, since=now, before=now + AHEAD)
        for gathering in ahead:
            event = gathering.event
            slot = by_title.get(event.title)
            if slot is None or event.pk in known or _is_left_for_later(circle, event, now=now):
                continue
            known.add(event.pk)
            _fill(circle, gathering, slot, begin=begin, now=now)

    moment = begin + 3 * DAY
    while moment < circle.agenda.until - DAY:
        circle.agenda.add(moment, look_ahead)
        moment += WEEK
    circle.agenda.add(circle.agenda.until - DAY, look_ahead)


def _is_left_for_later(circle: Circle, event: Event, *, now: datetime) -> bool:
    """What shows a full room is filled by those who have joined till now."""
    until = circle.agenda.until
    return showpieces.is_next(event, now=until) and now < until - 8 * DAY


def _fill(
    circle: Circle, gathering: Gathering, slot: Slot, *, begin: datetime, now: datetime
) -> None:
    event = gathering.event
    days.expect(circle, gathering)
    if slot.next_crowd and showpieces.is_next(event, now=circle.agenda.until):
        showpieces.fill_next(circle, gathering, count=slot.next_crowd, now=now)
        return
    grown = min((event.starts_at - begin) / (circle.agenda.until - begin), 1.0)
    first, last = slot.crowd
    count = round(first + (last - first) * grown + circle.dice.gauss(0, 1.2))
    seats.draw_crowd(circle, gathering, count=max(count, 3), now=now)


def _turn_the_clocks(agenda: Agenda, *, begin: datetime) -> None:
    """What beat does each hour, each day here; the horizon moves on weekly."""
    day, weeks = begin + DAY, 0
    while day < agenda.until:
        agenda.add(day, _tick)
        day += DAY
    while (moment := begin + 4 * DAY + weeks * WEEK) < agenda.until:
        agenda.add(moment, lambda now: extend_horizons(now=now))
        weeks += 1
    agenda.add(agenda.until, _tick)


def _tick(now: datetime) -> None:
    process_due_offers(now=now)
    process_due_micro_actions(now=now)
    close_intentions(now=now)
    _deliver_inside()


def _deliver_inside() -> None:
    while deliver_due(queue=INSIDE):
        pass


def _settle_the_mail(*, now: datetime) -> None:
    """Reminders that are due by now count as sent, as all mail of the past does."""
    _deliver_inside()
    announce_due_reminders(now=now)
    _deliver_inside()
    mark_old_news_delivered(before=now + timedelta(seconds=1), now=now)
