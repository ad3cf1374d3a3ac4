"""What keeps a full house intimate: an offer, a queue, blind drafts, quiet arrangements."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from config.kernel.transactions import reading
from events.access import services
from events.access.services import answer_access_need
from events.attendance.rules import Card
from events.attendance.services.wrap_ups import fill_wrap_up
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.formats import Format, Step
from events.calendar.services import create_template
from events.feedback.models import Feedback
from events.feedback.rules import Draft
from events.feedback.services import answer_piece, deal_feedback, submit_piece
from events.hot_seats.models import HotSeatRequest
from events.hot_seats.services import ask_for_hot_seat, override_hot_seat
from events.management.demo import cast, days, programme, seats, words
from events.management.demo.agenda import Act
from events.management.demo.circle import Circle
from events.management.demo.programme import KIND, STEP, Gathering
from events.names.models import Handle
from events.names.services import give_reveal
from events.scheduling.services import schedule_event
from events.seats.models.rsvps import Rsvp
from events.seats.services.claims import release_seat
from events.strikes.models import Strike
from events.strikes.services import explain_strike
from memberships.communities.models import Membership
from memberships.separations.services import make_separation

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LETTERS, DRAFTS = "Letters nobody sends", "Blind drafts"
SMALL_ROOM = 6


def put_on(circle: Circle) -> None:
    """An offer to answer, a blind evening behind and one ahead, and somebody kept apart."""
    now = circle.agenda.until
    circle.agenda.add(now - 12 * DAY, lambda moment: _write_templates(circle, now=moment))
    _single(circle, LETTERS, now + 2 * DAY + 5 * HOUR, fill=_fill_letters)
    _single(circle, DRAFTS, now - 26 * HOUR, fill=_fill_drafts)
    _single(circle, DRAFTS, now + 3 * DAY + 2 * HOUR, fill=_fill_drafts)
    circle.agenda.add(now - 9 * DAY, lambda moment: _keep_apart(circle, now=moment))
    circle.agenda.add(now - 18 * DAY, lambda moment: _mean_to_come(circle, now=moment))
    circle.agenda.add(now - 3 * HOUR, lambda moment: _explain_absence(circle, now=moment))


def line_up_for_hot_seats(circle: Circle, gathering: Gathering) -> None:
    """Five of a full room ask for the hot seat; one is given it out of order, for a reason."""
    event, until = gathering.event, circle.agenda.until

    def line_up(now: datetime) -> None:
        for rsvp in seats.seated(community=circle.community, event_id=event.pk)[2:7]:
            member = circle.members[rsvp.membership_id].membership
            ask_for_hot_seat(event_id=event.pk, membership=member, now=now)
        last = _last_in_queue(membership=circle.owner, event_id=event.pk)
        override_hot_seat(
            event_id=event.pk,
            hot_seat_request_id=last.pk,
            membership=circle.of(cast.LEADER),
            reason=words.OUT_OF_ORDER_BECAUSE,
            now=now,
        )

    circle.agenda.add(until - 50 * MINUTE, line_up)


def ask_for_access(circle: Circle, gathering: Gathering) -> None:
    """Two in a full room need something; one has an answer."""
    event, until = gathering.event, circle.agenda.until

    def ask(now: datetime) -> None:
        seated = seats.seated(community=circle.community, event_id=event.pk)
        for rsvp, need in zip(seated, words.ACCESS_NEEDS, strict=False):
            member = circle.members[rsvp.membership_id].membership
            services.ask_for_access(event_id=event.pk, membership=member, need=need, now=now)

    def answer(now: datetime) -> None:
        first = _first_need(membership=circle.owner, event_id=event.pk)
        answer_access_need(
            event_id=event.pk,
            access_need_id=first.access_need.pk,
            membership=circle.members[event.host_id].membership,
            state="CONFIRMED",
            answer=words.ACCESS_ANSWER,
            seen=first.access_need.asked_at,
            now=now,
        )

    circle.agenda.add(until - 48 * MINUTE, ask)
    circle.agenda.add(until - 35 * MINUTE, answer)


def _write_templates(circle: Circle, *, now: datetime) -> None:
    leader = circle.of(cast.LEADER)
    for wanted in (_letters(), _drafts()):
        create_template(membership=leader, wanted=wanted, now=now)


def _single(
    circle: Circle,
    title: str,
    about: datetime,
    *,
    fill: Callable[..., None],
) -> None:
    starts_at = about.replace(minute=0, second=0)

    def schedule(now: datetime) -> None:
        host = circle.of(cast.LEADER)
        event = schedule_event(
            membership=host,
            template_id=programme.template_titled(circle, title),
            arrangement=programme.arranged_at(starts_at, title=title, host_id=host.pk),
            now=now,
        )
        gathering = programme.gathering_of(community=circle.community, event_id=event.pk)
        days.expect(circle, gathering)
        fill(circle, gathering, now=now)

    circle.agenda.add(circle.agenda.until - 10 * DAY, schedule)


def _fill_letters(circle: Circle, gathering: Gathering, **_now: datetime) -> None:
    """Six seats, a waiting list, and one who cannot come after all: the next has an offer."""
    event, until = gathering.event, circle.agenda.until
    crowd = circle.draw(3 * SMALL_ROOM, moment=event.starts_at, besides={event.host_id})
    others = [member.person for member in crowd if member.person is not cast.REGULAR]
    seated = partial(seats.seated, community=circle.community, event_id=event.pk)

    def gather(begins: datetime) -> None:
        asked = begins
        while others and len(seated()) < SMALL_ROOM:
            asked += 7 * MINUTE
            seats.ask_at_once(circle, gathering, others.pop(), now=asked)
        seats.ask_at_once(circle, gathering, cast.REGULAR, now=asked + 11 * MINUTE)

    def free_one(begins: datetime) -> None:
        leaver = seated()[2].membership_id
        seats.give_up(circle, gathering, circle.members[leaver].membership)(begins)

    def join_behind(now: datetime) -> None:
        """Once the offer is made: by the fair order they might have been first."""
        for person in others[:2]:
            seats.ask_at_once(circle, gathering, person, now=now)

    circle.agenda.add(until - DAY, gather)
    circle.agenda.add(until - 55 * MINUTE, free_one)
    circle.agenda.add(until - 40 * MINUTE, join_behind)


def _fill_drafts(circle: Circle, gathering: Gathering, *, now: datetime) -> None:
    """Everybody brings a piece; once it is over most have answered theirs."""
    event, until = gathering.event, circle.agenda.until
    crowd = circle.draw(7, moment=event.starts_at, besides={event.host_id})
    crowd = seats.with_regular(circle, crowd, place=1)
    latest = min(event.starts_at, until) - 4 * HOUR
    seats.seat_in_turn(circle, gathering, crowd, since=now + HOUR, until=latest)
    circle.agenda.add(latest + 20 * MINUTE, _bring(circle, gathering))
    if event.closes_at < until:
        circle.agenda.add(event.starts_at + 25 * MINUTE, _answer_pieces(circle, gathering))
        circle.agenda.add(event.closes_at + HOUR, _reveal(circle, gathering))
        circle.agenda.add(event.doors_open_at - 5 * MINUTE, _worry(circle, gathering))


def _bring(circle: Circle, gathering: Gathering) -> Act:
    def bring(now: datetime) -> None:
        seated = seats.seated(community=circle.community, event_id=gathering.event.pk)
        for number, (rsvp, piece) in enumerate(zip(seated, words.PIECES, strict=False)):
            submit_piece(
                event_id=gathering.event.pk,
                membership=circle.members[rsvp.membership_id].membership,
                draft=Draft(*piece),
                now=now + 6 * number * MINUTE,
            )

    return bring


def _answer_pieces(circle: Circle, gathering: Gathering) -> Act:
    """Everybody answers what they were given, but the member of the sign-ins one piece less."""

    def answer(now: datetime) -> None:
        event_id, host = gathering.event.pk, circle.of(cast.LEADER)
        deal_feedback(event_id=event_id, membership=host, now=now)
        dealt = _dealt(membership=host, event_id=event_id)
        left = next(row.pk for row in dealt if _is_regular(circle, row.reviewer_id))
        for row, said in zip(dealt, words.ANSWERS * len(dealt), strict=False):
            if row.pk != left:
                answer_piece(
                    event_id=event_id,
                    feedback_id=row.pk,
                    membership=circle.members[row.reviewer_id].membership,
                    text=said,
                    now=now,
                )

    return answer


def _worry(circle: Circle, gathering: Gathering) -> Act:
    """The last of them asks for a moderator, who does not know who that is."""
    event = gathering.event

    def choose(_now: datetime) -> None:
        last = seats.seated(community=circle.community, event_id=event.pk)[-1]
        circle.tellers.add((event.pk, last.membership_id))
        card = Card(outcome="PARTLY", safety="TALK")
        circle.agenda.add(
            event.closes_at + 20 * MINUTE,
            lambda now: fill_wrap_up(
                event_id=event.pk,
                membership=circle.members[last.membership_id].membership,
                card=card,
                now=now,
            ),
        )

    return choose


def _reveal(circle: Circle, gathering: Gathering) -> Act:
    """One of them would tell the member of the sign-ins who they are."""

    def reveal(now: datetime) -> None:
        event_id = gathering.event.pk
        seated = seats.seated(community=circle.community, event_id=event_id)
        giver = next(row for row in seated if not _is_regular(circle, row.membership_id))
        handle_id = _handle_id(membership=circle.of(cast.REGULAR), event_id=event_id)
        give_reveal(
            event_id=event_id,
            handle_id=handle_id,
            membership=circle.members[giver.membership_id].membership,
            now=now,
        )

    return reveal


def _keep_apart(circle: Circle, *, now: datetime) -> None:
    """The member of the sign-ins would rather not meet somebody who hardly comes."""
    staff = {circle.of(person).pk for person in (cast.REGULAR, *cast.STAFF)}
    others = [member for member in circle.members.values() if member.pk not in staff]
    rarest = min(others, key=lambda member: (member.keenness, member.pk))
    make_separation(membership=circle.of(cast.REGULAR), member_id=rarest.pk, now=now)


def _mean_to_come(circle: Circle, *, now: datetime) -> None:
    """The member of the sign-ins takes a seat that will stay empty, early enough to get one."""
    since, before = now + 6 * DAY, now + 14 * DAY
    ahead = programme.gatherings(community=circle.community, since=since, before=before)
    gathering = next(row for row in ahead if row.event.title == "One small craft")
    circle.missed.add(gathering.event.pk)
    with suppress(Rsvp.DoesNotExist):  # by chance they are going to watch it
        release_seat(event_id=gathering.event.pk, membership=circle.of(cast.REGULAR), now=now)
    seats.ask_at_once(circle, gathering, cast.REGULAR, now=now)


def _explain_absence(circle: Circle, *, now: datetime) -> None:
    regular = circle.of(cast.REGULAR)
    for strike_id in _strikes(membership=regular):
        explain_strike(
            strike_id=strike_id, membership=regular, explanation=words.MISSED_BECAUSE, now=now
        )


def _is_regular(circle: Circle, membership_id: int) -> bool:
    return circle.members[membership_id].person is cast.REGULAR


@reading
def _last_in_queue(*, membership: Membership, event_id: int) -> HotSeatRequest:
    queue = HotSeatRequest.objects.within(membership.community).filter(event_id=event_id)
    return queue.filter(state="QUEUED").order_by("-pk")[0]


@reading
def _first_need(*, membership: Membership, event_id: int) -> Rsvp:
    needy = Rsvp.objects.within(membership.community).filter(event_id=event_id)
    return needy.filter(access_need__isnull=False).select_related("access_need").order_by("pk")[0]


@reading
def _dealt(*, membership: Membership, event_id: int) -> list[Feedback]:
    rows = Feedback.objects.within(membership.community).filter(event_id=event_id)
    return list(rows.order_by("pk"))


@reading
def _handle_id(*, membership: Membership, event_id: int) -> int:
    handles = Handle.objects.within(membership.community).filter(membership=membership)
    return handles.get(event_id=event_id).pk


@reading
def _strikes(*, membership: Membership) -> list[int]:
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    return list(mine.values_list("pk", flat=True))


def _letters() -> Format:
    return Format(
        title=LETTERS,
        kind=KIND.OWN,
        purpose=words.LETTERS_PURPOSE,
        duration_minutes=45,
        steps=(
            Step(STEP.ARRIVE, 5, "Tea first. Nobody reads aloud who does not want to."),
            Step(STEP.PROMPT, 10, "Who would you write to, if it were never sent?"),
            Step(STEP.ROOMS, 20, "Write in quiet."),
            Step(STEP.COMMIT, 5, "What will you do with it?"),
            Step(STEP.CLOSE, 5, "One word each."),
        ),
        micro_task="Read it once more in a week",
        seats_per_room=SMALL_ROOM,
        is_waitlist_fair=True,
        has_broadcast=False,
    )


def _drafts() -> Format:
    return Format(
        title=DRAFTS,
        kind=KIND.PEER_FEEDBACK,
        purpose=words.DRAFTS_PURPOSE,
        duration_minutes=60,
        steps=(
            Step(STEP.ARRIVE, 5, "Cameras off. Handles only."),
            Step(STEP.ROOMS, 40, "Everybody reads two pieces and answers them."),
            Step(STEP.COMMIT, 10, "One thing to change."),
            Step(STEP.CLOSE, 5, "Thank somebody you do not know."),
        ),
        micro_task="Change one thing that a stranger saw",
        blindness=TemplateRevision.Blindness.DOUBLE_BLIND,
        has_broadcast=False,
    )
