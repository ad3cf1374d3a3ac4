"""Pieces and answers: who brings, who reads, who is told."""

import datetime as dt
from collections import Counter
from functools import partial
from itertools import combinations

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from config.kernel import facts
from config.kernel.delivery import deliver_due
from events.attendance.services.live import open_event
from events.calendar.models.events import Event
from events.feedback.models import (
    AnswersClosed,
    Feedback,
    NoFurtherPiece,
    NoPiecesNow,
    Piece,
    PieceSettled,
    PieceUnfit,
)
from events.feedback.rules import Draft
from events.feedback.services import (
    answer_piece,
    submit_piece,
    take_one_more_piece,
    withdraw_piece,
)
from events.seats.services.claims import release_seat, remove_from_event
from memberships.communities.models import Membership
from memberships.mail.models import NotificationPreference
from memberships.separations.facts import SEPARATION_MADE
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import (
    FeedbackFactory,
    PieceFactory,
    RsvpFactory,
    SeparationFactory,
    TemplateRevisionFactory,
)

pytestmark = pytest.mark.django_db

TEXT = "The river had **no opinion**."
DRAFT = Draft(title="Chapter one", text=TEXT, question="Where did you stop?")
ANSWER = "I stopped at the *river*."
FIELDS = {"title": "Chapter one", "text": TEXT, "question": "Where did you stop?"}
BLIND = ["HANDLE_ONLY", "BLIND_FEEDBACK", "DOUBLE_BLIND"]


def circle_in(lead=HOUR, *, blindness="NONE", **more):
    """A peer-feedback event of 45 minutes that starts so long from now."""
    revision = TemplateRevisionFactory(kind="PEER_FEEDBACK")
    return event_in(
        lead, revision=revision, community=revision.community, blindness=blindness, **more
    )


@pytest.fixture
def event():
    return circle_in()


def authors(event, count):
    return [PieceFactory(rsvp=seat_at(event)).membership for _one in range(count)]


def begin(event):
    """The host opens the room; what follows from it happens."""
    now = event.starts_at
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() + MINUTE)
    open_event(event_id=event.pk, membership=event.host, now=timezone.now())
    Event.objects.filter(pk=event.pk).update(starts_at=now)
    event.refresh_from_db()
    deliver()


def deliver():
    deliver_due(queue="inside")
    deliver_due(queue="inside")
    deliver_due(queue="outside")


def dealt(event):
    return set(Feedback.objects.filter(event=event).values_list("reviewer_id", "author_id"))


def loads(event):
    pairs = dealt(event)
    return Counter(reviewer for reviewer, _a in pairs), Counter(author for _r, author in pairs)


def keep_apart(one, other):
    separation = SeparationFactory(protected=one, restrained=other)
    facts.record(SEPARATION_MADE, about=separation, by=one, now=timezone.now(), kind="PERSONAL")
    return separation


def bring(event, member, draft=DRAFT, now=None):
    return submit_piece(
        event_id=event.pk, membership=member, draft=draft, now=now or timezone.now()
    )


def answer(feedback, text=ANSWER, by=None, now=None):
    return answer_piece(
        event_id=feedback.event_id,
        feedback_id=feedback.pk,
        membership=by or feedback.reviewer,
        text=text,
        now=now or timezone.now(),
    )


def take_one_more(event, member):
    return take_one_more_piece(event_id=event.pk, membership=member, now=timezone.now())


def withdraw(event, member):
    withdraw_piece(event_id=event.pk, membership=member, now=timezone.now())


# Bringing a piece


def test_a_member_with_a_seat_brings_a_piece_and_says_it_anew(sign_in, event):
    client = sign_in(seat_at(event).membership)

    first = client.post(url("piece_update", event), FIELDS)
    again = client.post(url("piece_update", event), {**FIELDS, "title": "Chapter two"})

    assert first["Location"] == again["Location"] == url("feedback_list", event)
    (piece,) = Piece.objects.all()
    assert (piece.title, piece.text) == ("Chapter two", TEXT)
    assert [fact.subject_id for fact in named("piece_submitted")] == [piece.pk]
    assert "<strong>no opinion</strong>" not in said(client.get(url("feedback_list", event)))


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"text": " "}, {"text": "x" * 8001}, {"title": "x" * 121}],
    ids=["no title", "no words", "long text", "long title"],
)
def test_what_does_not_fit_is_told_and_kept(sign_in, event, wrong):
    response = sign_in(seat_at(event).membership).post(
        url("piece_update", event), {**FIELDS, **wrong}
    )

    assert response.status_code == 422
    assert "Where did you stop?" in said(response)
    assert not Piece.objects.exists()


