"""What a member needs to take part: asked in private, owed an answer, forgotten in time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from config.kernel import delivery, facts
from config.kernel.errors import Refusal
from config.kernel.models import Fact
from events.access.models import AccessNeed
from events.access.services import (
    answer_access_need,
    ask_for_access,
    hand_over_access_need,
    process_due_access_needs,
    withdraw_access_need,
)
from events.calendar.facts import EVENT_CHANGED
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.services.claims import change_segment, move_wish, release_seat
from memberships.accounts.services import erase_due_accounts
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import AccessNeedFactory, RsvpFactory, SegmentFactory

pytestmark = pytest.mark.django_db

NEED = "Captions, and a break at half time"
NO = "No captions, but I can send you my notes"


@pytest.fixture
def rsvp():
    """A seat at an event in ten days; its member's name stands nowhere by chance."""
    event = event_in(10 * DAY, host__user__name="Hanna Host")
    return seat_at(event, membership__user__name="Nadia Needle")


@pytest.fixture
def need(rsvp):
    return asked(rsvp)


def asked(rsvp, words=NEED, *, now=None):
    ask_for_access(
        event_id=rsvp.event_id,
        membership=rsvp.membership,
        need=words,
        now=now or timezone.now(),
    )
    return AccessNeed.objects.get(rsvp=rsvp)


def answered(need, state="CONFIRMED", answer="", *, by=None, now=None, seen=None):
    return answer_access_need(
        event_id=need.event_id,
        access_need_id=need.pk,
        membership=by or need.event.host,
        state=state,
        answer=answer,
        seen=seen or need.turned_at,
        now=now or timezone.now(),
    )


def deliver():
    for queue in ("inside", "outside"):
        delivery.deliver_due(queue=queue)


def subjects(mailoutbox, mailbox):
    return [mail.subject for mail in mailoutbox if mail.to == [mailbox.user.email]]


def answer_data(need, **more):
    return {"state": "CONFIRMED", "answer": "", "seen": need.turned_at.isoformat(), **more}


# Asking


def test_the_host_owes_an_answer_by_a_time(rsvp):
    now = timezone.now()

    need = asked(rsvp, now=now)

    assert (need.state, need.owner_id) == ("REQUESTED", rsvp.event.host_id)
    assert need.due_at == now + 72 * HOUR
    assert [fact.data for fact in named("access_need_asked")] == [{"event_id": rsvp.event_id}]


@pytest.mark.parametrize("name", ["rsvp_create", "waitlist_create"])
def test_it_is_asked_with_the_seat(sign_in, name):
    event = event_in(3 * DAY)
    if name == "waitlist_create":
        event.segments.update(capacity=1)
        seat_at(event)
    me = someone(event)
    data = {"intention": "Redraft one page", "sight": "HOSTS", "need": NEED}

    response = sign_in(me).post(url(name, event, event.segments.get().pk), data)

    assert response.status_code == 302
    need = AccessNeed.objects.get()
    assert (need.words, need.membership_id) == (NEED, me.pk)
    assert len(named("access_need_asked")) == 1


def test_an_rsvp_without_a_need_asks_for_nothing(sign_in):
    event = event_in(3 * DAY)
    data = {"intention": "Redraft one page", "sight": "HOSTS", "need": "  "}

    sign_in(someone(event)).post(url("rsvp_create", event, event.segments.get().pk), data)

    assert Rsvp.objects.count() == 1
    assert not AccessNeed.objects.exists()


def test_words_that_do_not_fit_come_back_with_the_form(sign_in):
    event = event_in(3 * DAY)
    words = "x" * 281
    data = {"intention": "Redraft one page", "sight": "HOSTS", "need": words}

    response = sign_in(someone(event)).post(
        url("rsvp_create", event, event.segments.get().pk), data
    )

    assert response.status_code == 422
    assert words in said(response)
    assert not Rsvp.objects.exists()


def test_on_the_page_it_is_told_changed_and_withdrawn(sign_in, rsvp):
    client, page = sign_in(rsvp.membership), url("access_need_update", rsvp.event)

    client.post(page, {"need": NEED})
    panel = said(client.get(url("event_detail", rsvp.event)))
    client.post(page, {"need": "A quiet room"})
    form = said(client.get(page))
    gone = client.post(url("access_need_withdrawal", rsvp.event), follow=True)

    assert NEED in panel
    assert "No answer yet" in panel
    assert "A quiet room" in form
    assert "the words are gone" in said(gone)
    assert not AccessNeed.objects.exists()


def test_saying_the_same_again_asks_nothing_anew(rsvp, need):
    answered(need)

    asked(rsvp)

    need.refresh_from_db()
    assert need.state == "CONFIRMED"
    assert len(named("access_need_asked")) == 1


