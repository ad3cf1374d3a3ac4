import datetime as dt
from urllib.parse import urlsplit

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from config.kernel import facts
from config.kernel.delivery import deliver_due
from config.kernel.models import Delivery
from events.attendance.models import MicroAction, WrapUp
from events.calendar.facts import EVENT_CANCELLED, EVENT_CHANGED
from events.calendar.models.events import Event
from events.reminders.models import Reminder
from events.reminders.services import announce_due_reminders
from events.seats.models.rsvps import Rsvp
from events.seats.services.claims import release_seat
from memberships.mail.models import NotificationPreference
from tests.factories import EventFactory, MembershipFactory, SegmentFactory, UserFactory
from tests.factories.cast import reserve, wait

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
INTENTION = "Read my draft aloud & listen"
TO = "\N{EN DASH}"

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return event_in(7 * DAY)


def event_in(lead, **fields):
    starts_at = timezone.now().replace(microsecond=0) + lead
    return SegmentFactory(event=EventFactory(starts_at=starts_at, **fields)).event


def someone(event, **user):
    return MembershipFactory(community=event.community, user=UserFactory(**user))


def take_seat(event, membership=None):
    who = membership or someone(event)
    rsvp = reserve(event.segments.get(), who, intention=INTENTION, now=timezone.now())
    deliver()
    return rsvp


def deliver():
    deliver_due(queue="inside")
    deliver_due(queue="outside")


def release(rsvp):
    release_seat(event_id=rsvp.event_id, membership=rsvp.membership, now=timezone.now())


def mute(membership, category):
    NotificationPreference.objects.create(
        community=membership.community,
        membership=membership,
        category=category,
        muted_at=timezone.now(),
    )


def move(event, by):
    was_at = event.starts_at.isoformat()
    event.starts_at += by
    event.ends_at += by
    event.sequence += 1
    event.save()
    change(event, is_moved=True, was_at=was_at)


def change(event, *, is_moved=False, was_at=None):
    now = timezone.now()
    facts.record(
        EVENT_CHANGED,
        about=event,
        by=None,
        now=now,
        is_moved=is_moved,
        was_at=was_at or event.starts_at.isoformat(),
    )
    deliver()


def cancel(event, why="The host is ill."):
    event.state, event.cancelled_at, event.cancellation_reason = "CANCELLED", timezone.now(), why
    event.save()
    facts.record(EVENT_CANCELLED, about=event, by=None, now=timezone.now())
    deliver()


def remind(event, kind):
    """Bring one reminder's time; the clock strikes."""
    reminder = Reminder.objects.get(event=event, kind=kind)
    announce_due_reminders(now=timezone.now())
    Reminder.objects.filter(pk=reminder.pk).update(due_at=timezone.now() - MINUTE)
    announce_due_reminders(now=timezone.now())
    deliver()


def be_over(event):
    """As if the event had ended an hour ago."""
    length = event.ends_at - event.starts_at
    event.ends_at = timezone.now() - HOUR
    event.starts_at = event.ends_at - length
    event.state, event.ended_at = "ENDED", timezone.now()
    event.save()


def html(mail):
    (alternative,) = mail.alternatives
    return alternative.content


def calendar(mail):
    (part,) = mail.attachments
    file = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == file["METHOD"]
    assert part.get_filename() == "event.ics"
    return file