def test_the_use_case_refuses_it_too(event):
    with pytest.raises(PieceUnfit):
        bring(event, seat_at(event).membership, Draft(title="", text="x"))


@pytest.mark.parametrize(
    "seat",
    [{"state": "WAITING"}, {"state": "RELEASED"}, {"segment__kind": "BROADCAST"}],
    ids=["waiting", "released", "broadcast"],
)
def test_without_a_seat_in_the_room_there_is_nothing_to_bring(sign_in, event, seat):
    if "state" in seat:
        member = seat_at(event, **seat).membership
    else:
        member = RsvpFactory(segment__event=event, **seat).membership
    client = sign_in(member)

    assert client.get(url("piece_update", event)).status_code == 404
    assert client.post(url("piece_update", event), FIELDS).status_code == 404
    assert client.get(url("feedback_list", event)).status_code == 403


@pytest.mark.parametrize("name", ["piece_update", "feedback_list"])
def test_other_events_have_no_pieces(sign_in, name):
    event = event_in(HOUR)
    client = sign_in(seat_at(event).membership)

    assert client.get(url(name, event)).status_code == 404
    assert "feedback-panel" not in said(client.get(url("event_detail", event)))


def test_after_the_end_nothing_is_brought():
    event = circle_in(-HOUR, state="LIVE", went_live_at=timezone.now())

    with pytest.raises(NoPiecesNow):
        bring(event, seat_at(event).membership)


def test_a_piece_that_was_given_to_readers_keeps_its_words(event):
    one, _two = authors(event, 2)
    begin(event)

    with pytest.raises(PieceSettled):
        bring(event, one)


# The deal


@pytest.mark.parametrize("count", [3, 5, 8])
def test_when_it_begins_everybody_gives_two_and_gets_two(event, count):
    authors(event, count)
    seat_at(event)

    begin(event)

    given, got = loads(event)
    assert set(given.values()) == set(got.values()) == {2}
    assert len(given) == len(got) == count
    assert len(named("feedback_dealt")) == 2 * count


def test_two_read_each_other_and_one_alone_is_told_kindly(sign_in):
    pair, alone = circle_in(), circle_in()
    one, two = authors(pair, 2)
    (lonely,) = authors(alone, 1)

    begin(pair)
    begin(alone)

    assert dealt(pair) == {(one.pk, two.pk), (two.pk, one.pk)}
    assert dealt(alone) == set()
    assert "too few pieces" in said(sign_in(lonely).get(url("feedback_list", alone)))


def test_the_host_may_deal_from_the_open_doors_on(sign_in):
    event = circle_in(10 * MINUTE)
    authors(event, 3)

    assert "Deal the pieces now" in said(sign_in(event.host).get(url("feedback_list", event)))
    for _again in range(2):
        response = sign_in(event.host).post(url("feedback_dealing", event))
        assert response.status_code == 302

    assert len(dealt(event)) == 6
    assert "Deal the pieces now" not in said(sign_in(event.host).get(url("feedback_list", event)))


def test_before_the_doors_are_open_nobody_deals(sign_in, event):
    authors(event, 3)

    response = sign_in(event.host).post(url("feedback_dealing", event))

    assert response.status_code == 422
    assert dealt(event) == set()


def test_two_who_are_kept_apart_never_read_each_other(event):
    people = authors(event, 6)
    for one, other in list(combinations(people, 2))[:4]:
        SeparationFactory(protected=one, restrained=other)

    begin(event)

    for one, other in list(combinations(people, 2))[:4]:
        assert not dealt(event) & {(one.pk, other.pk), (other.pk, one.pk)}
    assert len(dealt(event)) > 6