def test_changing_it_after_the_answer_opens_it_again(rsvp, need):
    answered(need, "CANNOT", NO)
    later = timezone.now() + HOUR

    asked(rsvp, "A quiet room", now=later)

    need.refresh_from_db()
    assert (need.state, need.answer, need.answered_by) == ("REQUESTED", "", None)
    assert need.due_at == later + 72 * HOUR


@pytest.mark.parametrize("words", ["", "x" * 281], ids=["none", "long"])
def test_on_the_page_words_must_fit(sign_in, rsvp, words):
    response = sign_in(rsvp.membership).post(
        url("access_need_update", rsvp.event), {"need": words}
    )

    assert response.status_code == 422
    assert words in said(response)


def test_once_it_has_begun_nothing_can_be_asked(sign_in):
    rsvp = seat_at(event_in(-MINUTE))
    client = sign_in(rsvp.membership)

    response = client.post(url("access_need_update", rsvp.event), {"need": NEED})
    page = client.get(url("access_need_update", rsvp.event))

    assert response.status_code == 422
    assert "Tell a host in the room" in said(page)
    assert not AccessNeed.objects.exists()


@pytest.mark.parametrize("state", ["RELEASED", None], ids=["released", "no claim"])
def test_without_a_claim_there_is_no_such_page(sign_in, rsvp, state):
    other = someone(rsvp.event)
    if state:
        seat_at(rsvp.event, membership=other, state=state)

    assert sign_in(other).get(url("access_need_update", rsvp.event)).status_code == 404


# Answering


def test_a_host_confirms_and_the_member_is_told(sign_in, rsvp, need, mailoutbox):
    client = sign_in(rsvp.event.host)

    client.post(
        url("access_need_answer", rsvp.event, need.pk),
        answer_data(need, answer="They are switched on"),
    )
    deliver()

    need.refresh_from_db()
    assert (need.state, need.answered_by_id) == ("CONFIRMED", rsvp.event.host_id)
    panel = said(sign_in(rsvp.membership).get(url("event_detail", rsvp.event)))
    assert "They are switched on" in panel
    (mail,) = [mail for mail in mailoutbox if mail.to == [rsvp.membership.user.email]]
    assert "They are switched on" in mail.body
    assert NEED not in mail.body
    assert [fact.data["outcome"] for fact in named("access_need_answered")] == ["CONFIRMED"]


def test_a_no_needs_words(sign_in, rsvp, need):
    client = sign_in(rsvp.event.host)
    path = url("access_need_answer", rsvp.event, need.pk)

    refused = client.post(path, answer_data(need, state="CANNOT"))
    client.post(path, answer_data(need, state="CANNOT", answer=NO))

    assert refused.status_code == 422
    assert "what is possible instead" in said(refused)
    need.refresh_from_db()
    assert (need.state, need.answer) == ("CANNOT", NO)


def test_an_answer_can_be_put_right(rsvp, need):
    answered(need)
    need.refresh_from_db()

    answered(need, "CANNOT", NO, now=timezone.now() + HOUR)

    need.refresh_from_db()
    assert need.state == "CANNOT"


def test_nobody_answers_what_they_have_not_read(rsvp, need):
    seen = need.turned_at
    asked(rsvp, "A quiet room", now=timezone.now() + MINUTE)

    with pytest.raises(Refusal, match="Have another look"):
        answered(need, seen=seen)

    need.refresh_from_db()
    assert need.state == "REQUESTED"


def test_two_hosts_who_answer_at_once_do_not_overwrite_each_other(rsvp, need):
    answered(need)

    with pytest.raises(Refusal):
        answered(need, "CANNOT", NO, by=someone(rsvp.event, "OWNER"))

    need.refresh_from_db()
    assert need.state == "CONFIRMED"


@pytest.mark.parametrize(
    ("roles", "status"),
    [([], 403), (["MODERATOR"], 403), (["INSTRUCTOR"], 200), (["OWNER"], 200)],
    ids=str,
)
def test_who_reads_them(sign_in, rsvp, need, roles, status):
    person = someone(rsvp.event, *roles)

    response = sign_in(person).get(url("access_need_list", rsvp.event))

    assert response.status_code == status
    assert (NEED in said(response)) is (status == 200)


@pytest.mark.parametrize("roles", [[], ["MODERATOR"]], ids=str)
def test_others_answer_nothing(rsvp, need, roles):
    other = someone(rsvp.event, *roles)

    with pytest.raises(PermissionDenied):
        answered(need, by=other)
    with pytest.raises(PermissionDenied):
        hand_over_access_need(
            event_id=rsvp.event_id,
            access_need_id=need.pk,
            membership=other,
            owner_id=other.pk,
            now=timezone.now(),
        )


