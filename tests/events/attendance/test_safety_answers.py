"""The one private question: who may read its answer, and that nobody else can."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.kernel import delivery
from config.kernel.errors import Refusal
from events.attendance.models import WrapUp
from events.attendance.rules import Card
from events.attendance.services.wrap_ups import fill_wrap_up, handle_safety_answer
from tests.events.attendance.arranging import (
    HOUR,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import EventFactory, WrapUpFactory

pytestmark = pytest.mark.django_db

ANSWERS = ("Something felt off", "I would like a moderator to contact me")


@pytest.fixture
def rsvp():
    """Somebody who was at an event that ended an hour ago."""
    return seat_at(ended(event_in(-2 * HOUR)))


@pytest.fixture
def moderator(rsvp):
    return someone(rsvp.event, "MODERATOR")


def answer(rsvp, safety):
    return fill_wrap_up(
        event_id=rsvp.event_id,
        membership=rsvp.membership,
        card=Card(safety=safety),
        now=timezone.now(),
    )


def page_of(client, rsvp):
    return client.get(reverse("events:safety_answer_list", args=[rsvp.community.slug]))


def handle(client, wrap_up):
    names = [wrap_up.community.slug, wrap_up.pk]
    return client.post(reverse("events:safety_answer_handling", args=names))


def deliver():
    for queue in ("inside", "inside", "outside"):
        delivery.deliver_due(queue=queue)


@pytest.mark.parametrize("safety", ["UNEASY", "TALK"])
def test_a_moderator_is_told_by_mail_without_a_word_of_it(rsvp, moderator, mailoutbox, safety):
    someone(rsvp.event, "OWNER")

    answer(rsvp, safety)
    deliver()

    (mail,) = mailoutbox
    text = mail.subject + mail.body + mail.alternatives[0][0]
    assert mail.to == [moderator.user.email]
    assert reverse("events:safety_answer_list", args=[rsvp.community.slug]) in mail.body
    assert rsvp.membership.user.name not in text
    assert rsvp.event.title not in text
    assert not any(words in text for words in ANSWERS)


@pytest.mark.parametrize("safety", ["FINE", ""])
def test_an_answer_that_asks_for_nobody_tells_nobody(rsvp, moderator, mailoutbox, safety):
    answer(rsvp, safety)
    deliver()

    assert mailoutbox == []
    assert named("safety_answer_given") == []


def test_without_a_moderator_the_owners_are_told(rsvp, mailoutbox):
    owners = [someone(rsvp.event, "OWNER") for _owner in range(2)]

    answer(rsvp, "TALK")
    deliver()

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(o.user.email for o in owners)


def test_one_mail_each_however_often_it_is_delivered(rsvp, moderator, mailoutbox):
    someone(rsvp.event, "MODERATOR")

    answer(rsvp, "TALK")
    deliver()
    deliver()

    assert len(mailoutbox) == len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 2


def test_nobody_is_mailed_once_it_was_looked_after(rsvp, moderator, mailoutbox):
    wrap_up = answer(rsvp, "TALK")
    handle_safety_answer(wrap_up_id=wrap_up.pk, membership=moderator, now=timezone.now())
    deliver()

    assert mailoutbox == []


def test_facts_carry_no_word_of_it(rsvp, moderator):
    answer(rsvp, "TALK")

    (fact,) = named("safety_answer_given")
    assert fact.data == {"event_id": rsvp.event_id}
    assert [fact.data for fact in named("wrap_up_filled")] == [{"event_id": rsvp.event_id}]


def test_moderators_read_it_and_say_when_it_was_looked_after(sign_in, rsvp, moderator):
    wrap_up = answer(rsvp, "TALK")
    client = sign_in(moderator)

    before = said(page_of(client, rsvp))
    response = handle(client, wrap_up)
    after = said(page_of(client, rsvp))

    assert rsvp.membership.user.name in before
    assert rsvp.event.title in before
    assert ANSWERS[1] in before
    assert response.status_code == 302
    assert rsvp.membership.user.name not in after
    assert [fact.actor_id for fact in named("safety_answer_handled")] == [moderator.pk]


def test_an_address_is_shown_only_to_answer_who_asked_for_contact(sign_in, rsvp, moderator):
    answer(rsvp, "UNEASY")
    quiet = said(page_of(sign_in(moderator), rsvp))
    answer(rsvp, "TALK")

    assert rsvp.membership.user.email not in quiet
    assert rsvp.membership.user.email in said(page_of(sign_in(moderator), rsvp))


@pytest.mark.parametrize(
    "roles", [[], ["INSTRUCTOR"], ["OWNER"], ["INSTRUCTOR", "OWNER"]], ids=str
)
def test_nobody_else_reads_it(sign_in, rsvp, moderator, roles):
    wrap_up = answer(rsvp, "TALK")
    client = sign_in(someone(rsvp.event, *roles))

    assert page_of(client, rsvp).status_code == 403
    assert handle(client, wrap_up).status_code == 403
    wrap_up.refresh_from_db()
    assert wrap_up.safety_handled_at is None


def test_the_host_reads_it_nowhere(sign_in, rsvp, moderator):
    """Not as host, not as instructor, owner or moderator: whoever hosted is involved."""
    host = rsvp.event.host
    host.roles = ["MEMBER", "INSTRUCTOR", "MODERATOR", "OWNER"]
    host.save()
    wrap_up = answer(rsvp, "TALK")
    client = sign_in(host)

    page = page_of(client, rsvp)

    assert page.status_code == 200
    assert rsvp.membership.user.name not in said(page)
    assert handle(client, wrap_up).status_code == 404
    for name in ("attendance_list", "event_detail", "room_detail"):
        shown = said(client.get(url(name, rsvp.event)))
        assert not any(words in shown for words in ANSWERS)


def test_where_the_one_moderator_hosted_it_falls_to_the_owners(sign_in, rsvp, mailoutbox):
    rsvp.event.host.roles = ["MEMBER", "MODERATOR"]
    rsvp.event.host.save()
    owner = someone(rsvp.event, "OWNER")

    nothing_yet = page_of(sign_in(owner), rsvp)
    answer(rsvp, "TALK")
    deliver()

    assert nothing_yet.status_code == 403
    assert [mail.to for mail in mailoutbox] == [[owner.user.email]]
    assert rsvp.membership.user.name in said(page_of(sign_in(owner), rsvp))


def test_owners_read_it_where_there_is_no_moderator(sign_in, rsvp):
    owner = someone(rsvp.event, "OWNER")

    empty = page_of(sign_in(owner), rsvp)
    wrap_up = answer(rsvp, "UNEASY")

    assert empty.status_code == 200
    assert ANSWERS[0] in said(page_of(sign_in(owner), rsvp))
    assert handle(sign_in(owner), wrap_up).status_code == 302


def test_a_moderator_who_left_does_not_count(sign_in, rsvp, moderator):
    moderator.status = "LEFT"
    moderator.save()
    owner = someone(rsvp.event, "OWNER")

    answer(rsvp, "UNEASY")

    assert ANSWERS[0] in said(page_of(sign_in(owner), rsvp))


def test_a_foreign_moderator_finds_nothing(sign_in, rsvp, moderator):
    wrap_up = answer(rsvp, "TALK")
    stranger = someone(EventFactory(), "MODERATOR")
    own = reverse("events:safety_answer_handling", args=[stranger.community.slug, wrap_up.pk])
    client = sign_in(stranger)

    assert page_of(client, rsvp).status_code == 404
    assert client.post(own).status_code == 404


def test_it_is_looked_after_once(sign_in, rsvp, moderator):
    wrap_up = WrapUpFactory(rsvp=rsvp, safety="TALK")
    client = sign_in(moderator)
    handle(client, wrap_up)

    response = handle(client, wrap_up)

    assert response.status_code == 422
    assert "looked after already" in said(response)
    assert len(named("safety_answer_handled")) == 1


def test_looking_at_the_address_handles_nothing(sign_in, rsvp, moderator):
    wrap_up = answer(rsvp, "TALK")
    names = [wrap_up.community.slug, wrap_up.pk]

    page = sign_in(moderator).get(reverse("events:safety_answer_handling", args=names))

    assert page.status_code == 405
    wrap_up.refresh_from_db()
    assert wrap_up.safety_handled_at is None


def test_an_answer_that_asks_for_nobody_cannot_be_handled(rsvp, moderator):
    wrap_up = answer(rsvp, "FINE")

    with pytest.raises(Refusal):
        handle_safety_answer(wrap_up_id=wrap_up.pk, membership=moderator, now=timezone.now())


def test_who_asks_anew_is_heard_anew(rsvp, moderator):
    wrap_up = answer(rsvp, "UNEASY")
    handle_safety_answer(wrap_up_id=wrap_up.pk, membership=moderator, now=timezone.now())

    answer(rsvp, "TALK")

    assert WrapUp.objects.asking_for_a_moderator().exists()
    assert len(named("safety_answer_given")) == 2


@pytest.mark.parametrize(
    ("roles", "promise"),
    [
        (["MODERATOR"], "Only moderators of this community read this, never the host."),
        (["OWNER"], "Only owners of this community read this"),
    ],
    ids=str,
)
def test_the_card_says_who_reads_it(sign_in, rsvp, roles, promise):
    someone(rsvp.event, *roles)

    assert promise in said(sign_in(rsvp.membership).get(url("wrap_up", rsvp.event)))


def test_where_nobody_may_read_it_nobody_is_asked(sign_in, rsvp):
    page = said(sign_in(rsvp.membership).get(url("wrap_up", rsvp.event)))

    assert 'name="thanks"' in page
    assert 'name="safety"' not in page
