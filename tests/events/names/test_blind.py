"""Events without names: handles, who sees behind them, and how two tell each other."""

import inspect
import itertools
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from config.kernel import delivery
from config.kernel.errors import Refusal
from config.kernel.models import CommunityQuerySet
from config.kernel.prepared_queries import insert
from config.kernel.transactions import ScopeMissing
from events.attendance.rules import Card
from events.attendance.services.wrap_ups import fill_wrap_up, handle_safety_answer
from events.calendar.models.events import Event
from events.names import models
from events.names.models import Handle, HandleResolution, PromiseChanged, Reveal
from events.names.rules import HIGHEST_NUMBERS, WORDS, draw_handle
from events.names.selectors import display_names_of, own_handle
from events.names.services import give_reveal, take_back_reveal
from events.seats.models.rsvps import Rsvp
from events.seats.models.sister_rooms import SisterRoom
from events.seats.services.claims import release_seat
from memberships.mail.models import NotificationPreference
from memberships.separations.models import Separation
from tests import scopes
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    at_once,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.events.attendance.test_query_counts import WHO_ASKS, statements
from tests.factories import ContributionFactory, MembershipFactory, RsvpFactory
from tests.factories.cast import reserve, wait

pytestmark = pytest.mark.django_db

BLIND = ("HANDLE_ONLY", "DOUBLE_BLIND")
REASON = "They ask for help and I cannot reach them"


@pytest.fixture
def event():
    return event_in(7 * DAY, blindness="HANDLE_ONLY")


@pytest.fixture
def over():
    return ended(event_in(-2 * HOUR, blindness="HANDLE_ONLY"))


def handle_of(rsvp):
    return Handle.objects.get(event=rsvp.event_id, membership=rsvp.membership_id)


def take_seat(event, membership):
    return reserve(
        event.segments.get(kind="INTIMATE"),
        membership,
        intention="Leave with one clear sentence",
        sight="MEMBERS",
        now=timezone.now(),
    )


def give(mine, other):
    return give_reveal(
        event_id=mine.event_id,
        handle_id=handle_of(other).pk,
        membership=mine.membership,
        now=timezone.now(),
    )


def take_back(mine, other):
    take_back_reveal(
        event_id=mine.event_id,
        handle_id=handle_of(other).pk,
        membership=mine.membership,
        now=timezone.now(),
    )


def keep_apart(protected, restrained, **more):
    Separation.objects.create(
        community=protected.community,
        protected=protected.membership,
        restrained=restrained.membership,
        made_at=timezone.now(),
        **more,
    )


def knows(reader, other):
    """Whether one sees the other's name at their event."""
    event = Event.objects.get(pk=other.event_id)
    face = display_names_of(event, reader=reader.membership).of(other.membership)
    return face == other.membership.user.name


def reveals(client, event):
    return said(client.get(url("reveal_list", event)))


# Handles


@pytest.mark.parametrize("blindness", BLIND)
def test_whoever_takes_a_place_is_given_a_handle(blindness):
    event = event_in(7 * DAY, blindness=blindness)
    member = someone(event)

    take_seat(event, member)

    label = own_handle(event, membership=member)
    word, number = label.split(" ")
    assert word in WORDS.values()
    assert 1 <= int(number) <= HIGHEST_NUMBERS[0]


@pytest.mark.parametrize("blindness", ["NONE", "BLIND_FEEDBACK"])
def test_where_names_are_shown_there_are_no_handles(sign_in, blindness):
    event = event_in(7 * DAY, blindness=blindness)
    rsvp = seat_at(event, intention_sight="MEMBERS")

    page = said(sign_in(someone(event)).get(url("event_detail", event)))

    assert not Handle.objects.exists()
    assert rsvp.membership.user.name in page
    assert "Handles instead of names" not in page
    assert ("Unsigned feedback" in page) == (blindness == "BLIND_FEEDBACK")


def test_who_stands_in_line_has_one_too(event):
    event.segments.update(capacity=1)
    seat_at(event)
    member = someone(event)

    wait(event.segments.get(), member, now=timezone.now())

    assert own_handle(event, membership=member) != ""


