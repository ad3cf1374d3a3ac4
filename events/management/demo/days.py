"""The day of an event and the days after: who comes, what they promise, how it went."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.kernel.transactions import reading
from events.attendance.models import MicroAction, WrapUp
from events.attendance.rules import Card
from events.attendance.services.attendance import check_in, mark_absent, mark_present
from events.attendance.services.commitments import (
    commit_to_micro_action,
    put_off_micro_action,
    settle_micro_action,
)
from events.attendance.services.live import open_event, process_due_events
from events.attendance.services.wrap_ups import fill_wrap_up, handle_safety_answer
from events.board.services import post_contribution
from events.calendar.models.events import Event
from events.calendar.rules.timetable import begins_at
from events.management.demo import cast, words
from events.management.demo.agenda import Act
from events.management.demo.circle import Circle, Member
from events.management.demo.programme import Gathering
from events.seats.models.rsvps import Rsvp
from events.seats.services.intentions import settle_intention
from events.strikes.models import Strike
from events.strikes.services import forgive_strike
from memberships.communities.models import Community

NO_SHOW = 0.15
NOT_TOLD_YET = timedelta(days=3)
OUTCOMES = ("DONE",) * 10 + ("PARTLY",) * 6 + ("NOT_DONE",) * 3 + ("CARRIED_OVER",)
RESULTS = ("DONE",) * 12 + ("PARTLY",) * 5 + ("DROPPED",) * 3
DAYS_TO_DO_IT = (2, 3, 5, 7, 7, 7, 10, 14)


def expect(circle: Circle, gathering: Gathering) -> None:
    """Put the day of an event on the agenda; of what lies ahead nothing will happen."""
    event, agenda = gathering.event, circle.agenda
    if circle.happens(0.35):
        agenda.add(event.starts_at - timedelta(days=1), _host_says(circle, event))
    agenda.add(event.doors_open_at, _doors(circle, event))
    if circle.happens(0.7):
        opened_at = event.starts_at - timedelta(minutes=6)
        agenda.add(opened_at, _open(circle, event))
    for moment in (event.starts_at, event.closes_at):
        agenda.add(moment, lambda now: process_due_events(now=now))


@reading
def seated(*, community: Community, event_id: int) -> list[Rsvp]:
    return list(Rsvp.objects.within(community).going().filter(event_id=event_id).order_by("pk"))


def _host_says(circle: Circle, event: Event) -> Act:
    return lambda now: post_contribution(
        event_id=event.pk,
        membership=circle.members[event.host_id].membership,
        text=circle.dice.choice(words.POSTS_BEFORE),
        now=now,
    )


def _open(circle: Circle, event: Event) -> Act:
    host = circle.members[event.host_id].membership
    return lambda now: open_event(event_id=event.pk, membership=host, now=now)


def _doors(circle: Circle, event: Event) -> Act:
    def open_doors(_now: datetime) -> None:
        for rsvp in seated(community=circle.community, event_id=event.pk):
            _come_or_not(circle, event, rsvp)

    return open_doors


def _come_or_not(circle: Circle, event: Event, rsvp: Rsvp) -> None:
    """Of those with a seat most come; the host notes most of those who do not."""
    until = circle.agenda.until
    if circle.members[rsvp.membership_id].person is cast.REGULAR and event.closes_at > until:
        return  # what is on now is left to the people who try the demo
    is_missed = _is_missed(circle, event, rsvp)
    if _is_sure_to_come(circle, event, rsvp) or not (is_missed or circle.happens(NO_SHOW)):
        _come(circle, event, rsvp)
    elif (is_missed or circle.happens(0.8)) and event.starts_at < until - timedelta(days=1):
        circle.agenda.add(event.ends_at + timedelta(minutes=20), _mark(circle, event, rsvp))


def _is_missed(circle: Circle, event: Event, rsvp: Rsvp) -> bool:
    is_regular = circle.members[rsvp.membership_id].person is cast.REGULAR
    return is_regular and event.pk in circle.missed


def _is_sure_to_come(circle: Circle, event: Event, rsvp: Rsvp) -> bool:
    if _is_missed(circle, event, rsvp):
        return False
    is_regular = circle.members[rsvp.membership_id].person is cast.REGULAR
    return is_regular or (event.pk, rsvp.membership_id) in circle.tellers


def _mark(circle: Circle, event: Event, rsvp: Rsvp) -> Act:
    host = circle.members[event.host_id].membership

    def mark(now: datetime) -> None:
        mark_absent(event_id=event.pk, rsvp_id=rsvp.pk, membership=host, now=now)
        is_owner = rsvp.membership_id == circle.owner.pk  # who cannot forgive themselves
        if not is_owner and not _is_missed(circle, event, rsvp) and circle.happens(0.7):
            circle.agenda.add(now + timedelta(days=2), _forgive(circle, rsvp))

    return mark


def _forgive(circle: Circle, rsvp: Rsvp) -> Act:
    """The teacher knows why, or does not mind."""

    def forgive(now: datetime) -> None:
        for strike_id in _strikes(community=circle.community, rsvp_id=rsvp.pk):
            forgive_strike(strike_id=strike_id, membership=circle.owner, now=now)

    return forgive


@reading
def _strikes(*, community: Community, rsvp_id: int) -> list[int]:
    strikes = Strike.objects.within(community).filter(rsvp_id=rsvp_id, forgiven_at=None)
    return list(strikes.values_list("pk", flat=True))


def _come(circle: Circle, event: Event, rsvp: Rsvp) -> None:
    member = circle.members[rsvp.membership_id]
    early, late = timedelta(minutes=11), timedelta(minutes=4)
    came_at = circle.between(event.starts_at - early, event.starts_at + late)
    circle.agenda.add(came_at, _arrive(circle, event, rsvp))
    is_kept = member.person is cast.REGULAR or circle.happens(0.78)
    if is_kept:
        circle.agenda.add(_commit_moment(circle, event), _commit(circle, event, member))
    if circle.happens(0.18):
        posted_at = circle.between(event.ends_at, event.ends_at + timedelta(hours=30))
        circle.agenda.add(posted_at, _post(circle, event, member))
    _look_back(circle, event, rsvp, member)


def _arrive(circle: Circle, event: Event, rsvp: Rsvp) -> Act:
    """Most say it themselves, for some the host does."""
    membership = circle.members[rsvp.membership_id].membership
    host = circle.members[event.host_id].membership
    if circle.happens(0.12):
        return lambda now: mark_present(
            event_id=event.pk, rsvp_id=rsvp.pk, membership=host, now=now
        )
    return lambda now: check_in(event_id=event.pk, membership=membership, now=now)


def _commit_moment(circle: Circle, event: Event) -> datetime:
    step = begins_at(kind="COMMIT", ritual=event.revision.ritual, starts_at=event.starts_at)
    begins = step or event.ends_at - timedelta(minutes=8)
    return circle.between(begins, begins + timedelta(minutes=3))


def _commit(circle: Circle, event: Event, member: Member) -> Act:
    def commit(now: datetime) -> None:
        days = circle.dice.choice(DAYS_TO_DO_IT)
        today = now.astimezone(ZoneInfo(member.person.zone)).date()
        action = commit_to_micro_action(
            event_id=event.pk,
            membership=member.membership,
            text=circle.dice.choice(circle.voice.actions),
            due_on=today + timedelta(days=days),
            now=now,
        )
        told_at = now + timedelta(days=days) + circle.dice.random() * timedelta(days=3)
        if circle.happens(0.06):
            circle.agenda.add(now + timedelta(days=days), _put_off(member, action))
            told_at += timedelta(days=7)
        if circle.happens(0.74):
            circle.agenda.add(told_at, _settle(circle, member, action))

    return commit


def _put_off(member: Member, action: MicroAction) -> Act:
    return lambda now: put_off_micro_action(
        micro_action_id=action.pk, membership=member.membership, now=now
    )


def _settle(circle: Circle, member: Member, action: MicroAction) -> Act:
    return lambda now: settle_micro_action(
        micro_action_id=action.pk,
        membership=member.membership,
        outcome=circle.dice.choice(RESULTS),
        now=now,
    )


def _post(circle: Circle, event: Event, member: Member) -> Act:
    return lambda now: post_contribution(
        event_id=event.pk,
        membership=member.membership,
        text=circle.dice.choice(circle.voice.posts),
        now=now,
    )


def _look_back(circle: Circle, event: Event, rsvp: Rsvp, member: Member) -> None:
    """By the card, or in the loop, or not at all: then the clock closes it."""
    is_recent = event.starts_at > circle.agenda.until - NOT_TOLD_YET
    is_left_open = member.person is cast.REGULAR and is_recent
    if is_left_open or (event.pk, member.pk) in circle.tellers:
        return
    if circle.happens(0.62):
        told_at = event.ends_at + circle.dice.random() ** 2 * timedelta(hours=20)
        circle.agenda.add(told_at, _wrap_up(circle, event, rsvp, member))
    elif circle.happens(0.35):
        told_at = circle.between(
            event.ends_at + timedelta(hours=3), event.ends_at + timedelta(hours=60)
        )
        circle.agenda.add(told_at, _reconcile(circle, rsvp, member))


def _wrap_up(circle: Circle, event: Event, rsvp: Rsvp, member: Member) -> Act:
    def fill(now: datetime) -> None:
        card = Card(
            outcome=_outcome(circle, rsvp, member),
            thanks=circle.dice.choice(words.THANKS) if circle.happens(0.7) else "",
            safety=_safety(circle, member, now=now),
        )
        filled = fill_wrap_up(event_id=event.pk, membership=member.membership, card=card, now=now)
        if filled.asks_for_a_moderator:
            circle.agenda.add(now + timedelta(hours=8), _look_after(circle, filled))

    return fill


def _safety(circle: Circle, member: Member, *, now: datetime) -> str:
    """Now and then something felt off, and a moderator who was not involved looked after it."""
    is_long_ago = now < circle.agenda.until - timedelta(days=1)
    is_answered = circle.has(cast.GUARDIAN) and member.person is not cast.GUARDIAN
    if is_long_ago and is_answered and circle.happens(0.015):
        return "UNEASY"
    return "FINE" if circle.happens(0.85) else ""


def _look_after(circle: Circle, answer: WrapUp) -> Act:
    return lambda now: handle_safety_answer(
        wrap_up_id=answer.pk, membership=circle.of(cast.GUARDIAN), now=now
    )


def _reconcile(circle: Circle, rsvp: Rsvp, member: Member) -> Act:
    return lambda now: settle_intention(
        rsvp_id=rsvp.pk,
        membership=member.membership,
        outcome=_outcome(circle, rsvp, member),
        now=now,
    )


def _outcome(circle: Circle, rsvp: Rsvp, member: Member) -> str:
    """What is carried over waits for the member's next RSVP."""
    outcome = circle.dice.choice(OUTCOMES)
    if outcome != Rsvp.IntentionState.CARRIED_OVER:
        return outcome
    if not rsvp.has_carry_overs_left:
        return str(Rsvp.IntentionState.PARTLY)
    circle.carried[member.pk] = (rsvp.pk, rsvp.intention)
    return outcome