def test_being_kept_apart_looks_like_being_alone(sign_in):
    apart, alone = circle_in(), circle_in()
    one, two = authors(apart, 2)
    (lonely,) = authors(alone, 1)
    Piece.objects.update(title="Chapter one")
    SeparationFactory(protected=one, restrained=two)
    begin(apart)
    begin(alone)

    def page(event, member):
        shown = said(sign_in(member).get(url("feedback_list", event)))
        start, end = shown.index("to-answer-title"), shown.index('id="feedback-answers"')
        return shown[start:end].replace(url("piece_update", event), "")

    assert "nobody" not in page(apart, one)
    assert _without_keys(page(apart, one)) == _without_keys(page(alone, lonely))
    assert _without_keys(page(apart, two)) == _without_keys(page(alone, lonely))


def _without_keys(shown):
    return [
        line.split(" href=")[0]
        for line in shown.splitlines()
        if "idempotency" not in line and "csrf" not in line and "action=" not in line
    ]


def test_whoever_gave_the_seat_back_is_left_out(event):
    seat = seat_at(event)
    PieceFactory(rsvp=seat)
    people = authors(event, 3)
    release_seat(event_id=event.pk, membership=seat.membership, now=timezone.now())

    begin(event)

    assert {reviewer for reviewer, _author in dealt(event)} == {person.pk for person in people}


def test_a_late_piece_is_read_and_its_author_reads_two(event):
    authors(event, 4)
    begin(event)
    late = seat_at(event).membership

    bring(event, late)

    given, got = loads(event)
    assert given[late.pk] == 2
    assert got[late.pk] == 0
    assert max(got.values()) <= 3


def test_a_late_piece_finds_readers_among_those_who_have_too_few(event):
    authors(event, 2)
    begin(event)
    late = seat_at(event).membership

    bring(event, late)

    given, got = loads(event)
    assert set(given.values()) == set(got.values()) == {2}


# One more


def test_who_has_answered_takes_one_more_up_to_four(event):
    people = authors(event, 6)
    begin(event)
    willing = people[0]
    with pytest.raises(NoFurtherPiece, match="first"):
        take_one_more(event, willing)

    for _turn in range(2):
        for feedback in Feedback.objects.filter(reviewer=willing, answered_at=None):
            answer(feedback)
        take_one_more(event, willing)
    for feedback in Feedback.objects.filter(reviewer=willing, answered_at=None):
        answer(feedback)

    with pytest.raises(NoFurtherPiece, match="plenty"):
        take_one_more(event, willing)
    assert loads(event)[0][willing.pk] == 4


def test_one_more_is_the_piece_that_is_read_least(event):
    authors(event, 4)
    begin(event)
    late = seat_at(event).membership
    bring(event, late)
    helper = seat_at(event).membership

    taken = take_one_more(event, helper)

    assert taken.author_id == late.pk


@pytest.mark.parametrize("is_apart", [False, True], ids=["none left", "kept apart"])
def test_where_there_is_none_the_answer_is_the_same(event, sign_in, is_apart):
    helper = seat_at(event).membership
    authors(event, 2)
    begin(event)
    if is_apart:
        for author in Membership.objects.filter(pieces__event=event):
            SeparationFactory(protected=author, restrained=helper)
    else:
        for piece in Piece.objects.all():
            FeedbackFactory(piece=piece, reviewer=helper, text="Read")

    response = sign_in(helper).post(url("further_piece", event))

    assert response.status_code == 422
    assert "no further piece for you to answer right now" in said(response)


# What comes back


def test_what_a_reader_leaves_is_dealt_to_others(event):
    people = authors(event, 5)
    begin(event)
    gone = people[0]
    remove_from_event(
        event_id=event.pk,
        rsvp_id=event.rsvps.get(membership=gone).pk,
        membership=event.host,
        reason="Asked to leave",
        now=timezone.now(),
    )
    deliver()

    given, got = loads(event)
    assert gone.pk not in given
    assert gone.pk not in got
    assert {got[person.pk] for person in people[1:]} == {2}
    assert max(given.values()) <= 3


def test_what_was_answered_stays_when_its_reader_leaves(event):
    people = authors(event, 4)
    begin(event)
    kept = Feedback.objects.filter(reviewer=people[0]).first()
    answer(kept)
    seat = event.rsvps.get(membership=people[0])
    seat.mark_released(reason="REMOVED", by=None, now=timezone.now())
    deliver()

    assert list(Feedback.objects.filter(reviewer=people[0])) == [kept]


def test_a_suspended_reader_gives_theirs_to_others(event):
    people = authors(event, 5)
    begin(event)
    gone = people[0]
    gone.suspend(by=None, now=timezone.now())
    deliver()

    assert gone.pk not in loads(event)[0]