def test_who_comes_back_keeps_theirs(event):
    member = someone(event)
    take_seat(event, member)
    before = own_handle(event, membership=member)
    release_seat(event_id=event.pk, membership=member, now=timezone.now())

    take_seat(event, member)

    assert own_handle(event, membership=member) == before
    assert Handle.objects.count() == 1


def test_no_two_have_the_same(event, monkeypatch):
    """Where the dice fall the same, they are thrown again."""
    drawn = iter([("heron", 47), ("heron", 47), ("heron", 47), ("otter", 3)])
    monkeypatch.setattr(models, "draw_handle", lambda **_more: next(drawn))

    labels = [handle_of(seat_at(event)).label for _person in range(2)]

    assert labels == ["Heron 47", "Otter 3"]


def test_control_the_database_holds_it(event):
    first = handle_of(seat_at(event))

    with pytest.raises(IntegrityError, match="no_two_share"), transaction.atomic():
        Handle.objects.create(
            community=event.community,
            event=event,
            membership=someone(event),
            word=first.word,
            number=first.number,
        )


def test_a_crowded_event_has_longer_numbers():
    highest = [draw_handle(attempt=attempt, below=lambda top: top - 1)[1] for attempt in range(60)]

    assert sorted(set(highest)) == list(HIGHEST_NUMBERS)
    assert highest == sorted(highest)


def test_nothing_of_a_person_goes_into_a_handle():
    assert set(inspect.signature(draw_handle).parameters) == {"attempt", "below"}


def most_alike(labels):
    """How often two neighbours in a row of handles have the same word."""
    words = [label.split(" ")[0] for label in labels]
    return sum(one == other for one, other in itertools.pairwise(words))


def test_handles_of_one_person_share_nothing_beyond_chance():
    """Of 120 neighbours a sixteenth fits by chance: 7.5, and 22 hardly ever."""
    first = event_in(7 * DAY, blindness="HANDLE_ONLY")
    member = someone(first)
    labels = []
    for _event in range(121):
        again = event_in(7 * DAY, blindness="HANDLE_ONLY", community=first.community,
                         revision=first.revision, host=first.host)  # fmt: skip
        Handle.draw(event=again, membership=member)
        labels.append(own_handle(again, membership=member))

    assert most_alike(labels) < 22
    assert len(set(labels)) > 100


def test_control_a_handle_that_follows_from_the_person_is_noticed(monkeypatch):
    words = sorted(WORDS)
    seeded = (words[7], 7)  # as from the number of a membership
    monkeypatch.setattr(models, "draw_handle", lambda **_more: seeded)
    first = event_in(7 * DAY, blindness="HANDLE_ONLY")
    member = someone(first)
    labels = []
    for _event in range(30):
        again = event_in(7 * DAY, blindness="HANDLE_ONLY", community=first.community,
                         revision=first.revision, host=first.host)  # fmt: skip
        Handle.draw(event=again, membership=member)
        labels.append(own_handle(again, membership=member))

    assert most_alike(labels) == 29


def test_a_place_at_a_blind_event_takes_two_statements_more(django_assert_max_num_queries):
    asked = {}
    for blindness in ("NONE", "HANDLE_ONLY"):
        event = event_in(7 * DAY, blindness=blindness)
        member = someone(event)
        with django_assert_max_num_queries(40) as captured:
            take_seat(event, member)
        asked[blindness] = len(captured.captured_queries)

    assert asked["HANDLE_ONLY"] - asked["NONE"] == 2


# What people are called


def test_others_go_by_handles_and_the_host_by_name(sign_in, event):
    rsvp = seat_at(event, intention_sight="MEMBERS")
    ContributionFactory(event=event, membership=rsvp.membership)
    ContributionFactory(event=event, membership=event.host)
    me = seat_at(event)

    page = said(sign_in(me.membership).get(url("event_detail", event)))

    assert rsvp.membership.user.name not in page
    assert page.count(handle_of(rsvp).label) >= 2
    assert f"You are <strong>{handle_of(me).label}</strong> here" in page
    assert f"You sign as {handle_of(me).label}." in page
    assert event.host.user.name in page
    assert "Handles instead of names" in page


