"""Whatever members, organisers and the clock do, in whatever order: what holds for seats holds.

Real services on a real database, in one transaction that is never kept. What is right is worked
out anew in plain Python, from the rows. `make soak` does many more and longer stories.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config.kernel.errors import Refusal
from config.kernel.models import Fact
from config.kernel.transactions import tenant_scope, within
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from events.seats.querysets import RsvpQuerySet
from events.seats.reactions.seats import propose_sister_room, release_claims_of_inactive
from events.seats.rules import SeatRequest
from events.seats.services.claims import (
    accept_seat,
    join_waitlist,
    move_wish,
    process_due_offers,
    release_seat,
    remove_from_event,
    reserve_seat,
)
from events.seats.services.rooms import change_capacity, confirm_sister_room, decline_sister_room
from memberships.communities.models import Membership
from memberships.separations.models import Separation
from tests.events.seats.claiming import HOUR, MINUTE, keep_apart, repeats
from tests.factories import NOON, MembershipFactory
from tests.factories.cast import WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(3600)]

PEOPLE = 9
SEATED = {"GOING", "OFFERED"}
LIVE = SEATED | {"WAITING"}
NEARLY = 3 * HOUR
any_of = st.integers(0, 7 * 8 * 9)
events = st.integers(0, 1)


@dataclass(slots=True)
class World:
    """Two events of one template, who might come, and who might host another room."""

    segments: list
    members: list
    instructors: list

    @classmethod
    def make(cls):
        segments = repeats(aheads=(90 * HOUR, 100 * HOUR), capacity=2)
        home = segments[0].community
        TemplateRevision.objects.update(seats_per_room=2)
        roles = ["MEMBER", "INSTRUCTOR"]
        return cls(
            segments=segments,
            members=[MembershipFactory(community=home) for _person in range(PEOPLE)],
            instructors=[MembershipFactory(community=home, roles=roles) for _one in range(2)],
        )


@dataclass(slots=True)
class Look:
    """All rows that matter, as they are after one step."""

    segments: dict = field(default_factory=dict)
    starts: dict = field(default_factory=dict)
    hosts: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    active: list = field(default_factory=list)
    away: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    apart: set = field(default_factory=set)

    @classmethod
    def at_all(cls, members):
        segments = {row.pk: row for row in Segment.objects.select_related("event__host")}
        people = list(Membership.objects.filter(pk__in=members).order_by("pk"))
        rooms = list(SisterRoom.objects.select_related("event__host").order_by("pk"))
        hosts = {pk: {row.event.host_id} for pk, row in segments.items()}
        for room in rooms:
            hosts[room.segment_id] |= {room.room_host_id} - {None}
        standing = Separation.objects.filter(lifted_at=None)
        return cls(
            segments=segments,
            starts={pk: row.event.starts_at for pk, row in segments.items()},
            hosts=hosts,
            claims={
                rsvp.pk: rsvp for rsvp in Rsvp.objects.select_related("membership").order_by("pk")
            },
            active=[member for member in people if member.status == "ACTIVE"],
            away=[member for member in people if member.status == "PAUSED"],
            proposals=[room for room in rooms if room.state == "PROPOSED"],
            apart=set(standing.values_list("protected_id", "restrained_id")),
        )

    def seated(self, segment_id):
        return [
            rsvp
            for rsvp in self.claims.values()
            if rsvp.segment_id == segment_id and rsvp.state in SEATED
        ]

    def line(self, segment_id):
        waiting = [
            rsvp
            for rsvp in self.claims.values()
            if rsvp.segment_id == segment_id and rsvp.state == "WAITING"
        ]
        return sorted(waiting, key=turn)

    def could_sit(self, rsvp):
        return rsvp.membership.status == "ACTIVE" and not self.met_by(rsvp)

    def met_by(self, rsvp):
        """Whom they are kept from and would meet there."""
        there = {other.membership_id for other in self.seated(rsvp.segment_id)}
        there |= self.hosts[rsvp.segment_id]
        return {one for one in there if (one, rsvp.membership_id) in self.apart}

    def is_well_ahead(self, segment_id, now):
        return self.starts[segment_id] - now > NEARLY


def one(several, which):
    return several[which % len(several)]


def turn(rsvp):
    return (rsvp.priority, rsvp.joined_at, rsvp.pk)


class SeatMachine(RuleBasedStateMachine):
    def __init__(self, world):
        super().__init__()
        self.world, self.now, self.said = world, NOON, 0
        self.ids = [member.pk for member in world.members]
        self.kept_back = transaction.atomic()
        self.kept_back._from_testcase = True  # the scopes of services may open inside of it
        self.kept_back.__enter__()
        self.seen = self.before = Look.at_all(self.ids)
        self.said = self._last_fact()

    def teardown(self):
        transaction.set_rollback(True)
        self.kept_back.__exit__(None, None, None)

    @initialize(
        is_fair=st.booleans(), ahead=st.sampled_from([2, 4, 30, 90]), gap=st.sampled_from([1, 48])
    )
    def begin(self, is_fair, ahead, gap):
        TemplateRevision.objects.update(is_waitlist_fair=is_fair)
        for place, segment in enumerate(self.world.segments):
            starts_at = NOON + (ahead + place * gap) * HOUR
            Event.objects.filter(pk=segment.event_id).update(
                starts_at=starts_at, ends_at=starts_at + HOUR
            )
        for who in range(4):
            self._claim(join_waitlist, who, 0)
            self._claim(reserve_seat, who, 1)

    @rule(who=any_of, where=events)
    def reserve(self, who, where):
        self._claim(reserve_seat, who, where)

    @rule(who=any_of, where=events)
    def join_the_line(self, who, where):
        self._claim(join_waitlist, who, where)
        for fact in Fact.objects.filter(name="events.waitlist_joined", pk__gt=self.said):
            self._react(propose_sister_room, fact)

    @precondition(lambda self: self.live())
    @rule(which=any_of)
    def release(self, which):
        self._of_theirs(release_seat, one(self.live(), which))

    @precondition(lambda self: self.live("OFFERED"))
    @rule(which=any_of)
    def accept(self, which):
        self._of_theirs(accept_seat, one(self.live("OFFERED"), which))

    @precondition(lambda self: self.live("WAITING"))
    @rule(which=any_of)
    def be_the_first_to_accept(self, which):
        self._of_theirs(accept_seat, one(self.live("WAITING"), which))

    @precondition(lambda self: self.live("WAITING", "OFFERED"))
    @rule(which=any_of)
    def move_the_wish(self, which):
        rsvp = one(self.live("WAITING", "OFFERED"), which)
        there = self.world.segments[1].event_id
        with suppress(Refusal, Segment.DoesNotExist):
            move_wish(
                event_id=rsvp.event_id,
                to_event_id=there,
                membership=rsvp.membership,
                now=self.now,
            )

    @rule(where=events, rooms=st.integers(1, 3), capacity=st.integers(1, 7))
    def change_the_seats(self, where, rooms, capacity):
        event = self._event(where)
        with suppress(Refusal):
            change_capacity(
                event_id=event.pk,
                rooms=rooms,
                capacity=capacity,
                membership=event.host,
                now=self.now,
            )

    @precondition(lambda self: self.seen.proposals)
    @rule(which=any_of, host=st.integers(0, 1), is_wanted=st.booleans())
    def answer_the_proposal(self, which, host, is_wanted):
        proposal = one(self.seen.proposals, which)
        asked = {"event_id": proposal.event_id, "sister_room_id": proposal.pk}
        by, room_host = proposal.event.host, self.world.instructors[host]
        with suppress(Refusal):
            if is_wanted:
                confirm_sister_room(
                    **asked, room_host_id=room_host.pk, membership=by, now=self.now
                )
            else:
                decline_sister_room(**asked, membership=by, now=self.now)

    @precondition(lambda self: self.live())
    @rule(which=any_of)
    def remove(self, which):
        rsvp = one(self.live(), which)
        remove_from_event(
            event_id=rsvp.event_id,
            rsvp_id=rsvp.pk,
            membership=self.seen.segments[rsvp.segment_id].event.host,
            reason="Not for this one.",
            now=self.now,
        )

    @rule(protected=any_of, restrained=any_of)
    def keep_apart(self, protected, restrained):
        """Mostly of those for whom it matters: who has a seat, and who waits for one."""
        there = [rsvp.membership for rsvp in self.live(*SEATED)]
        waiting = [rsvp.membership for rsvp in self.live("WAITING")]
        somebody = one([*there, *self.world.instructors, *self.world.members[:3]], protected)
        other = one([*waiting, *waiting, *self.world.members[-3:]], restrained)
        if somebody != other and (somebody.pk, other.pk) not in self.seen.apart:
            keep_apart(protected=somebody, restrained=other)

    @precondition(lambda self: self.seen.apart)
    @rule()
    def lift_what_keeps_apart(self):
        first = Separation.objects.filter(lifted_at=None).order_by("pk").first()
        with tenant_scope(within(first.community_id)):
            first.lift(by=first.protected, now=self.now)
        process_due_offers(now=self.now)

    @precondition(lambda self: len(self.seen.active) > PEOPLE // 2)
    @rule(who=any_of)
    def pause(self, who):
        member = one(self.seen.active, who)
        with tenant_scope(within(member.community_id)):
            member.pause(by=member, now=self.now)
        fact = Fact.objects.filter(name="memberships.membership_paused").latest("pk")
        self._react(release_claims_of_inactive, fact)

    @precondition(lambda self: self.seen.away)
    @rule(who=any_of)
    def come_back(self, who):
        member = one(self.seen.away, who)
        with tenant_scope(within(member.community_id)):
            member.resume(by=member, now=self.now)
        process_due_offers(now=self.now)

    @rule(
        passed=st.sampled_from([10 * MINUTE, 46 * MINUTE, 7 * HOUR, 25 * HOUR]),
        is_clock_late=st.booleans(),
    )
    def time_passes(self, passed, is_clock_late):
        self.now += passed
        if not is_clock_late:
            process_due_offers(now=self.now)

    @invariant()
    def all_holds(self):
        self.before, self.seen = self.seen, Look.at_all(self.ids)
        for segment in self.seen.segments.values():
            self._ensure_counted(segment)
            self._ensure_nobody_waits_beside_a_free_seat(segment)
        self._ensure_one_claim_each()
        self._ensure_offers_go_out_in_order()
        self._ensure_nobody_sits_down_beside_whom_they_may_not_meet()
        self.said = self._last_fact()
        self.now += dt.timedelta(seconds=1)

    def _ensure_counted(self, segment):
        assert segment.taken == len(self.seen.seated(segment.pk))
        assert segment.taken <= segment.capacity <= 12 * segment.rooms

    def _ensure_one_claim_each(self):
        live = [
            (rsvp.event_id, rsvp.membership_id)
            for rsvp in self.seen.claims.values()
            if rsvp.state != "RELEASED"
        ]
        assert len(live) == len(set(live))

    def _ensure_nobody_waits_beside_a_free_seat(self, segment):
        if segment.taken < segment.capacity and self.seen.is_well_ahead(segment.pk, self.now):
            assert not [rsvp for rsvp in self.seen.line(segment.pk) if self.seen.could_sit(rsvp)]

    def _ensure_offers_go_out_in_order(self):
        for rsvp in self._newly("OFFERED"):
            assert self.seen.is_well_ahead(rsvp.segment_id, self.now)
            assert self.now < rsvp.held_until < self.seen.starts[rsvp.segment_id]
            for other in self.seen.line(rsvp.segment_id):
                assert turn(rsvp) < turn(other) or not self.seen.could_sit(other)

    def _ensure_nobody_sits_down_beside_whom_they_may_not_meet(self):
        """Those who sat down in this step, one after the other."""
        new = self._newly(*SEATED)
        there = {rsvp.pk for rsvp in self.seen.claims.values() if rsvp.state in SEATED}
        there -= {rsvp.pk for rsvp in new}
        for rsvp in sorted(new, key=self._when):
            at_once = {self.seen.claims[pk].membership_id for pk in there if self._met(pk, rsvp)}
            at_once |= self.seen.hosts[rsvp.segment_id]
            assert not {one for one in at_once if (one, rsvp.membership_id) in self.seen.apart}
            there.add(rsvp.pk)

    def _met(self, pk, rsvp):
        return self.seen.claims[pk].segment_id == rsvp.segment_id

    def _newly(self, *states):
        """Claims that came to hold a seat, or an offer of one, in this step."""
        return [
            rsvp
            for rsvp in self.seen.claims.values()
            if rsvp.state in states and self._state_before(rsvp) not in SEATED
        ]

    def _state_before(self, rsvp):
        before = self.before.claims.get(rsvp.pk)
        return before.state if before else None

    def _when(self, rsvp):
        """The first fact that says so."""
        names = ("events.seat_offered", "events.seat_reserved")
        told = Fact.objects.filter(name__in=names, subject_id=rsvp.pk, pk__gt=self.said)
        return told.order_by("pk").values_list("pk", flat=True)[0]

    def _claim(self, use_case, who, where):
        segment = self.world.segments[where]
        with suppress(Refusal):
            use_case(
                event_id=segment.event_id,
                segment_id=segment.pk,
                membership=one(self.seen.active, who),
                wanted=SeatRequest(WORDS, "HOSTS"),
                now=self.now,
            )

    def _of_theirs(self, use_case, rsvp):
        with suppress(Refusal):
            use_case(event_id=rsvp.event_id, membership=rsvp.membership, now=self.now)

    def live(self, *states):
        """Claims in these states of those who are let in: they are active."""
        return [
            rsvp
            for rsvp in self.seen.claims.values()
            if rsvp.state in (states or LIVE) and rsvp.membership.status == "ACTIVE"
        ]

    def _event(self, where):
        return self.seen.segments[self.world.segments[where].pk].event

    def _react(self, reaction, fact):
        with tenant_scope(within(fact.community_id)):
            reaction(fact)

    def _last_fact(self):
        return Fact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def stories(**more):
    if settings.get_current_profile_name() == "soak":
        return settings(**more)
    wanted = {"max_examples": 50, "stateful_step_count": 30, "derandomize": True, **more}
    return settings(deadline=None, **wanted)


def test_what_holds_for_seats_holds_whatever_happens():
    world = World.make()

    run_state_machine_as_test(lambda: SeatMachine(world), settings=stories())


def without_a_call(segment, seats, **_now):
    Segment.objects.filter(pk=segment.pk).update(taken=F("taken") - seats)
    segment.taken -= seats


def without_counting(segment, seats, *, now):
    segment.taken -= seats
    segment.offer_free_seats(now=now)


def to_whomever(line, _now):
    return line


def last_come_first(line):
    return line.filter(state="WAITING").order_by("-joined_at", "-id")


@pytest.mark.parametrize(
    ("of", "verb", "broken"),
    [
        (Segment, "return_seats", without_a_call),
        (Segment, "return_seats", without_counting),
        (RsvpQuerySet, "not_kept_apart_there", to_whomever),
        (RsvpQuerySet, "waitlist", last_come_first),
    ],
    ids=["nobody-is-called", "the-counter-stays", "separations-are-forgotten", "out-of-order"],
)
def test_control_what_is_broken_is_found(monkeypatch, of, verb, broken):
    world = World.make()
    monkeypatch.setattr(of, verb, broken)
    few = settings(
        stories(max_examples=50),
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )

    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(lambda: SeatMachine(world), settings=few)