def test_two_kept_apart_after_the_deal_lose_each_other(event, sign_in):
    people = authors(event, 5)
    begin(event)
    reviewer_id, author_id = min(dealt(event))
    lost = Feedback.objects.get(reviewer=reviewer_id, author=author_id)
    reader = lost.reviewer
    client = sign_in(reader)
    page = url("feedback_detail", event, lost.pk)
    assert client.get(page).status_code == 200

    keep_apart(lost.author, reader)

    assert client.get(page).status_code == 404
    assert client.post(page, {"text": ANSWER}).status_code == 404
    deliver()
    assert (reviewer_id, author_id) not in dealt(event)
    assert {loads(event)[1][person.pk] for person in people} == {2}
    for name in ("feedback_list", "event_detail"):
        shown = strip_tags(said(client.get(url(name, event)))).lower()
        assert "apart" not in shown
        assert "block" not in shown


def test_what_was_answered_is_not_changed_any_more_by_whom_one_is_kept_from(event):
    authors(event, 3)
    begin(event)
    feedback = answer(Feedback.objects.first())
    keep_apart(feedback.author, feedback.reviewer)
    deliver()

    with pytest.raises(Feedback.DoesNotExist):
        answer(feedback, "Something else")
    assert Feedback.objects.get(pk=feedback.pk).text == ANSWER


def test_a_piece_that_is_taken_back_is_read_by_nobody(event, sign_in):
    people = authors(event, 4)
    begin(event)
    mine = Feedback.objects.filter(author=people[0]).order_by("pk")
    answered, waiting = mine
    answer(answered)
    sign_in(people[0]).post(url("piece_withdrawal", event))

    assert list(mine.all()) == [answered]
    for feedback in (answered, waiting):
        page = url("feedback_detail", event, feedback.pk)
        assert sign_in(feedback.reviewer).get(page).status_code == 404
    assert "I stopped at the" in said(sign_in(people[0]).get(url("feedback_list", event)))
    assert len(named("piece_withdrawn")) == 1
    bring(event, people[0])


# Answers


def test_an_answer_reaches_its_author_and_may_be_reworded(event, sign_in):
    authors(event, 3)
    begin(event)
    feedback = Feedback.objects.first()
    client = sign_in(feedback.reviewer)
    page = url("feedback_detail", event, feedback.pk)
    assert (
        "<strong>"
        not in said(client.get(url("feedback_list", event))).split("<main")[1].split("my-piece")[0]
    )

    assert client.post(page, {"text": "First"}).status_code == 302
    assert client.post(page, {"text": ANSWER}).status_code == 302

    shown = said(sign_in(feedback.author).get(url("feedback_list", event)))
    assert "I stopped at the <em>river</em>." in shown
    assert "First" not in shown
    assert [fact.subject_id for fact in named("feedback_given")] == [feedback.pk]


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001], ids=len)
def test_an_answer_that_does_not_fit(event, sign_in, text):
    authors(event, 2)
    begin(event)
    feedback = Feedback.objects.first()

    response = sign_in(feedback.reviewer).post(
        url("feedback_detail", event, feedback.pk), {"text": text}
    )

    assert response.status_code == 422
    assert not Feedback.objects.answered().exists()


def test_answers_come_until_72_hours_after_the_end(event):
    authors(event, 2)
    begin(event)
    feedback = Feedback.objects.first()
    closes = event.ends_at + dt.timedelta(hours=72)

    answer(feedback, now=closes - MINUTE)
    with pytest.raises(AnswersClosed):
        answer(feedback, "Later", now=closes)


def test_afterwards_the_page_shows_what_was_said(sign_in):
    event = ended(circle_in(-5 * DAY))
    mine = PieceFactory(rsvp=seat_at(event))
    feedback = FeedbackFactory(piece=mine, reviewer=seat_at(event).membership, text=ANSWER)
    page = url("feedback_detail", event, feedback.pk)
    client = sign_in(feedback.reviewer)

    assert "I stopped at the" in said(client.get(page))
    assert "<textarea" not in said(client.get(page))
    late = client.post(page, {"text": "Later"})
    assert late.status_code == 422
    assert "three days" in said(late)