def test_a_need_at_another_event_is_not_there(rsvp, need):
    other = event_in(DAY, community=rsvp.community)

    with pytest.raises(AccessNeed.DoesNotExist):
        answer_access_need(
            event_id=other.pk,
            access_need_id=need.pk,
            membership=other.host,
            state="CONFIRMED",
            answer="",
            seen=need.turned_at,
            now=timezone.now(),
        )


def test_the_most_urgent_come_first(sign_in, rsvp):
    now = timezone.now()
    words = {"Answered": -3, "Overdue": -1, "Later": 9, "Soon": 2}
    for text, hours in words.items():
        need = AccessNeedFactory(
            rsvp=seat_at(rsvp.event), words=text, asked_at=now, due_at=now + hours * HOUR
        )
        if text == "Answered":
            answered(need)

    page = sign_in(rsvp.event.host).get(url("access_need_list", rsvp.event))

    listed = [card.need.row.words for card in page.context["cards"]]
    assert listed == ["Overdue", "Soon", "Later", "Answered"]
    assert said(page).count("Answer overdue") == 1


def test_nobody_else_ever_reads_the_words(sign_in, rsvp, need):
    """Not on the event's page, the discussion, the room, the lists: not even the roommates."""
    SegmentFactory(event=rsvp.event, kind="BROADCAST")
    other = seat_at(rsvp.event).membership
    other.give_roles({"MODERATOR", "MEMBER"}, by=other, now=timezone.now())
    client = sign_in(other)
    slug = rsvp.community.slug

    for path in (
        url("event_detail", rsvp.event),
        url("room_detail", rsvp.event),
        url("contribution_create", rsvp.event),
        url("event_ics", rsvp.event),
        reverse("events:event_list", args=[slug]),
        reverse("events:loop_detail", args=[slug]),
        reverse("memberships:membership_list", args=[slug]),
    ):
        assert NEED not in said(client.get(path))
    assert all(NEED not in str(fact.data) for fact in Fact.objects.all())


# Mails, and the time to answer by


def test_the_owner_is_told_without_a_word_of_it(rsvp, need, mailoutbox):
    deliver()

    (mail,) = mailoutbox
    text = mail.subject + mail.body + mail.alternatives[0][0]
    assert mail.to == [rsvp.event.host.user.email]
    assert url("access_need_list", rsvp.event) in mail.body
    assert NEED not in text
    assert "Nadia" not in text


def test_nobody_is_told_of_what_was_withdrawn(rsvp, need, mailoutbox):
    withdraw_access_need(event_id=rsvp.event_id, membership=rsvp.membership, now=timezone.now())
    deliver()

    assert mailoutbox == []


def test_another_can_owe_the_answer_and_is_told(sign_in, rsvp, need, mailoutbox):
    helper, due_at = someone(rsvp.event, "INSTRUCTOR"), need.due_at
    deliver()
    mailoutbox.clear()

    sign_in(rsvp.event.host).post(
        url("access_need_handover", rsvp.event, need.pk), {"owner_id": helper.pk}
    )
    deliver()

    need.refresh_from_db()
    assert (need.owner_id, need.due_at) == (helper.pk, due_at)
    assert [mail.to for mail in mailoutbox] == [[helper.user.email]]
    assert NEED not in mailoutbox[0].body


def test_only_to_somebody_who_hosts(sign_in, rsvp, need):
    other = someone(rsvp.event)

    response = sign_in(rsvp.event.host).post(
        url("access_need_handover", rsvp.event, need.pk), {"owner_id": other.pk}
    )

    assert response.status_code == 422
    need.refresh_from_db()
    assert need.owner_id == rsvp.event.host_id


@pytest.mark.parametrize(
    ("late", "count"), [(-MINUTE, 0), (dt.timedelta(), 1), (HOUR, 1)], ids=str
)
def test_who_lets_them_wait_is_chased_once(rsvp, need, late, count):
    for _stroke in range(2):
        process_due_access_needs(now=need.due_at + late)

    assert len(named("access_need_fell_due")) == count


def test_the_owner_and_the_host_are_mailed(rsvp, need, mailoutbox):
    helper = someone(rsvp.event, "INSTRUCTOR")
    hand_over_access_need(
        event_id=rsvp.event_id,
        access_need_id=need.pk,
        membership=rsvp.event.host,
        owner_id=helper.pk,
        now=timezone.now(),
    )
    deliver()
    mailoutbox.clear()
    AccessNeed.objects.update(due_at=timezone.now() - MINUTE)

    process_due_access_needs(now=timezone.now())
    deliver()

    told = sorted(mail.to[0] for mail in mailoutbox)
    assert told == sorted([helper.user.email, rsvp.event.host.user.email])
    assert all(NEED not in mail.body for mail in mailoutbox)