class TestSeats:
    def test_a_seat_is_confirmed_with_intention_and_calendar_file(self, event, mailoutbox):
        rsvp = take_seat(event)
        (mail,) = mailoutbox

        assert mail.to == [rsvp.membership.user.email]
        assert mail.subject == "You have a place: Sourdough and silence"
        assert INTENTION in mail.body
        assert "Read my draft aloud &amp; listen" in html(mail)
        assert calendar(mail)["METHOD"] == "REQUEST"

    def test_links_open_pages_of_the_site(self, event, mailoutbox, settings):
        take_seat(event)
        path = reverse("events:event_detail", args=[event.community.slug, event.pk])

        assert f"{settings.SITE_URL}{path}\n" in mailoutbox[0].body
        assert f'href="{settings.SITE_URL}{path}"' in html(mailoutbox[0])

    def test_inside_the_last_hour_the_reminder_comes_instead(self, mailoutbox):
        take_seat(event_in(50 * MINUTE))
        (mail,) = mailoutbox

        assert "at" in mail.subject
        assert mail.subject.endswith("Sourdough and silence")
        assert "You have a place" not in mail.subject
        assert INTENTION in mail.body
        assert calendar(mail)["METHOD"] == "REQUEST"

    def test_inside_the_last_hour_who_wants_no_reminders_is_sent_the_confirmation(
        self, mailoutbox
    ):
        event = event_in(50 * MINUTE)
        membership = someone(event)
        mute(membership, "REMINDERS")
        take_seat(event, membership)

        assert [mail.subject for mail in mailoutbox] == ["You have a place: Sourdough and silence"]

    def test_inside_the_last_ten_minutes_only_the_confirmation_comes(self, mailoutbox):
        take_seat(event_in(9 * MINUTE))

        assert [mail.subject for mail in mailoutbox] == ["You have a place: Sourdough and silence"]

    def test_a_place_in_line_is_told_and_so_is_the_offer_that_comes_of_it(self, event, mailoutbox):
        event.segments.update(capacity=1)
        first, second = take_seat(event), someone(event)
        wait(event.segments.get(), second, intention=INTENTION, sight="ME", now=timezone.now())
        deliver()
        release(first)
        deliver()
        subjects = {mail.subject: mail for mail in mailoutbox}
        line = subjects["You are on the waiting list: Sourdough and silence"]
        offer = subjects["A seat is free for you: Sourdough and silence"]

        assert "You are 1st on the waiting list." in line.body
        assert not line.attachments
        assert not offer.attachments
        assert line.to == offer.to == [second.user.email]

    def test_a_seat_given_back_leaves_the_calendar(self, event, mailoutbox):
        rsvp = take_seat(event)
        release(rsvp)
        deliver()
        invited, gone = (calendar(mail).walk("VEVENT")[0] for mail in mailoutbox)

        assert calendar(mailoutbox[1])["METHOD"] == "CANCEL"
        assert gone["UID"] == invited["UID"]
        assert gone["SEQUENCE"] > invited["SEQUENCE"]

    def test_a_seat_taken_anew_stays_in_the_calendar(self, event, mailoutbox):
        rsvp = take_seat(event)
        release(rsvp)
        take_seat(event, rsvp.membership)
        entries = [calendar(mail).walk("VEVENT")[0] for mail in mailoutbox]

        assert [calendar(mail)["METHOD"] for mail in mailoutbox] == ["REQUEST", "REQUEST"]
        assert entries[1]["SEQUENCE"] > entries[0]["SEQUENCE"]

    def test_a_seat_given_back_before_the_mail_is_not_confirmed(self, event, mailoutbox):
        membership = someone(event)
        reserve(event.segments.get(), membership, intention=INTENTION, now=timezone.now())
        release_seat(event_id=event.pk, membership=membership, now=timezone.now())
        deliver()

        assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["You gave your place back"]


class TestNews:
    def test_a_move_tells_both_times_and_moves_the_calendar(self, mailoutbox):
        starts_at = dt.datetime(2031, 1, 9, 17, tzinfo=dt.UTC)
        event = SegmentFactory(event=EventFactory(starts_at=starts_at)).event
        take_seat(event)
        move(event, DAY)
        mail = mailoutbox[-1]
        (entry,) = calendar(mail).walk("VEVENT")

        assert mail.subject == "New time: Sourdough and silence"
        assert "It was: Thu 9 Jan 2031, 17:00" in mail.body
        assert "Fri 10 Jan 2031, 17:00" in mail.body
        assert entry["DTSTART"].dt == event.starts_at
        assert entry["SEQUENCE"] == 1

    def test_other_changes_are_told_too(self, event, mailoutbox):
        take_seat(event)
        event.title = "Rye and silence"
        event.save()
        change(event)

        assert mailoutbox[-1].subject == "A change: Rye and silence"
        assert calendar(mailoutbox[-1])["METHOD"] == "REQUEST"

    def test_a_cancellation_says_why_and_leaves_the_calendar(self, event, mailoutbox):
        take_seat(event)
        cancel(event)

        assert mailoutbox[-1].subject == "Cancelled: Sourdough and silence"
        assert "The host is ill." in mailoutbox[-1].body
        assert "The host is ill." in html(mailoutbox[-1])
        assert calendar(mailoutbox[-1])["METHOD"] == "CANCEL"

    def test_each_who_has_a_claim_is_told_once(self, event, mailoutbox):
        event.segments.update(capacity=2)
        seated = [take_seat(event) for _seat in range(2)]
        waiting = someone(event)
        wait(event.segments.get(), waiting, intention=INTENTION, sight="ME", now=timezone.now())
        deliver()
        mailoutbox.clear()
        cancel(event)
        told = {mail.to[0]: mail for mail in mailoutbox}

        assert len(mailoutbox) == len(told) == 3
        assert set(told) == {waiting.user.email, *(rsvp.membership.user.email for rsvp in seated)}
        assert not told[waiting.user.email].attachments

    def test_what_must_be_known_is_sent_to_who_wants_no_mail(self, event, mailoutbox):
        membership = someone(event)
        for category in NotificationPreference.Category:
            mute(membership, category)
        take_seat(event, membership)
        change(event)
        move(event, DAY)
        cancel(event)

        assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["New time", "Cancelled"]
        assert all("List-Unsubscribe" not in mail.extra_headers for mail in mailoutbox)
        assert all("switched off" in mail.body for mail in mailoutbox)