def test_thanks_reach_the_reader(event, sign_in):
    authors(event, 2)
    begin(event)
    feedback = answer(Feedback.objects.first())

    for _again in range(2):
        sign_in(feedback.author).post(url("answer_thanks", event, feedback.pk))

    assert "Its author thanks you" in said(
        sign_in(feedback.reviewer).get(url("feedback_list", event))
    )
    foreign = sign_in(feedback.reviewer).post(url("answer_thanks", event, feedback.pk))
    assert foreign.status_code == 404


# Who reads what


@pytest.mark.parametrize("who", ["author", "other", "host", "owner", "moderator"])
def test_nobody_but_its_reader_opens_a_piece(event, sign_in, who):
    people = authors(event, 4)
    begin(event)
    feedback = Feedback.objects.filter(author=people[0]).first()
    readers = set(Feedback.objects.filter(author=people[0]).values_list("reviewer", flat=True))
    other = next(person for person in people[1:] if person.pk not in readers)
    person = {
        "author": people[0],
        "other": other,
        "host": event.host,
        "owner": someone(event, "OWNER"),
        "moderator": someone(event, "MODERATOR"),
    }[who]
    client = sign_in(person)
    page = url("feedback_detail", event, feedback.pk)

    assert client.get(page).status_code == 404
    assert client.post(page, {"text": ANSWER}).status_code == 404


def test_the_host_sees_how_it_goes_and_no_words(event, sign_in):
    people = authors(event, 3)
    Piece.objects.filter(membership=people[0]).update(title="A visible title", text="Secret words")
    begin(event)
    answer(Feedback.objects.filter(author=people[0]).first(), "Whispered")

    shown = said(sign_in(event.host).get(url("feedback_list", event)))

    assert "A visible title" in shown
    assert people[0].user.name in shown
    assert "Secret" not in shown
    assert "Whispered" not in shown
    assert "1 answer" in shown


def test_the_panel_counts_for_its_reader(event, sign_in):
    reader, _two, _three = authors(event, 3)

    assert "pieces wait" not in said(sign_in(reader).get(url("event_detail", event)))
    begin(event)

    assert "2 pieces wait for your answer" in said(sign_in(reader).get(url("event_detail", event)))
    assert "2 pieces wait for your answer" in said(sign_in(reader).get(url("room_detail", event)))
    answer(Feedback.objects.filter(author=reader).first())
    assert "You have 1 answer." in said(sign_in(reader).get(url("event_detail", event)))


def test_the_panel_draws_itself_anew_when_a_seat_is_taken_beside_it(event, sign_in):
    seats = event.segments.get(kind="INTIMATE")
    client = sign_in(someone(event))
    assert 'hx-trigger="seat-changed from:body"' in said(client.get(url("event_detail", event)))

    response = client.post(
        url("rsvp_create", event, seats.pk),
        {"intention": "Redraft one paragraph", "sight": "HOSTS"},
        headers={"HX-Request": "true"},
    )

    assert "seat-changed" in response["HX-Trigger"]


# Blindness


def blind_circle(blindness):
    event = circle_in(blindness=blindness)
    people = []
    for name in ("Ada Ashby", "Bea Brook", "Cy Cole"):
        membership = someone(event)
        membership.user.name = name
        membership.user.save()
        PieceFactory(rsvp=seat_at(event, membership=membership))
        people.append(membership)
    begin(event)
    return event, people


@pytest.mark.parametrize(
    ("blindness", "shows_author", "shows_reader"),
    [
        ("NONE", True, True),
        ("HANDLE_ONLY", False, False),
        ("BLIND_FEEDBACK", True, False),
        ("DOUBLE_BLIND", False, False),
    ],
)
def test_who_is_named_to_whom(sign_in, mailoutbox, blindness, shows_author, shows_reader):
    event, (_ada, *_others) = blind_circle(blindness)
    feedback = Feedback.objects.filter(event=event).first()
    author, reader = feedback.author.user.name, feedback.reviewer.user.name
    pages = [url("feedback_list", event), url("feedback_detail", event, feedback.pk)]

    to_reader = [inside(sign_in(feedback.reviewer).get(page)) for page in pages]
    answer(feedback)
    deliver()
    to_author = inside(sign_in(feedback.author).get(pages[0])).split('id="feedback-answers"')[1]

    assert all((author in shown) is shows_author for shown in to_reader)
    assert (reader in to_author) is shows_reader
    assert ("A reader" in to_author) is (blindness in ("BLIND_FEEDBACK", "DOUBLE_BLIND"))
    written = "".join(whole(mail) for mail in mailoutbox if "piece" in whole(mail).lower())
    assert written
    names = [membership.user.name for membership in (feedback.author, feedback.reviewer)]
    assert [name for name in names if name in written] == []


