import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.services.attendance import mark_absent, mark_present
from events.calendar.models.events import Event
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from tests.events.attendance.arranging import (
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
from tests.factories import CheckInFactory, EventFactory, RsvpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return ended(event_in(-2 * HOUR))


def mark(use_case, rsvp, *, by=None, now=None):
    return use_case(
        event_id=rsvp.event_id,
        rsvp_id=rsvp.pk,
        membership=by or rsvp.event.host,
        now=now or timezone.now(),
    )


def is_present(rsvp):
    return CheckIn.objects.filter(rsvp=rsvp).exists()


def is_absent(rsvp):
    rsvp.refresh_from_db()
    return rsvp.marked_absent_at is not None


def test_the_host_marks_who_was_there(event):
    rsvp = seat_at(event)

    check_in = mark(mark_present, rsvp)

    assert check_in.marked_by_id == event.host_id
    assert check_in.came_at == event.starts_at
    assert [fact.data["way"] for fact in named("member_checked_in")] == ["host"]


def test_while_it_is_on_they_came_when_the_host_says_so():
    rsvp = seat_at(event_in())
    now = rsvp.event.starts_at + 10 * MINUTE

    assert mark(mark_present, rsvp, now=now).came_at == now


def test_the_host_marks_who_was_not(event):
    rsvp = seat_at(event)

    mark(mark_absent, rsvp)
    mark(mark_absent, rsvp)

    assert is_absent(rsvp)
    assert rsvp.marked_absent_by_id == event.host_id
    assert len(named("member_marked_absent")) == 1


def test_a_mark_can_be_put_right(event):
    rsvp = CheckInFactory(rsvp=seat_at(event)).rsvp

    mark(mark_absent, rsvp)
    assert (is_present(rsvp), is_absent(rsvp)) == (False, True)
    mark(mark_present, rsvp)
    assert (is_present(rsvp), is_absent(rsvp)) == (True, False)


def test_marking_present_twice_is_no_matter(event):
    rsvp = seat_at(event)

    mark(mark_present, rsvp)
    mark(mark_present, rsvp)

    assert len(named("member_checked_in")) == 1


def test_not_before_the_doors_open():
    rsvp = seat_at(event_in(HOUR))
    doors = rsvp.event.starts_at - 15 * MINUTE

    with pytest.raises(Refusal, match="15 minutes"):
        mark(mark_absent, rsvp, now=doors - MINUTE)
    mark(mark_present, rsvp, now=doors)

    assert is_present(rsvp)


@pytest.mark.parametrize("roles", [["INSTRUCTOR"], ["OWNER"]], ids=str)
def test_instructors_and_owners_may_mark(event, roles):
    rsvp = seat_at(event)

    mark(mark_present, rsvp, by=someone(event, *roles))

    assert is_present(rsvp)


@pytest.mark.parametrize("roles", [[], ["MODERATOR"]], ids=str)
def test_others_may_not(event, roles):
    rsvp = seat_at(event)

    for use_case in (mark_present, mark_absent):
        with pytest.raises(PermissionDenied):
            mark(use_case, rsvp, by=someone(event, *roles))

    assert (is_present(rsvp), is_absent(rsvp)) == (False, False)


def test_a_seat_of_another_event_is_not_there(event):
    other = RsvpFactory(
        segment__event__community=event.community,
        segment__event__revision=event.revision,
    )

    with pytest.raises(Rsvp.DoesNotExist):
        mark_present(
            event_id=event.pk, rsvp_id=other.pk, membership=event.host, now=timezone.now()
        )


def test_a_foreign_event_is_not_there(event):
    with pytest.raises(Event.DoesNotExist):
        mark(mark_present, seat_at(event), by=EventFactory().host)


# The list


def test_the_list_is_exact_and_flags_who_is_not_marked(sign_in, event):
    came, gone, unknown = (seat_at(event) for _seat in range(3))
    CheckInFactory(rsvp=came)
    mark(mark_absent, gone)
    seat_at(event, state="WAITING", membership__user__name="Waiting Wanda")
    seat_at(event, state="RELEASED", membership__user__name="Released Rudi")

    page = sign_in(event.host).get(url("attendance_list", event))
    shown = said(page)

    assert all(rsvp.membership.user.name in shown for rsvp in (came, gone, unknown))
    assert "Wanda" not in shown
    assert "Rudi" not in shown
    listed = page.context["page"]
    assert listed.counts == {"present": 1, "absent": 1, "unmarked": 1}
    assert "Mark those who are left" in shown


def test_the_list_shows_only_intentions_meant_for_hosts(sign_in, event):
    seat_at(event, intention="Ask for honest feedback", intention_sight="HOSTS")
    seat_at(event, intention="Keep this to myself", intention_sight="ME")

    shown = said(sign_in(event.host).get(url("attendance_list", event)))

    assert "Ask for honest feedback" in shown
    assert "Keep this to myself" not in shown


def test_an_erased_person_has_no_name(sign_in, event):
    seat_at(event, membership__user__name="")

    assert "A former member" in said(sign_in(event.host).get(url("attendance_list", event)))


def test_an_empty_list_says_so(sign_in, event):
    assert "Nobody has a seat" in said(sign_in(event.host).get(url("attendance_list", event)))


@pytest.mark.parametrize(
    ("roles", "status"),
    [([], 403), (["MODERATOR"], 403), (["INSTRUCTOR"], 200), (["OWNER"], 200)],
    ids=str,
)
def test_who_sees_the_list(sign_in, event, roles, status):
    client = sign_in(someone(event, *roles))

    assert client.get(url("attendance_list", event)).status_code == status


def test_marking_in_the_browser(sign_in, event):
    rsvp = seat_at(event)
    client = sign_in(event.host)

    response = client.post(url("attendance_mark", event, rsvp.pk), {"mark": "present"})

    assert response["Location"] == f"{url('attendance_list', event)}#rsvp-{rsvp.pk}"
    assert is_present(rsvp)


@pytest.mark.parametrize("words", [{}, {"mark": ""}, {"mark": "late"}], ids=str)
def test_another_mark_is_refused(sign_in, event, words):
    rsvp = seat_at(event)

    response = sign_in(event.host).post(url("attendance_mark", event, rsvp.pk), words)

    assert response.status_code == 422
    assert "needs another look" in said(response)
    assert (is_present(rsvp), is_absent(rsvp)) == (False, False)


def test_marking_too_early_is_refused_in_words(sign_in):
    event = event_in(HOUR)
    rsvp = seat_at(event)

    response = sign_in(event.host).post(
        url("attendance_mark", event, rsvp.pk), {"mark": "present"}
    )

    assert response.status_code == 422
    assert "15 minutes before" in said(response)


def test_a_mark_on_a_seat_that_is_not_there(sign_in, event):
    response = sign_in(event.host).post(url("attendance_mark", event, 999), {"mark": "present"})

    assert response.status_code == 404