class TestReminders:
    def test_the_day_before_quotes_the_intention(self, mailoutbox):
        event = event_in(25 * HOUR)
        take_seat(event)
        remind(event, "DAY")
        mail = mailoutbox[-1]

        assert mail.subject.startswith(("Tomorrow at ", "Soon: "))
        assert INTENTION in mail.body
        assert calendar(mail)["METHOD"] == "REQUEST"
        assert len(mailoutbox) == 2

    @pytest.mark.parametrize(
        ("zone", "subject"),
        [("Europe/Lisbon", "Tomorrow at 18:00"), ("Pacific/Auckland", "Tomorrow at 05:00")],
    )
    def test_day_and_hour_are_by_the_members_clock(self, zone, subject, mailoutbox, monkeypatch):
        starts_at = dt.datetime(2031, 7, 10, 17, tzinfo=dt.UTC)
        event = SegmentFactory(event=EventFactory(starts_at=starts_at)).event
        take_seat(event, someone(event, time_zone=zone))
        monkeypatch.setattr(timezone, "now", lambda: starts_at - DAY)
        announce_due_reminders(now=timezone.now())
        deliver_due(queue="outside")

        assert mailoutbox[-1].subject == f"{subject}: Sourdough and silence"

    def test_both_clocks_are_shown_where_they_differ(self, mailoutbox):
        starts_at = dt.datetime(2031, 7, 10, 17, tzinfo=dt.UTC)
        event = SegmentFactory(event=EventFactory(starts_at=starts_at)).event
        take_seat(event, someone(event, time_zone="Asia/Kolkata"))

        assert f"18:00{TO}18:45 (Lisbon)" in mailoutbox[0].body
        assert f"22:30{TO}23:15" in mailoutbox[0].body
        assert f"22:30{TO}23:15" in html(mailoutbox[0])

    def test_it_speaks_the_members_language(self, mailoutbox, monkeypatch):
        spoken = []
        starts_at = dt.datetime(2031, 7, 10, 17, tzinfo=dt.UTC)
        event = SegmentFactory(event=EventFactory(starts_at=starts_at)).event
        from events.seats.emails import ics

        build = ics.invitation

        def listen(**what):
            spoken.append(translation.get_language())
            return build(**what)

        monkeypatch.setattr(ics, "invitation", listen)
        take_seat(event, someone(event, locale="pt"))

        assert spoken == ["pt"]
        assert "Jul" in mailoutbox[0].body
        assert "Qui 10" in mailoutbox[0].body
        assert '<html lang="pt"' in html(mailoutbox[0])

    def test_nobody_is_reminded_of_a_seat_given_back_at_the_last_moment(self, mailoutbox):
        event = event_in(25 * HOUR)
        rsvp = take_seat(event)
        announce_due_reminders(now=timezone.now() + 2 * HOUR)
        Rsvp.objects.filter(pk=rsvp.pk).update(state="RELEASED", released_at=timezone.now())
        mailoutbox.clear()
        Delivery.objects.filter(delivered_at=None).update(due_at=timezone.now())
        deliver_due(queue="outside")

        assert mailoutbox == []

    def test_nobody_is_reminded_of_a_cancelled_event(self, mailoutbox):
        event = event_in(25 * HOUR)
        take_seat(event)
        announce_due_reminders(now=timezone.now() + 2 * HOUR)
        Event.objects.filter(pk=event.pk).update(state="CANCELLED", cancelled_at=timezone.now())
        mailoutbox.clear()
        Delivery.objects.filter(delivered_at=None).update(due_at=timezone.now())
        deliver_due(queue="outside")

        assert mailoutbox == []

    def test_a_reminder_overtaken_by_a_move_is_sent_once_and_with_the_new_time(self, mailoutbox):
        event = event_in(25 * HOUR)
        take_seat(event)
        Reminder.objects.filter(kind="DAY").update(due_at=timezone.now() - MINUTE)
        announce_due_reminders(now=timezone.now())
        mailoutbox.clear()
        move(event, 3 * DAY)
        assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["New time"]

        remind(event, "DAY")

        assert len(mailoutbox) == 2
        assert mailoutbox[-1].subject.startswith("Soon")

    @pytest.mark.parametrize("status", ["PAUSED", "SUSPENDED", "LEFT"])
    def test_who_is_no_active_member_is_not_reminded(self, status, mailoutbox):
        event = event_in(25 * HOUR)
        rsvp = take_seat(event)
        rsvp.membership.status = status
        rsvp.membership.save()
        mailoutbox.clear()
        remind(event, "DAY")

        assert mailoutbox == []

    def test_a_mail_has_the_same_id_however_often_it_is_sent(self, mailoutbox):
        take_seat(event_in(7 * DAY))
        Delivery.objects.filter(queue="outside").update(
            delivered_at=None, due_at=timezone.now() - MINUTE
        )
        deliver_due(queue="outside")
        first, again = mailoutbox

        assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
        assert first.message()["Message-ID"] == first.extra_headers["Message-ID"]

    def test_a_mail_waits_for_the_next_attempt_longer_than_a_sending_takes(self, settings):
        from config.kernel import reactions

        waits = [
            reaction.backoff.total_seconds()
            for fact in ("events.reminder_due", "events.seat_reserved", "events.event_news_due")
            for reaction in reactions.to(fact).values()
            if reaction.outside
        ]

        assert min(waits) >= 3 * settings.EMAIL_TIMEOUT