@pytest.mark.parametrize("blindness", BLIND)
def test_hosts_of_blind_events_learn_titles_and_no_names(sign_in, blindness):
    event, people = blind_circle(blindness)

    shown = inside(sign_in(event.host).get(url("feedback_list", event)))

    assert Piece.objects.first().title in shown
    assert [person.user.name for person in people if person.user.name in shown] == []


def test_an_event_that_is_double_blind_shows_no_handles_beside_pieces(sign_in):
    event, _people = blind_circle("DOUBLE_BLIND")
    feedback = Feedback.objects.filter(event=event).first()
    page = url("feedback_detail", event, feedback.pk)

    shown = inside(sign_in(feedback.reviewer).get(page))

    assert "A piece without a name" in shown
    assert "by " not in shown.split("<article")[0].split("<h1")[1]


def inside(response):
    assert response.status_code == 200
    return said(response).split("<main")[1]


def whole(mail):
    return "\n".join([mail.subject, mail.body, *(part.content for part in mail.alternatives)])


# Mails


def test_one_mail_says_that_pieces_wait(event, mailoutbox):
    people = authors(event, 3)

    begin(event)

    waiting = [mail for mail in mailoutbox if mail.subject.startswith("Waiting for your answer")]
    assert sorted(mail.to[0] for mail in waiting) == sorted(one.user.email for one in people)
    assert all("2 pieces wait for your answer" in mail.body for mail in waiting)
    titles = list(Piece.objects.values_list("title", flat=True))
    assert not [title for title in titles for mail in waiting if title in whole(mail)]


def test_what_one_takes_oneself_needs_no_mail(event, mailoutbox):
    authors(event, 2)
    begin(event)
    mailoutbox.clear()
    take_one_more(event, seat_at(event).membership)
    bring(event, seat_at(event).membership)
    deliver()

    late = [mail.to[0] for mail in mailoutbox if mail.subject.startswith("Waiting")]
    pair = Membership.objects.filter(pieces__event=event).order_by("pk")[:2]
    assert sorted(late) == sorted(one.user.email for one in pair)


def test_the_author_is_told_of_an_answer_without_its_words(event, mailoutbox):
    authors(event, 2)
    begin(event)
    mailoutbox.clear()
    feedback = answer(Feedback.objects.first(), "A whisper")
    answer(feedback, "Another whisper")
    deliver()

    (mail,) = mailoutbox
    assert mail.to == [feedback.author.user.email]
    assert "Somebody answered your piece" in mail.subject
    assert "whisper" not in whole(mail)
    assert "List-Unsubscribe" in mail.extra_headers


def test_who_switched_them_off_gets_none(event, mailoutbox):
    people = authors(event, 2)
    for person in people:
        NotificationPreference.objects.create(
            community=person.community,
            membership=person,
            category=NotificationPreference.Category.FOLLOW_UPS,
            muted_at=timezone.now(),
        )

    begin(event)

    assert mailoutbox == []


def test_a_mail_that_comes_late_says_only_what_is_so(event, mailoutbox):
    """Between the deal and the mail the two were kept apart."""
    one, two = authors(event, 2)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() + MINUTE)
    open_event(event_id=event.pk, membership=event.host, now=timezone.now())
    deliver_due(queue="inside")
    SeparationFactory(protected=one, restrained=two)

    deliver_due(queue="outside")

    assert mailoutbox == []


def test_foreign_pieces_are_not_there(event, sign_in):
    authors(event, 2)
    begin(event)
    feedback = Feedback.objects.first()
    stranger = seat_at(circle_in()).membership

    for name, more in [
        ("feedback_list", ()),
        ("piece_update", ()),
        ("feedback_detail", (feedback.pk,)),
    ]:
        assert sign_in(stranger).get(url(name, event, *more)).status_code == 404
    with pytest.raises(Feedback.DoesNotExist):
        partial(answer, feedback, by=stranger)()