def test_own_mails_say_what_one_is_called(event, mailoutbox):
    member = someone(event)
    take_seat(event, member)
    for queue in ("inside", "outside"):
        delivery.deliver_due(queue=queue)

    (mail,) = mailoutbox
    words = f"You are {own_handle(event, membership=member)} there."
    assert words in mail.body
    assert words in " ".join(mail.alternatives[0][0].split())


def test_hosts_see_handles_too(sign_in, event):
    event.starts_at = timezone.now()
    event.save()
    rsvp = seat_at(event)

    page = said(sign_in(event.host).get(url("attendance_list", event)))

    assert rsvp.membership.user.name not in page
    assert handle_of(rsvp).label in page


def test_the_attendance_list_is_in_the_order_of_what_it_shows(sign_in, event):
    labels = [handle_of(seat_at(event)).label for _person in range(6)]

    page = said(sign_in(event.host).get(url("attendance_list", event)))

    places = [page.index(f"<span>{label}</span>") for label in sorted(labels, key=str.casefold)]
    assert places == sorted(places)


def test_room_hosts_go_by_name(event):
    host, me = someone(event, "INSTRUCTOR"), seat_at(event)
    SisterRoom.objects.create(
        community=event.community,
        event=event,
        segment=event.segments.get(),
        rooms=2,
        state="CONFIRMED",
        room_host=host,
        proposed_at=timezone.now(),
        decided_at=timezone.now(),
        decided_by=event.host,
    )

    display_names = display_names_of(event, reader=me.membership)

    assert display_names.of(host) == host.user.name
    assert display_names.is_host(host)
    assert display_names.is_host(event.host)


def test_who_is_made_host_later_keeps_the_handle_of_their_words(event):
    rsvp, me = seat_at(event), seat_at(event)
    event.host = rsvp.membership
    event.save()

    display_names = display_names_of(event, reader=me.membership)

    assert display_names.of(rsvp.membership) == handle_of(rsvp).label
    assert not display_names.is_host(rsvp.membership)


def test_who_has_no_handle_is_somebody(event):
    me = seat_at(event)

    assert display_names_of(event, reader=me.membership).of(someone(event)) == "Somebody"


@pytest.mark.parametrize(("blindness", "asked"), [("NONE", 0), ("HANDLE_ONLY", 1)])
def test_faces_ask_once_where_it_is_blind(django_assert_num_queries, blindness, asked):
    event = event_in(7 * DAY, blindness=blindness)
    me = seat_at(event)

    with django_assert_num_queries(asked):
        display_names = display_names_of(event, reader=me.membership)
        assert display_names.of(me.membership)


# Set for one event


