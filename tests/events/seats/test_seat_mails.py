"""What mail says of offers, of the line, of being taken off, and of another room."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from config.kernel import facts
from config.kernel.delivery import deliver_due
from config.kernel.models import Fact
from events.calendar.models.events import Event
from events.scheduling.services import cancel_event
from events.seats.facts import SEAT_CAME_FREE
from events.seats.models.rsvps import Rsvp
from events.seats.models.sister_rooms import SisterRoom
from events.seats.services.claims import (
    accept_seat,
    process_due_offers,
    release_seat,
    remove_from_event,
)
from events.seats.services.rooms import confirm_sister_room
from memberships.mail.models import NotificationPreference
from tests.factories import (
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    SeparationFactory,
    UserFactory,
)
from tests.factories.cast import wait

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
TITLE = "Sourdough and silence"


def event_in(lead, *, seats=1, **fields):
    starts_at = timezone.now().replace(microsecond=0) + lead
    return SegmentFactory(event=EventFactory(starts_at=starts_at, **fields), capacity=seats).event


@pytest.fixture
def event():
    """In four days, its one seat taken."""
    event = event_in(4 * DAY)
    RsvpFactory(segment=event.segments.get())
    return event


def repeat(event, lead):
    return SegmentFactory(
        event=EventFactory(
            community=event.community,
            revision=event.revision,
            starts_at=event.starts_at + lead,
            title="The one after",
        )
    ).event


def someone(event, **user):
    return MembershipFactory(community=event.community, user=UserFactory(**user))


def join(event, membership=None):
    rsvp = wait(
        event.segments.get(),
        membership or someone(event),
        intention="Read my draft aloud",
        now=timezone.now(),
    )
    deliver()
    return rsvp


def give_back(event):
    """Whoever has the seat gives it back."""
    seat = Rsvp.objects.filter(event=event, state="GOING").select_related("membership").first()
    release_seat(event_id=event.pk, membership=seat.membership, now=timezone.now())
    deliver()


def deliver():
    deliver_due(queue="inside")
    deliver_due(queue="outside")


def mute(membership, category="SEATS"):
    NotificationPreference.objects.create(
        community=membership.community,
        membership=membership,
        category=category,
        muted_at=timezone.now(),
    )


def to(membership, mailoutbox):
    return [mail for mail in mailoutbox if mail.to == [membership.user.email]]


def both(mail):
    """The words of both parts of a mail."""
    (alternative,) = mail.alternatives
    return mail.body, alternative.content


class TestLine:
    def test_it_tells_the_place_why_and_the_next_repeat(self, event, mailoutbox):
        repeat(event, 7 * DAY)
        join(event)
        second = join(event)
        (mail,) = to(second.membership, mailoutbox)

        assert mail.subject == f"You are on the waiting list: {TITLE}"
        for words in both(mail):
            assert "You are 2nd on the waiting list." in words
            assert "1 person before you asked earlier." in words
            assert "The one after" in words
            assert "There are seats." in words
        assert not mail.attachments

    def test_near_the_start_it_says_how_a_seat_is_had_then(self, mailoutbox):
        event = event_in(2 * HOUR)
        RsvpFactory(segment=event.segments.get())
        rsvp = join(event)
        (mail,) = to(rsvp.membership, mailoutbox)

        assert "the first to take it has it" in mail.body

    def test_who_must_be_kept_away_reads_what_all_read(self, mailoutbox):
        """Once the event is full; once it only looks so, and so does its repeat."""
        bodies = []
        for is_full in (True, False):
            event = event_in(4 * DAY, seats=1 if is_full else 5)
            later = repeat(event, 7 * DAY)
            RsvpFactory(segment=event.segments.get(), intention_sight="ME")
            member = someone(event, name="Uma Quinn")
            if is_full:
                later.segments.update(capacity=1, taken=1)
            else:
                SeparationFactory(protected=event.host, restrained=member)
                SeparationFactory(protected=later.host, restrained=member)
            join(event, member)
            (mail,) = to(member, mailoutbox)
            bodies.append(mail.body.partition("with ")[0])

        assert bodies[0] == bodies[1]


class TestOffer:
    def test_it_says_until_when_and_opens_a_page(self, event, mailoutbox, settings):
        rsvp = join(event, someone(event, time_zone="Pacific/Auckland"))
        give_back(event)
        mail = to(rsvp.membership, mailoutbox)[-1]
        path = reverse("events:event_detail", args=[event.community.slug, event.pk])

        assert mail.subject == f"A seat is free for you: {TITLE}"
        for words in both(mail):
            assert "It is kept for you until" in words
            assert "(Auckland), that is for" in words
            assert f"{settings.SITE_URL}{path}" in words
        assert not mail.attachments
        assert "List-Unsubscribe" in mail.extra_headers

    def test_one_that_was_answered_before_the_mail_is_not_mailed(self, event, mailoutbox):
        rsvp = join(event)
        mailoutbox.clear()
        seat = Rsvp.objects.filter(event=event, state="GOING").get()
        now = timezone.now()
        release_seat(event_id=event.pk, membership=seat.membership, now=now)
        accept_seat(event_id=event.pk, membership=rsvp.membership, now=now)
        deliver()

        assert [mail.subject for mail in to(rsvp.membership, mailoutbox)] == [
            f"You have a place: {TITLE}"
        ]

    def test_accepting_confirms_with_a_calendar_file(self, event, mailoutbox):
        rsvp = join(event)
        give_back(event)
        now = timezone.now()
        accept_seat(event_id=event.pk, membership=rsvp.membership, now=now)
        deliver()
        mail = to(rsvp.membership, mailoutbox)[-1]

        assert mail.subject == f"You have a place: {TITLE}"
        assert method(mail) == "REQUEST"

    def test_declining_sends_nothing_and_the_next_is_asked(self, event, mailoutbox):
        first, second = join(event), join(event)
        give_back(event)
        mailoutbox.clear()
        now = timezone.now()
        release_seat(event_id=event.pk, membership=first.membership, now=now)
        deliver()

        assert [mail.to for mail in mailoutbox] == [[second.membership.user.email]]
        assert mailoutbox[0].subject == f"A seat is free for you: {TITLE}"

    def test_a_lapse_is_told_with_the_way_back_and_the_next_repeat(
        self, event, mailoutbox, settings
    ):
        repeat(event, 7 * DAY)
        rsvp = join(event)
        give_back(event)
        Rsvp.objects.filter(pk=rsvp.pk).update(held_until=timezone.now())
        process_due_offers(now=timezone.now())
        deliver()
        mail = to(rsvp.membership, mailoutbox)[-1]

        assert mail.subject == f"Your offer has lapsed: {TITLE}"
        for words in both(mail):
            assert "The one after" in words
        path = reverse("events:event_detail", args=[event.community.slug, event.pk])
        assert f"Join the waiting list again:\n{settings.SITE_URL}{path}\n" in mail.body
        assert not mail.attachments

    def test_who_stands_in_line_again_already_is_not_told_of_the_lapse(self, event, mailoutbox):
        rsvp = join(event)
        give_back(event)
        Rsvp.objects.filter(pk=rsvp.pk).update(held_until=timezone.now())
        RsvpFactory(segment=event.segments.get(), state="WAITING")
        now = timezone.now()
        process_due_offers(now=now)
        wait(event.segments.get(), rsvp.membership, now=now)
        mailoutbox.clear()
        deliver()

        assert f"Your offer has lapsed: {TITLE}" not in [mail.subject for mail in mailoutbox]

    def test_a_cancelled_event_sends_no_calendar_file_to_who_was_only_offered_a_seat(
        self, event, mailoutbox
    ):
        repeat(event, 7 * DAY)
        rsvp = join(event)
        give_back(event)
        cancel_event(
            event_id=event.pk,
            membership=MembershipFactory(community=event.community, roles=["MEMBER", "OWNER"]),
            reason="The host is ill.",
            now=timezone.now(),
        )
        deliver()
        mail = to(rsvp.membership, mailoutbox)[-1]

        assert mail.subject == f"Cancelled: {TITLE}"
        assert not mail.attachments
        for words in both(mail):
            assert "The one after" in words


class TestLastHours:
    @pytest.fixture
    def event(self):
        event = event_in(2 * HOUR)
        RsvpFactory(segment=event.segments.get())
        return event

    def test_all_in_line_are_told_at_once(self, event, mailoutbox):
        line = [join(event) for _place in range(3)]
        mailoutbox.clear()
        give_back(event)
        told = {
            mail.to[0]
            for mail in mailoutbox
            if mail.subject == f"A seat is free, first to accept: {TITLE}"
        }

        assert told == {rsvp.membership.user.email for rsvp in line}
        assert not any(mail.attachments for mail in mailoutbox if mail.to[0] in told)

    def test_who_comes_too_late_is_not_called_in_vain(self, event, mailoutbox):
        rsvp = join(event)
        mailoutbox.clear()
        now = timezone.now()
        facts.record(SEAT_CAME_FREE, about=rsvp, by=None, now=now, event_id=event.pk)
        deliver()

        assert not mailoutbox


class TestRemoval:
    WHY = "You came twice after the start."

    def remove(self, rsvp):
        remove_from_event(
            event_id=rsvp.event_id,
            rsvp_id=rsvp.pk,
            membership=rsvp.event.host,
            reason=self.WHY,
            now=timezone.now(),
        )
        deliver()

    def test_it_says_why_and_leaves_the_calendar(self, event, mailoutbox):
        rsvp = Rsvp.objects.get(event=event)
        mute(rsvp.membership)
        self.remove(rsvp)
        (mail,) = to(rsvp.membership, mailoutbox)

        assert mail.subject == f"You were taken off an event: {TITLE}"
        for words in both(mail):
            assert self.WHY in words
        assert method(mail) == "CANCEL"
        assert "List-Unsubscribe" not in mail.extra_headers

    @pytest.mark.parametrize("state", ["WAITING", "OFFERED"])
    def test_without_a_seat_there_is_nothing_to_take_out(self, event, mailoutbox, state):
        event.segments.update(capacity=2)
        rsvp = RsvpFactory(segment=event.segments.get(), state=state)
        self.remove(rsvp)
        (mail,) = to(rsvp.membership, mailoutbox)

        assert self.WHY in mail.body
        assert not mail.attachments

    def test_the_reason_is_in_no_fact(self, event):
        self.remove(Rsvp.objects.get(event=event))

        assert not [fact for fact in Fact.objects.all() if self.WHY in str(fact.data)]


class TestSisterRoom:
    @pytest.fixture
    def event(self):
        community = MembershipFactory().community
        owner = MembershipFactory(community=community, roles=["MEMBER", "OWNER"])
        event = event_in(4 * DAY, community=community, made_by=owner)
        RsvpFactory(segment=event.segments.get())
        return event

    def test_host_and_maker_are_asked_once_and_nobody_in_line_is_named(self, event, mailoutbox):
        line = [join(event, someone(event, name=f"Waiting Person {at}")) for at in range(3)]
        asked = [mail for mail in mailoutbox if mail.subject == f"A second room? {TITLE}"]
        path = reverse("events:seat_list", args=[event.community.slug, event.pk])

        assert {mail.to[0] for mail in asked} == {event.host.user.email, event.made_by.user.email}
        assert len(asked) == 2
        for mail in asked:
            for words in both(mail):
                assert "3 people are on the waiting list" in words
                assert path in words
                assert not any(rsvp.membership.user.name in words for rsvp in line)

    def confirm(self, event, *, host, by):
        for _place in range(3):
            join(event)
        confirm_sister_room(
            event_id=event.pk,
            sister_room_id=SisterRoom.objects.get(event=event).pk,
            room_host_id=host.pk,
            membership=by,
            now=timezone.now(),
        )
        deliver()

    def test_whoever_hosts_the_new_room_is_told_whatever_they_switched_off(
        self, event, mailoutbox
    ):
        host = MembershipFactory(community=event.community, roles=["MEMBER", "INSTRUCTOR"])
        mute(host)
        self.confirm(event, host=host, by=event.host)
        (mail,) = to(host, mailoutbox)

        assert mail.subject == f"You host a room: {TITLE}"
        assert "you are its host" in mail.body
        assert not mail.attachments

    def test_whoever_gave_it_to_themselves_knows_it(self, event, mailoutbox):
        self.confirm(event, host=event.made_by, by=event.made_by)

        assert f"You host a room: {TITLE}" not in [mail.subject for mail in mailoutbox]

    def test_a_proposal_that_was_answered_is_not_mailed(self, event, mailoutbox):
        for _place in range(2):
            join(event)
        wait(
            event.segments.get(),
            someone(event),
            intention="Read my draft aloud",
            now=timezone.now(),
        )
        deliver_due(queue="inside")
        Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - MINUTE)
        deliver()

        assert f"A second room? {TITLE}" not in [mail.subject for mail in mailoutbox]


def method(mail):
    (part,) = mail.attachments
    return icalendar.Calendar.from_ical(part.get_payload(decode=True))["METHOD"]
