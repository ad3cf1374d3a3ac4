"""The demo, made once for this module at a small scale, as the command makes it."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.contrib.auth.hashers import verify_password
from django.db import connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from config.kernel import inbox
from config.kernel.models import Delivery, Fact, InboxMail
from config.kernel.transactions import tenant_scope, within
from events.attendance.models import MicroAction, WrapUp
from events.board.models import Contribution
from events.calendar.models.events import Event
from events.calendar.rules.formats import ROOM_CAPACITY
from events.management.demo import cast, showpieces, words
from events.management.demo.sign_ins import table
from events.management.demo.story import Scale, seed
from events.reminders.models import Reminder
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.rules import FEW_SEATS, is_fit_intention
from memberships.communities.models import Community, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.people.models import User
from memberships.separations.models import Separation
from tests import scopes, shared

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("made_at"),
    pytest.mark.slow,
]

SMALL = Scale(weeks=3, members=20)
NEVER_FOLLOWED = re.compile(r"/(accounts/logout|operator|static)/")


@pytest.fixture(scope="module")
def made_at(django_db_setup, django_db_blocker):
    """When the demo was made; it is undone after the module."""
    now = timezone.now()
    with shared.rows(django_db_blocker), scopes.closed():
        assert seed(scale=SMALL, now=now)
        yield now


@pytest.fixture(autouse=True)
def _known_hashers(settings):
    """The first demo of the run may have been made under the real hasher."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture
def room():
    return Community.objects.get(slug="writers-room")


@pytest.fixture
def events(room):
    return Event.objects.within(room)


def test_every_seat_is_counted_once_and_no_room_holds_more_than_twelve():
    holds = Count("rsvps", filter=Q(rsvps__state__in=("GOING", "OFFERED")))
    segments = Segment.objects.annotate(held=holds)

    assert Rsvp.objects.going().count() > 40
    assert not segments.exclude(taken=F("held")).exists()
    assert not segments.filter(capacity__gt=F("rooms") * ROOM_CAPACITY, kind="INTIMATE").exists()
    assert not segments.filter(taken__gt=F("capacity")).exists()


def test_nobody_is_mailed_old_news(made_at):
    assert Delivery.objects.count() > 100
    assert not Delivery.objects.filter(delivered_at=None).exists()
    assert not Delivery.objects.exclude(parked_at=None).exists()
    assert not Reminder.objects.due(made_at).exists()
    assert not InboxMail.objects.exists()


def test_whoever_has_a_seat_ahead_will_be_reminded(made_at):
    ahead = Rsvp.objects.going().filter(event__starts_at__gt=made_at, event__state="SCHEDULED")

    assert ahead.exists()
    assert not ahead.exclude(reminders__kind="FOLLOW_UP").exists()


def test_time_has_passed_for_every_event(made_at):
    assert not Event.objects.filter(state="SCHEDULED", starts_at__lte=made_at).exists()
    assert not Event.objects.filter(state="ENDED", ends_at__gt=made_at).exists()
    assert Event.objects.past(made_at).count() >= 8
    assert Fact.objects.filter(happened_at__gt=made_at).count() == 0


def test_something_is_on_something_is_soon_and_something_is_just_over(events, made_at):
    titles = ("The first line", "Pop-up hot seat", "One page each")
    on_now, soon, just_over = (events.get(title=title) for title in titles)
    regular = Membership.objects.get(community=on_now.community, user__email=cast.REGULAR.email)

    assert (on_now.state, soon.state, just_over.state) == ("LIVE", "SCHEDULED", "ENDED")
    assert dt.timedelta(minutes=45) < soon.starts_at - made_at < dt.timedelta(minutes=60)
    assert on_now.rsvps.going().filter(membership=regular).exists()
    assert on_now.check_ins.exists()
    assert not on_now.check_ins.filter(membership=regular).exists()
    assert not soon.rsvps.filter(membership=regular).exists()
    assert just_over.check_ins.filter(membership=regular).exists()
    assert not just_over.wrap_ups.filter(membership=regular).exists()


def test_one_is_full_with_a_line_and_one_has_few_seats_left(events, made_at):
    full, few = (
        next(
            event.segments.get(kind="INTIMATE")
            for event in events.filter(title=title).order_by("starts_at")
            if showpieces.is_next(event, now=made_at)
        )
        for title in ("Monday hot seat", "One small craft")
    )
    line = list(full.rsvps.waitlist().values_list("membership__user__email", flat=True))

    assert (full.taken, full.capacity) == (12, 12)
    assert (len(line), line[1]) == (3, cast.REGULAR.email)
    assert 0 < few.capacity - few.taken <= FEW_SEATS
    assert Segment.objects.filter(event__in=events.upcoming(made_at), taken__lt=6).exists()


def test_one_is_cancelled_and_one_is_moved(events):
    assert events.get(state="CANCELLED").cancellation_reason
    assert events.get(state="SCHEDULED", is_edited_alone=True).sequence == 1


def test_a_full_house_stays_intimate(room, events, made_at):
    regular = Membership.objects.get(community=room, user__email=cast.REGULAR.email)
    letters, full = (
        events.filter(title=title, starts_at__gt=made_at).order_by("starts_at").first()
        for title in ("Letters nobody sends", "Monday hot seat")
    )
    offer = letters.rsvps.live().get(membership=regular)
    queue = full.hot_seat_requests.all()

    assert (offer.state, offer.held_until > made_at) == ("OFFERED", True)
    assert queue.active().count() == 5
    assert queue.exclude(override_reason="").count() == 1
    assert full.sister_rooms.get().state == "PROPOSED"
    assert sorted(full.access_needs.values_list("state", flat=True)) == ["CONFIRMED", "REQUESTED"]
    assert Separation.objects.active(made_at).filter(protected=regular).count() == 1
    assert regular.strikes.get().explanation