def arrangement_form(client, event):
    """What the form of an event shows, to be sent again."""
    form = client.get(url("event_update", event)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def change_names(client, event, blindness):
    typed = {**arrangement_form(client, event), "blindness": blindness, "confirmed": "1"}
    return client.post(url("event_update", event), typed)


def test_an_event_can_say_otherwise_than_its_template(sign_in):
    event = event_in(7 * DAY)
    client = sign_in(event.host)

    preview = client.post(
        url("event_update", event),
        {**arrangement_form(client, event), "blindness": "DOUBLE_BLIND"},
    )
    answer = change_names(client, event, "DOUBLE_BLIND")

    event.refresh_from_db()
    assert "Handles, and pieces and feedback unsigned" in said(preview)
    assert answer.status_code == 302
    assert event.blindness == "DOUBLE_BLIND"


@pytest.mark.parametrize("state", ["GOING", "WAITING", "RELEASED"])
@pytest.mark.parametrize("step", ["preview", "change"])
def test_once_somebody_took_a_place_it_stays(sign_in, event, state, step):
    seat_at(event, state=state)
    client = sign_in(event.host)
    typed = {**arrangement_form(client, event), "blindness": "NONE"}

    answer = client.post(
        url("event_update", event), {**typed, **({"confirmed": "1"} if step == "change" else {})}
    )

    event.refresh_from_db()
    assert answer.status_code == 422
    assert "what they were told of names stays" in said(answer)
    assert event.blindness == "HANDLE_ONLY"


def test_a_form_that_says_nothing_of_names_changes_nothing(sign_in, event):
    seat_at(event)
    client = sign_in(event.host)
    typed = {**arrangement_form(client, event), "title": "Another title", "blindness": ""}

    answer = client.post(url("event_update", event), {**typed, "confirmed": "1"})

    event.refresh_from_db()
    assert answer.status_code == 302
    assert (event.title, event.blindness) == ("Another title", "HANDLE_ONLY")


def test_a_series_says_what_its_template_says(sign_in):
    page = sign_in(event_in(7 * DAY).host).get
    community = Event.objects.get().community

    assert 'name="blindness"' not in said(
        page(reverse("events:series_create", args=[community.slug]))
    )
    assert 'name="blindness"' in said(page(reverse("events:event_create", args=[community.slug])))


def test_who_sits_down_while_names_are_uncovered_is_told(event, monkeypatch):
    """They saw a page that promised handles; the change came between that and their seat."""
    member = someone(event)

    def insert_late(rsvp):
        Event.objects.filter(pk=event.pk).update(blindness="NONE")
        insert(rsvp)

    monkeypatch.setattr("events.seats.models.rsvps.insert", insert_late)

    with pytest.raises(PromiseChanged):
        take_seat(event, member)
    assert not event.rsvps.filter(membership=member).exists()


# Telling each other


def test_two_who_both_want_to_know_each_other(sign_in, over):
    mine, other, third = (seat_at(over) for _person in range(3))

    give(mine, other)
    alone = knows(mine, other), knows(other, mine)
    give(other, mine)

    assert alone == (False, False)
    assert knows(mine, other)
    assert knows(other, mine)
    assert not knows(third, mine)
    assert not knows(mine, third)
    assert other.membership.user.name in reveals(sign_in(mine.membership), over)
    assert [fact.data["is_mutual"] for fact in named("reveal_given")] == [False, True]
    assert len(named("reveal_made_mutual")) == 2


def test_it_holds_for_one_event_alone(over):
    mine, other = seat_at(over), seat_at(over)
    next_time = ended(event_in(-3 * HOUR, blindness="HANDLE_ONLY", community=over.community))
    again = [seat_at(next_time, membership=rsvp.membership) for rsvp in (mine, other)]

    give(mine, other)
    give(other, mine)

    assert knows(mine, other)
    assert not knows(*again)


def test_nobody_learns_that_somebody_would(sign_in, over):
    mine, other = seat_at(over), seat_at(over)
    client = sign_in(other.membership)
    before = reveals(client, over)

    give(mine, other)

    after = reveals(client, over)
    assert without_keys(after) == without_keys(before)
    assert not knows(over.rsvps.first(), other)


def without_keys(page):
    """The page but for what is fresh in each: tokens and keys."""
    return [
        line
        for line in page.splitlines()
        if "csrf" not in line and "idempotency" not in line and "nonce" not in line
    ]


def test_the_host_learns_nothing(sign_in, over):
    mine, other = seat_at(over), seat_at(over)
    give(mine, other)
    give(other, mine)

    page = said(sign_in(over.host).get(url("attendance_list", over)))

    assert mine.membership.user.name not in page
    assert sign_in(over.host).get(url("reveal_list", over)).status_code == 404


def test_again_is_no_matter(over):
    mine, other = seat_at(over), seat_at(over)

    assert give(mine, other) == give(mine, other)
    assert len(named("reveal_given")) == 1


def test_it_can_be_taken_back_until_it_is_mutual(over):
    mine, other = seat_at(over), seat_at(over)
    give(mine, other)
    take_back(mine, other)
    take_back(mine, other)
    give(other, mine)

    assert not knows(other, mine)
    assert len(named("reveal_taken_back")) == 1
    give(mine, other)
    with pytest.raises(Refusal):
        take_back(mine, other)
    assert knows(other, mine)


def test_it_is_pressed_on_the_page(sign_in, over):
    mine, other = seat_at(over), seat_at(over)
    client = sign_in(mine.membership)
    handle = handle_of(other)
    page = url("reveal_list", over)

    given = client.post(url("reveal_create", over, handle.pk))
    shown = reveals(client, over)
    back = client.post(url("reveal_withdrawal", over, handle.pk))

    assert given["Location"] == back["Location"] == page
    assert "You would" in shown
    assert other.membership.user.name not in shown
    assert "You would" not in reveals(client, over)


def test_what_is_known_cannot_be_taken_back_on_the_page(sign_in, over):
    mine, other = seat_at(over), seat_at(over)
    give(mine, other)
    give(other, mine)

    answer = sign_in(mine.membership).post(url("reveal_withdrawal", over, handle_of(other).pk))

    assert answer.status_code == 422
    assert "so this stays" in said(answer)


@pytest.mark.parametrize("blindness", BLIND)
def test_before_the_end_nobody_can(sign_in, blindness):
    event = event_in(-10 * HOUR / 60, blindness=blindness)
    mine, other = seat_at(event), seat_at(event)

    page = reveals(sign_in(mine.membership), event)

    assert "once the event is over" in page
    assert handle_of(other).label not in page
    with pytest.raises(Refusal):
        give(mine, other)


def test_who_had_no_seat_has_no_such_page(sign_in, over):
    seat = seat_at(over)
    waiting, gone = seat_at(over, state="WAITING"), seat_at(over, state="RELEASED")
    foreign = seat_at(ended(event_in(-2 * HOUR, blindness="HANDLE_ONLY")))

    for person in (waiting.membership, gone.membership, someone(over), someone(over, "OWNER")):
        assert sign_in(person).get(url("reveal_list", over)).status_code == 404
    for other in (waiting, gone, foreign, seat):
        answer = sign_in(seat.membership).post(url("reveal_create", over, handle_of(other).pk))
        assert answer.status_code == 404


def test_an_event_with_names_has_no_such_page(sign_in):
    seat = seat_at(ended(event_in(-2 * HOUR)))

    assert sign_in(seat.membership).get(url("reveal_list", seat.event)).status_code == 404


@pytest.mark.parametrize("mine_protects", [True, False], ids=["protected", "restrained"])
def test_two_who_are_kept_apart_never_meet_there(sign_in, over, mine_protects):
    mine, other = seat_at(over), seat_at(over)
    give(other, mine)
    keep_apart(*((mine, other) if mine_protects else (other, mine)))
    client = sign_in(mine.membership)

    page = reveals(client, over)
    answer = client.post(url("reveal_create", over, handle_of(other).pk))

    assert handle_of(other).label not in page
    assert answer.status_code == 404
    assert not knows(mine, other)


def test_a_separation_that_was_lifted_keeps_nobody_apart(over):
    mine, other = seat_at(over), seat_at(over)
    keep_apart(mine, other, lifted_at=timezone.now())

    give(mine, other)
    give(other, mine)

    assert knows(mine, other)


def test_each_is_told_by_mail_without_a_name(over, mailoutbox):
    mine, other = seat_at(over), seat_at(over)
    give(mine, other)
    give(other, mine)
    for queue in ("inside", "outside"):
        delivery.deliver_due(queue=queue)

    mails = {mail.to[0]: mail for mail in mailoutbox}
    assert mails.keys() == {rsvp.membership.user.email for rsvp in (mine, other)}
    for reader, told in ((mine, other), (other, mine)):
        mail = mails[reader.membership.user.email]
        text = mail.subject + mail.body + mail.alternatives[0][0]
        assert mail.subject == f"You and {handle_of(told).label} have revealed yourselves"
        assert told.membership.user.name not in text
        assert url("reveal_list", over) in mail.body


def test_who_wants_no_such_mail_gets_none(over, mailoutbox):
    mine, other = seat_at(over), seat_at(over)
    NotificationPreference.objects.create(
        community=over.community,
        membership=mine.membership,
        category="FOLLOW_UPS",
        muted_at=timezone.now(),
    )
    give(mine, other)
    give(other, mine)
    for queue in ("inside", "outside"):
        delivery.deliver_due(queue=queue)

    assert [mail.to for mail in mailoutbox] == [[other.membership.user.email]]


def both_at_once(monkeypatch, *, patience=1):
    """Two say it to each other at the same moment; how many facts say that they know it."""
    over = ended(event_in(-2 * HOUR, blindness="HANDLE_ONLY"))
    mine, other = seat_at(over), seat_at(over)
    turns = iter([(mine.membership, handle_of(other)), (other.membership, handle_of(mine))])
    both_have_looked = Barrier(2)
    look_for_answer = Reveal._answer

    def look_then_wait(reveal):
        answer = look_for_answer(reveal)
        with suppress(BrokenBarrierError):
            both_have_looked.wait(timeout=patience)
        return answer

    monkeypatch.setattr(Reveal, "_answer", look_then_wait)

    def say_it():
        membership, handle = next(turns)
        give_reveal(
            event_id=over.pk, handle_id=handle.pk, membership=membership, now=timezone.now()
        )

    at_once(say_it)
    return len(named("reveal_given")), len(named("reveal_made_mutual"))


@pytest.mark.django_db(transaction=True)
def test_two_who_say_it_at_once_know_each_other(monkeypatch):
    assert both_at_once(monkeypatch) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_miss_each_other(monkeypatch):
    monkeypatch.setattr(CommunityQuerySet, "locked", lambda rows: rows)

    assert both_at_once(monkeypatch, patience=20) == (2, 0)


# Behind a handle


@pytest.fixture
def answer(over):
    """Somebody at a blind event asked a moderator to contact them."""
    rsvp = seat_at(over)
    someone(over, "MODERATOR")
    return fill_wrap_up(
        event_id=over.pk, membership=rsvp.membership, card=Card(safety="TALK"), now=timezone.now()
    )


def resolution(answer):
    return reverse("events:handle_resolution", args=[answer.community.slug, answer.pk])


def answers(client, answer):
    return said(client.get(reverse("events:safety_answer_list", args=[answer.community.slug])))


def test_a_safety_answer_comes_by_handle_until_somebody_says_why(sign_in, answer):
    first, second = (someone(answer.event, "MODERATOR") for _each in range(2))
    user, label = answer.membership.user, handle_of(answer.rsvp).label
    client = sign_in(first)

    before = answers(client, answer)
    asked = said(client.get(resolution(answer)))
    told = client.post(resolution(answer), {"reason": REASON})
    after = answers(client, answer)

    assert label in before
    assert label in asked
    for page in (before, asked, answers(sign_in(second), answer)):
        assert user.name not in page
        assert user.email not in page
    assert told.status_code == 302
    assert user.name in after
    assert user.email in after
    (kept,) = HandleResolution.objects.all()
    assert (kept.resolved_by, kept.reason) == (first, REASON)
    (fact,) = named("handle_resolved")
    assert (fact.actor_id, fact.data) == (first.pk, {"event_id": answer.event_id})


@pytest.mark.parametrize("reason", ["", "too short", "x" * 301], ids=["none", "short", "long"])
def test_a_reason_has_10_to_300_characters(sign_in, answer, reason):
    client = sign_in(someone(answer.event, "MODERATOR"))

    page = client.post(resolution(answer), {"reason": reason})

    assert page.status_code == 422
    assert not HandleResolution.objects.exists()
    with pytest.raises(Refusal):
        handle_of(answer.rsvp).resolve(by=answer.event.host, reason=reason, now=timezone.now())


@pytest.mark.parametrize(
    ("roles", "status"), [([], 403), (["INSTRUCTOR"], 403), (["OWNER"], 403)], ids=str
)
def test_nobody_else_can(sign_in, answer, roles, status):
    client = sign_in(someone(answer.event, *roles))

    assert client.get(resolution(answer)).status_code == status
    assert client.post(resolution(answer), {"reason": REASON}).status_code == status
    assert not HandleResolution.objects.exists()


def test_the_host_cannot_even_as_a_moderator(sign_in, answer):
    host = answer.event.host
    host.roles = ["MEMBER", "MODERATOR"]
    host.save()

    assert sign_in(host).post(resolution(answer), {"reason": REASON}).status_code == 404


def test_an_answer_that_was_looked_after_is_not_opened_again(sign_in, answer):
    moderator = someone(answer.event, "MODERATOR")
    handle_safety_answer(wrap_up_id=answer.pk, membership=moderator, now=timezone.now())

    assert sign_in(moderator).get(resolution(answer)).status_code == 404


def test_where_names_are_shown_there_is_nothing_to_look_up(sign_in):
    rsvp = seat_at(ended(event_in(-2 * HOUR)))
    moderator = someone(rsvp.event, "MODERATOR")
    answer = fill_wrap_up(
        event_id=rsvp.event_id,
        membership=rsvp.membership,
        card=Card(safety="TALK"),
        now=timezone.now(),
    )

    assert rsvp.membership.user.name in answers(sign_in(moderator), answer)
    assert sign_in(moderator).get(resolution(answer)).status_code == 404


def test_a_resolution_can_be_neither_changed_nor_deleted(sign_in, answer):
    sign_in(someone(answer.event, "MODERATOR")).post(resolution(answer), {"reason": REASON})

    for act in ("update", "delete"):
        rows = HandleResolution.objects.all()
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            rows.update(reason=REASON * 2) if act == "update" else rows._raw_delete("default")
    assert connection.is_usable()


# How much the pages ask


def test_the_pages_ask_little(sign_in, over, answer):
    moderator = someone(over, "MODERATOR")
    me = seat_at(over)
    pages = {
        url("reveal_list", over): (me.membership, 2),
        resolution(answer): (moderator, 3),
        reverse("events:safety_answer_list", args=[over.community.slug]): (moderator, 3),
        url("room_detail", over): (me.membership, 3),
        url("attendance_list", over): (over.host, 3),
        url("contribution_create", over): (me.membership, 4),
    }
    few = {path: statements(sign_in(who), path) for path, (who, _asked) in pages.items()}
    for _more in range(4):
        give(seat_at(over), me)

    many = {path: statements(sign_in(who), path) for path, (who, _asked) in pages.items()}

    assert few == many == {path: WHO_ASKS + asked for path, (_who, asked) in pages.items()}


def test_the_card_says_what_a_handle_keeps(sign_in, over):
    someone(over, "MODERATOR")

    page = said(sign_in(seat_at(over).membership).get(url("wrap_up", over)))

    assert "The hosts see it with your handle." in page
    assert "To learn your name, they must say why" in page


def test_a_watcher_has_a_handle(event):
    rsvp = RsvpFactory(
        segment__event=event,
        segment__kind="BROADCAST",
        membership=MembershipFactory(community=event.community),
    )

    assert handle_of(rsvp).label


def test_a_row_that_a_page_gets_does_not_know_its_member(event):
    rsvp = take_seat(event, someone(event))
    names = display_names_of(event, reader=event.host)
    row = Rsvp.objects.select_related("membership__user").get(pk=rsvp.pk)

    assert names.taken_off(row) == own_handle(event, membership=rsvp.membership)
    with scopes.closed(), pytest.raises(ScopeMissing):
        assert row.membership


def test_control_a_row_as_it_was_read_knows_its_member(event):
    rsvp = take_seat(event, someone(event))
    row = Rsvp.objects.select_related("membership__user").get(pk=rsvp.pk)

    with scopes.closed():
        assert row.membership == rsvp.membership