@pytest.mark.parametrize("what", ["answered", "released", "cancelled", "begun"])
def test_what_is_past_is_not_chased(rsvp, need, what):
    now = timezone.now()
    if what == "answered":
        answered(need)
    if what == "released":
        Rsvp.objects.filter(pk=rsvp.pk).update(
            state="RELEASED", released_at=now, release_reason="GIVEN_BACK"
        )
    if what == "cancelled":
        Event.objects.filter(pk=rsvp.event_id).update(state="CANCELLED", cancelled_at=now)
    after = rsvp.event.starts_at if what == "begun" else need.due_at

    assert process_due_access_needs(now=after) == 0


def test_a_moved_event_has_another_time_to_answer_by(rsvp, need):
    event = rsvp.event
    starts_at = event.starts_at - 7 * DAY
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=event.ends_at - 7 * DAY)
    facts.record(
        EVENT_CHANGED,
        about=event,
        by=event.host,
        now=timezone.now(),
        is_moved=True,
        was_at=event.starts_at.isoformat(),
    )
    deliver()

    need.refresh_from_db()
    assert need.due_at == starts_at - DAY


# A claim that moves or ends


def test_it_follows_to_the_other_segment_with_its_answer(rsvp, need):
    answered(need)
    broadcast = SegmentFactory(event=rsvp.event, kind="BROADCAST")

    new = change_segment(
        event_id=rsvp.event_id,
        segment_id=broadcast.pk,
        membership=rsvp.membership,
        now=timezone.now(),
    )
    deliver()

    need.refresh_from_db()
    assert (need.rsvp_id, need.state) == (new.pk, "CONFIRMED")


def test_it_follows_a_moved_wish_and_is_asked_of_that_host():
    first = event_in(5 * DAY)
    waiting = seat_at(first, state="WAITING")
    later = SegmentFactory(
        event__community=first.community,
        event__revision=first.revision,
        event__starts_at=first.starts_at + 7 * DAY,
    ).event
    need = asked(waiting)
    answered(need)

    new = move_wish(
        event_id=first.pk,
        to_event_id=later.pk,
        membership=waiting.membership,
        now=timezone.now(),
    )
    deliver()

    need.refresh_from_db()
    assert (need.rsvp_id, need.event_id, need.owner_id) == (new.pk, later.pk, later.host_id)
    assert (need.state, need.words) == ("REQUESTED", NEED)
    assert len(named("access_need_asked")) == 2


def test_it_ends_with_the_seat(sign_in, rsvp, need):
    release_seat(event_id=rsvp.event_id, membership=rsvp.membership, now=timezone.now())
    shown = said(sign_in(rsvp.event.host).get(url("access_need_list", rsvp.event)))
    deliver()

    assert NEED not in shown
    assert not AccessNeed.objects.exists()


# Forgetting


@pytest.mark.parametrize(("after", "kept"), [(30 * DAY - MINUTE, True), (30 * DAY, False)])
def test_the_words_are_kept_for_thirty_days(rsvp, need, after, kept):
    answered(need, "CANNOT", NO)

    process_due_access_needs(now=rsvp.event.ends_at + after)

    need.refresh_from_db()
    assert (need.words, need.answer) == ((NEED, NO) if kept else ("", ""))
    assert need.state == "CANNOT"


def test_an_erased_account_leaves_no_words(rsvp, need):
    answered(need, "CANNOT", NO)
    Event.objects.filter(pk=rsvp.event_id).update(
        state="ENDED",
        ended_at=timezone.now(),
        starts_at=timezone.now() - DAY,
        ends_at=timezone.now() - DAY + HOUR,
    )
    rsvp.membership.user.ask_for_deletion(now=timezone.now() - 8 * DAY)

    erase_due_accounts(now=timezone.now())
    deliver()

    need.refresh_from_db()
    assert (need.words, need.answer, need.state) == ("", "", "CANNOT")


# How many wait, where hosts look


def test_hosts_see_how_many_wait(sign_in, rsvp, need):
    AccessNeedFactory(rsvp=seat_at(rsvp.event))
    answered(AccessNeedFactory(rsvp=seat_at(rsvp.event)))
    RsvpFactory(segment=rsvp.segment)
    client = sign_in(rsvp.event.host)
    studio = reverse("events:studio_detail", args=[rsvp.community.slug])

    assert "2 wait for an answer" in said(client.get(url("event_detail", rsvp.event)))
    assert "2 needs to answer" in said(client.get(studio))


def test_members_do_not(sign_in, rsvp, need):
    shown = said(sign_in(someone(rsvp.event)).get(url("event_detail", rsvp.event)))

    assert "for an answer" not in shown
    assert "What people need" not in shown