def test_there_was_a_blind_evening_and_there_will_be_one(room, events, made_at):
    regular = Membership.objects.get(community=room, user__email=cast.REGULAR.email)
    over, ahead = events.filter(title="Blind drafts").order_by("starts_at")

    assert (over.state, ahead.state) == ("ENDED", "SCHEDULED")
    assert [event.handles.filter(membership=regular).count() for event in (over, ahead)] == [1, 1]
    assert over.feedback.unanswered().filter(reviewer=regular).count() == 1
    assert over.feedback.answered().filter(piece__membership=regular).exists()
    assert over.handles.get(membership=regular).reveals_received.count() == 1
    assert ahead.pieces.count() >= 5
    assert not ahead.feedback.exists()


def test_the_loop_has_turned(room):
    outcomes = set(Rsvp.objects.values_list("intention_state", flat=True))

    assert {"DECLARED", "LOCKED", "DONE", "PARTLY"} <= outcomes
    assert MicroAction.objects.open().exists()
    assert MicroAction.objects.filter(state="DONE").exists()
    assert WrapUp.objects.exclude(thanks="").exists()
    assert WrapUp.objects.asking_for_a_moderator().exists()
    assert Contribution.objects.exclude(hidden_at=None).exists()
    assert Rsvp.objects.exclude(marked_absent_at=None).exists()


def test_every_role_and_state_is_there(room):
    members = Membership.objects.within(room)

    assert members.with_role("OWNER").count() == 1
    assert members.with_role("MODERATOR").count() == 2
    assert members.with_role("INSTRUCTOR").exclude(roles__contains=["OWNER"]).count() == 4
    assert Counter(members.values_list("status", flat=True))["PAUSED"] == 1
    assert Counter(members.values_list("status", flat=True))["LEFT"] == 1
    assert Invitation.objects.within(room).open(timezone.now()).count() == 1
    assert JoinRequest.objects.within(room).waiting().count() == 2


def test_two_people_are_in_both_communities():
    both = User.objects.annotate(places=Count("memberships")).filter(places=2)

    assert {user.email for user in both} == {cast.LEADER.email, cast.REGULAR.email}


def test_a_community_sees_its_own_rows_only():
    clay = Community.objects.get(slug="clay-circle")
    mine = [model.objects.filter(community=clay).count() for model in (Fact, Event, Rsvp)]

    with scopes.closed(), tenant_scope(within(clay.pk)):
        seen = [model.objects.count() for model in (Fact, Event, Rsvp)]

    assert seen == mine
    assert all(mine)


def test_a_second_run_does_nothing():
    before = [model.objects.count() for model in (User, Fact, Rsvp)]
    with scopes.closed(), CaptureQueriesContext(connection) as asked:
        is_new = seed(scale=SMALL, now=timezone.now())

    assert (is_new, len(asked)) == (False, 1)
    assert [model.objects.count() for model in (User, Fact, Rsvp)] == before


def test_each_sign_in_opens_with_the_printed_password():
    users = User.objects.filter(email__in=[line.person.email for line in cast.SIGN_INS])
    hashes = {user.password for user in users}

    assert len(users) == len(cast.SIGN_INS)
    assert [verify_password(cast.PASSWORD, hashed)[0] for hashed in hashes] == [True]
    assert all(user.has_verified_email() for user in users)
    assert [user.email for user in users if user.email not in table()] == []


def test_the_inbox_shows_the_operators_code():
    assert [code.email for code in inbox.demo_codes()] == [cast.OPERATOR.email]


@pytest.mark.parametrize("line", cast.SIGN_INS, ids=lambda line: line.role)
def test_each_page_that_a_sign_in_can_reach_answers(client, line):
    """Follow links, one address of each kind, from where people arrive."""
    user = User.objects.get(email=line.person.email)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    waiting = [
        reverse("memberships:community_list"),
        reverse("memberships:home"),
        reverse("kernel:inbox_list"),
    ]
    seen, wrong = set(), []
    while waiting:
        path = waiting.pop(0)
        if (kind := _kind(path)) is None or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code not in (200, 302):
            wrong.append((answer.status_code, path))
        elif not answer.streaming:
            waiting += re.findall(r'href="(/[^"#?]*)', answer.content.decode())

    assert wrong == []
    assert len(seen) > 5


def _kind(path):
    if NEVER_FOLLOWED.match(path):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def test_nobody_says_what_a_form_would_refuse():
    for said in (*words.INTENTIONS, *words.INTENTIONS_PT, *words.CLAY_INTENTIONS):
        assert is_fit_intention(said), said
    assert len(set(words.INTENTIONS)) >= 60
    assert max(map(len, (*words.ACTIONS, *words.CLAY_ACTIONS, *words.THANKS))) <= 200


def test_sixty_people_belong_when_it_is_made_in_full():
    present = {cast.OWNER, *cast.STAFF, *cast.MEMBERS, cast.PAUSED, cast.NEWCOMER}
    others = {cast.LEFT, cast.OPERATOR, cast.DECLINED, *cast.CLAY_MEMBERS}
    everyone = present | others | {person for person, _message in cast.ASKING}

    assert len(present) == 60
    assert len({person.email for person in everyone}) == len(everyone)
