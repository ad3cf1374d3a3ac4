import pytest
from django.utils import timezone

from config.kernel.errors import Refusal
from events.board.models import Contribution
from events.board.services import hide_contribution, post_contribution
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import ContributionFactory, EventFactory, RsvpFactory

pytestmark = pytest.mark.django_db

WORDS = "The table of contents is an argument."


@pytest.fixture
def event():
    return event_in(DAY)


@pytest.fixture
def post(event):
    rsvp = seat_at(event)
    return ContributionFactory(event=event, membership=rsvp.membership, text=WORDS)


def write(client, event, text=WORDS, **headers):
    return client.post(url("contribution_create", event), {"text": text}, headers=headers)


def hide(client, post):
    return client.post(url("contribution_hiding", post.event, post.pk))


def wall(client, event):
    return said(client.get(url("contribution_create", event)))


@pytest.mark.parametrize("when", [DAY, -10 * HOUR], ids=["before", "after"])
def test_who_has_a_seat_writes_before_and_after(sign_in, when):
    event = event_in(when) if when == DAY else ended(event_in(when))
    client = sign_in(seat_at(event).membership)

    response = write(client, event)

    assert response["Location"] == url("event_detail", event) + "#discussion"
    assert WORDS in said(client.get(url("event_detail", event)))
    (fact,) = named("contribution_posted")
    assert fact.data == {"event_id": event.pk}


def test_those_of_the_broadcast_and_the_host_write_too(sign_in, event):
    watching = RsvpFactory(segment__event=event, segment__kind="BROADCAST").membership

    for person in (watching, event.host):
        assert write(sign_in(person), event).status_code == 302

    assert Contribution.objects.count() == 2


@pytest.mark.parametrize("roles", [[], ["INSTRUCTOR"], ["MODERATOR"], ["OWNER"]], ids=str)
def test_others_read_and_do_not_write(sign_in, event, post, roles):
    client = sign_in(someone(event, *roles))

    assert WORDS in wall(client, event)
    assert "<textarea" not in wall(client, event)
    assert write(client, event).status_code == 403
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("state", ["WAITING", "RELEASED"])
def test_without_a_seat_nobody_writes(sign_in, event, state):
    assert write(sign_in(seat_at(event, state=state).membership), event).status_code == 403


def test_a_cancelled_event_takes_no_more_posts(sign_in):
    event = event_in(DAY, state="CANCELLED", cancelled_at=timezone.now())

    response = write(sign_in(seat_at(event).membership), event)

    assert response.status_code == 422
    assert "its discussion is closed" in said(response)
    assert not Contribution.objects.exists()


def test_a_foreign_wall_is_not_there(sign_in, event, post):
    client = sign_in(someone(EventFactory(), "OWNER"))

    assert client.get(url("contribution_create", event)).status_code == 404
    assert write(client, event).status_code == 404
    assert hide(client, post).status_code == 404


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001, "a \x00 byte"], ids=len)
def test_bad_input_is_told_and_nothing_written(sign_in, event, text):
    response = write(sign_in(seat_at(event).membership), event, text)

    assert response.status_code == 422
    assert "needs another look" in said(response)
    assert text.split("\x00")[0][:20] in said(response)
    assert not Contribution.objects.exists()


def test_two_thousand_characters_fit(sign_in, event):
    assert write(sign_in(seat_at(event).membership), event, "ü" * 2000).status_code == 302


def test_markdown_is_drawn_and_scripts_are_words(sign_in, event):
    client = sign_in(seat_at(event).membership)

    write(client, event, "**Bold** [in](javascript:alert(1)) <script>alert(1)</script>")
    shown = wall(client, event)

    assert "<strong>Bold</strong>" in shown
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize("text", ["שלום לכולם", "🧵 one thread 👩‍👩‍👧"], ids=ascii)
def test_any_words_are_words(sign_in, event, text):
    client = sign_in(seat_at(event).membership)

    write(client, event, text)

    assert text in wall(client, event)


@pytest.mark.parametrize("roles", [["INSTRUCTOR"], ["MODERATOR"], ["OWNER"]], ids=str)
def test_those_who_look_after_the_wall_hide(sign_in, event, post, roles):
    client = sign_in(someone(event, *roles))

    assert "Hide" in wall(client, event)
    assert hide(client, post)["Location"] == url("event_detail", event) + "#discussion"
    assert WORDS not in wall(client, event)
    (fact,) = named("contribution_hidden")
    assert fact.subject_id == post.pk


def test_the_host_hides_and_hiding_again_is_no_matter(sign_in, event, post):
    client = sign_in(event.host)

    hide(client, post)
    hide(client, post)

    post.refresh_from_db()
    assert post.hidden_by_id == event.host_id
    assert len(named("contribution_hidden")) == 1


def test_members_may_not_hide(sign_in, event, post):
    client = sign_in(seat_at(event).membership)

    assert "Hide" not in wall(client, event)
    assert hide(client, post).status_code == 403
    assert hide(sign_in(post.membership), post).status_code == 403
    post.refresh_from_db()
    assert post.hidden_at is None


def test_its_author_still_sees_what_is_hidden_and_that_it_is(sign_in, event, post):
    hide_contribution(
        event_id=event.pk,
        contribution_id=post.pk,
        membership=event.host,
        now=timezone.now(),
    )

    for_author = wall(sign_in(post.membership), event)
    for_another = wall(sign_in(seat_at(event).membership), event)

    assert WORDS in for_author
    assert "A host hid this post" in for_author
    assert WORDS not in for_another


def test_a_post_of_another_event_is_not_there(sign_in, event, post):
    other = EventFactory(community=event.community)
    path = url("contribution_hiding", other, post.pk)

    assert sign_in(other.host).post(path).status_code == 404


def test_an_erased_person_has_no_name(sign_in, event):
    ContributionFactory(event=event, membership__user__name="")

    assert "A former member" in wall(sign_in(event.host), event)


def test_posts_stand_in_the_order_they_came(sign_in, event):
    now = timezone.now()
    ContributionFactory(event=event, text="the later", posted_at=now)
    ContributionFactory(event=event, text="the earlier", posted_at=now - HOUR)

    shown = wall(sign_in(event.host), event)

    assert shown.index("the earlier") < shown.index("the later")


def test_with_htmx_only_the_wall_comes_back(sign_in, event):
    client = sign_in(seat_at(event).membership)

    good = write(client, event, hx_request="true")
    bad = write(client, event, "", hx_request="true")

    assert (good.status_code, bad.status_code) == (200, 422)
    for answer in (good, bad):
        assert said(answer).strip().startswith('<section class="stack" id="discussion"')
    assert WORDS in said(good)
    assert "needs another look" in said(bad)


def test_the_model_refuses_what_the_form_lets_by(event):
    for text in ("", "x" * 2001):
        with pytest.raises(Refusal):
            post_contribution(
                event_id=event.pk, membership=event.host, text=text, now=timezone.now()
            )