class TestUnsubscribing:
    def test_one_click_in_the_mail_program_ends_reminders_and_nothing_else(
        self, mailoutbox, client
    ):
        event = event_in(25 * HOUR)
        rsvp = take_seat(event)
        remind(event, "DAY")
        headers = mailoutbox[-1].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

        url = urlsplit(headers["List-Unsubscribe"].strip("<>"))
        answer = client.post(url.path, {"List-Unsubscribe": "One-Click"})
        mailoutbox.clear()
        remind(event, "HOUR")
        release(rsvp)
        deliver()

        assert answer.status_code < 400
        assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["You gave your place back"]

    def test_looking_at_the_link_changes_nothing(self, mailoutbox, client):
        take_seat(event_in(7 * DAY))
        url = urlsplit(mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>"))

        assert client.get(url.path).status_code == 200
        assert not NotificationPreference.objects.exists()

    @pytest.mark.parametrize("category", ["SEATS", "REMINDERS", "FOLLOW_UPS"])
    def test_what_is_switched_off_is_not_sent(self, category, mailoutbox):
        event = event_in(25 * HOUR)
        membership = someone(event)
        mute(membership, category)
        take_seat(event, membership)
        remind(event, "DAY")
        be_over(event)
        remind(event, "FOLLOW_UP")
        kinds = {
            "You have a place": "SEATS",
            "Tomorrow at": "REMINDERS",
            "Soon": "REMINDERS",
            "After the event": "FOLLOW_UPS",
        }
        sent = {
            kind for mail in mailoutbox for words, kind in kinds.items() if words in mail.subject
        }

        assert sent == set(kinds.values()) - {category}


class TestFollowUps:
    def follow(self, mailoutbox, arrange=lambda _rsvp: None):
        event = event_in(2 * HOUR)
        rsvp = take_seat(event)
        be_over(event)
        rsvp.refresh_from_db()
        arrange(rsvp)
        mailoutbox.clear()
        remind(event, "FOLLOW_UP")
        return mailoutbox

    def commit(self, rsvp):
        MicroAction.objects.create(
            community=rsvp.community,
            rsvp=rsvp,
            event=rsvp.event,
            membership=rsvp.membership,
            text="Redraft one paragraph",
            due_on=dt.date(2031, 7, 10),
            committed_at=timezone.now(),
        )

    def wrap_up(self, rsvp):
        WrapUp.objects.create(
            community=rsvp.community,
            rsvp=rsvp,
            event=rsvp.event,
            membership=rsvp.membership,
            filled_at=timezone.now(),
        )

    def test_it_leads_to_the_wrap_up_card(self, mailoutbox):
        (mail,) = self.follow(mailoutbox)
        event = Event.objects.get()

        assert mail.subject == "After the event: Sourdough and silence"
        assert reverse("events:wrap_up", args=[event.community.slug, event.pk]) in mail.body
        assert INTENTION in mail.body
        assert not mail.attachments

    def test_it_names_the_micro_action_and_its_day(self, mailoutbox):
        (mail,) = self.follow(mailoutbox, self.commit)

        assert "Redraft one paragraph" in mail.body
        assert "Your small task, by Thu 10 Jul:" in mail.body
        assert "Redraft one paragraph" in html(mail)

    def test_a_filled_card_is_not_asked_for_again(self, mailoutbox):
        def both(rsvp):
            self.commit(rsvp)
            self.wrap_up(rsvp)

        (mail,) = self.follow(mailoutbox, both)

        assert "wrap-up" not in mail.body
        assert "Redraft one paragraph" in mail.body

    def test_where_nothing_is_left_to_say_nothing_is_sent(self, mailoutbox):
        assert self.follow(mailoutbox, self.wrap_up) == []

    def test_who_was_marked_absent_is_left_in_peace(self, mailoutbox):
        def mark(rsvp):
            rsvp.marked_absent_at, rsvp.marked_absent_by = timezone.now(), rsvp.event.host
            rsvp.save()

        assert self.follow(mailoutbox, mark) == []
