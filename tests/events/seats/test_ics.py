import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse

from events.seats.emails.ics import cancellation, invitation
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory
from tests.statements import counting

NOW = dt.datetime(2030, 6, 2, 8, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def a_place(**event):
    segment = SegmentFactory(event=EventFactory(**event))
    return RsvpFactory(segment=segment, intention="Read my draft aloud; then listen, really")


def parsed(calendar):
    """The one entry of a file that a strict reader understands, and the file."""
    file = icalendar.Calendar.from_ical(calendar)
    (entry,) = file.walk("VEVENT")
    assert not file.errors
    assert not entry.errors
    return file, entry


def test_an_invitation_is_addressed_to_its_member_and_takes_by_itself():
    rsvp = a_place()
    file, entry = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))

    assert file["METHOD"] == "REQUEST"
    assert entry["ATTENDEE"] == f"mailto:{rsvp.membership.user.email}"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert entry["ORGANIZER"] == "mailto:hello@localhost"
    assert entry["ORGANIZER"].params["CN"] == rsvp.community.name
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["SUMMARY"] == rsvp.event.title
    assert entry["DTSTAMP"].dt == NOW


def test_an_invitation_quotes_the_intention_and_keeps_it_private():
    rsvp = a_place()
    _file, entry = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))

    assert rsvp.intention in entry["DESCRIPTION"]
    assert entry["CLASS"] == "PRIVATE"


@pytest.mark.parametrize(
    "zone", ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
)
def test_times_are_on_the_events_wall_with_the_zones_own_rules(zone):
    rsvp = a_place(time_zone=zone)
    file, entry = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))
    (rules,) = file.walk("VTIMEZONE")

    assert entry["DTSTART"].params["TZID"] == rules["TZID"] == zone
    assert entry["DTSTART"].dt == rsvp.event.starts_at
    assert entry["DTEND"].dt == rsvp.event.ends_at
    assert (
        entry["DTSTART"].dt.utcoffset()
        == rsvp.event.starts_at.astimezone(ZoneInfo(zone)).utcoffset()
    )
    by_local_time = entry["DTSTART"].dt.replace(tzinfo=None)
    assert rules.to_tz().utcoffset(by_local_time) == entry["DTSTART"].dt.utcoffset()


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_universal_time_needs_no_rules(zone):
    rsvp = a_place(time_zone=zone)
    _file, entry = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))

    assert entry["DTSTART"].dt == rsvp.event.starts_at
    assert entry["DTSTART"].to_ical().endswith(b"Z")
    assert "TZID" not in entry["DTSTART"].params


def test_the_id_stays_and_the_sequence_grows_with_each_move():
    rsvp = a_place()
    _file, before = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))
    rsvp.event.sequence += 1
    rsvp.event.starts_at += dt.timedelta(days=1)
    rsvp.event.ends_at += dt.timedelta(days=1)
    _file, after = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))

    assert before["UID"] == after["UID"] == str(rsvp.event.uid)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_a_cancellation_outranks_the_invitation_and_a_new_claim_outranks_it():
    rsvp = a_place()
    _file, invited = parsed(invitation(rsvp=rsvp, claims_before=0, now=NOW))
    file, gone = parsed(cancellation(rsvp=rsvp, claims_before=0, now=NOW))
    _file, again = parsed(invitation(rsvp=rsvp, claims_before=1, now=NOW))

    assert (file["METHOD"], gone["STATUS"]) == ("CANCEL", "CANCELLED")
    assert gone["UID"] == invited["UID"]
    assert gone["ATTENDEE"] == invited["ATTENDEE"]
    assert invited["SEQUENCE"] < gone["SEQUENCE"] < again["SEQUENCE"]
    assert "DESCRIPTION" not in gone


@pytest.mark.parametrize(
    "words",
    ['Öl, Feuer; \\n und "Rauch"', "اكتب سطرا واحدا", "🜂 one line\r\nATTENDEE:x", "x" * 120],
)
def test_words_cannot_break_out_of_their_line(words):
    rsvp = a_place(title=words)
    calendar = invitation(rsvp=rsvp, claims_before=0, now=NOW)
    _file, entry = parsed(calendar)

    assert entry["SUMMARY"].split() == words.split()
    assert entry["ATTENDEE"] == f"mailto:{rsvp.membership.user.email}"
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


class TestFileFromThePage:
    def fetch(self, client, event, method="get"):
        path = reverse("events:event_ics", args=[event.community.slug, event.pk])
        return getattr(client, method)(path)

    def test_whoever_has_a_place_gets_their_intention(self, sign_in):
        rsvp = a_place()
        answer = self.fetch(sign_in(rsvp.membership), rsvp.event)
        file, entry = parsed(answer.content)

        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" in answer.headers["Cache-Control"]
        assert file["METHOD"] == "PUBLISH"
        assert "ATTENDEE" not in entry
        assert rsvp.intention in entry["DESCRIPTION"]

    @pytest.mark.parametrize("state", ["WAITING", "RELEASED", None])
    def test_others_get_the_event_alone(self, sign_in, state):
        rsvp = a_place()
        other = MembershipFactory(community=rsvp.community)
        if state:
            RsvpFactory(
                segment=rsvp.segment, membership=other, state=state, intention="Be brave today"
            )
        answer = self.fetch(sign_in(other), rsvp.event)

        assert answer.status_code == 200
        assert rsvp.intention not in answer.content.decode()
        assert "Be brave today" not in answer.content.decode()

    def test_a_cancelled_event_says_so(self, sign_in):
        rsvp = a_place(state="CANCELLED", cancelled_at=NOW)
        _file, entry = parsed(self.fetch(sign_in(rsvp.membership), rsvp.event).content)

        assert entry["STATUS"] == "CANCELLED"

    def test_a_draft_and_a_foreign_event_are_not_there(self, sign_in):
        draft = a_place(state="DRAFT")
        client = sign_in(draft.membership)
        foreign = a_place()
        path = reverse("events:event_ics", args=[draft.community.slug, foreign.event.pk])

        assert self.fetch(client, draft.event).status_code == 404
        assert client.get(path).status_code == 404
        assert self.fetch(client, foreign.event).status_code == 404

    def test_it_can_only_be_fetched(self, sign_in):
        rsvp = a_place()

        assert self.fetch(sign_in(rsvp.membership), rsvp.event, "post").status_code == 405

    def test_it_asks_three_times(self, sign_in):
        rsvp = a_place()
        client = sign_in(rsvp.membership)
        with counting() as questions:
            self.fetch(client, rsvp.event)

        assert len(questions) == 3, questions
