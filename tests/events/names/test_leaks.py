"""No name leaves a blind event: not by a page, an answer, a mail, a calendar file or a log line.

A community is built with one of everything, its events are made blind, and its people are given
names and addresses like no others. Then all is fetched, as each of them, and searched.
"""

import datetime as dt
import html
import itertools
import logging
import re
import sys
import unicodedata
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.urls import reverse

from config.kernel import facts, reactions
from config.kernel.models import Fact
from events.access.models import AccessNeed
from events.attendance.models import WrapUp
from events.calendar.models.events import Event
from events.feedback.models import Feedback
from events.hot_seats.models import HotSeatRequest
from events.names.models import Handle, Reveal
from events.reminders.models import Reminder
from events.seats.models.rsvps import Rsvp
from events.seats.models.sister_rooms import SisterRoom
from events.strikes.models import Strike
from tests import scopes, shared
from tests.architecture import urls, world
from tests.architecture.test_policy_matrix import person
from tests.architecture.test_tenant_walk import FIELDS, ask, client_of
from tests.factories import (
    AccessNeedFactory,
    ContributionFactory,
    MembershipFactory,
    StrikeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BLIND = ("HANDLE_ONLY", "DOUBLE_BLIND")
STAGES = ("SCHEDULED", "LIVE", "ENDED")
ROLES = ("visitor", "stranger", "member", "host", "instructor", "moderator", "owner")
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
FIRST_ID = 910_000_000  # so that the number of a person is like no other
# Who shall host is chosen by name, from those who may.
HOST_CHOICE = re.compile(r'<select[^>]*name="(?:room_host_id|host)".*?</select>', re.DOTALL)
IDS = re.compile(r"\b91000\d{4}\b")
NO_ACCENTS = dict.fromkeys(
    sign for sign in range(sys.maxunicode + 1) if unicodedata.combining(chr(sign))
)
CAST = {
    "member": ("Zenobia Quarrington-O'Dwyer", "vexillary"),
    "host": ("Hildegarde Brightwater", "lodestone"),
    "instructor": ("Thaddeus Wexcombe & Fyfebury", "parsimony"),
    "moderator": ("Ludmilla Ærøskøbing", "grimthorpe"),
    "owner": ("Bartholomew <Kvasnička>", "oxbowlake"),
    "other": ("Philomena Ystradgynlais", "murmuration"),
}
# Pages about the people of a community, not about who is at an event. None carries a handle.
ABOUT_PEOPLE = {
    "memberships:invitation_detail": "who invites is known by name",
    "memberships:membership_list": "the people of a community",
    "memberships:membership_roles": "what one of them may do",
    "memberships:membership_pause": "about one of them",
    "memberships:membership_removal": "about one of them",
    "memberships:separation_create": "whom one is kept apart from is chosen by name",
    "events:series_detail": "whoever hosts a series is known by name",
}


def fold(text):
    """Lower case, without accents."""
    return unicodedata.normalize("NFKD", text.casefold()).translate(NO_ACCENTS)


def marks_of(name, box):
    """What would give somebody away: each longer part of the name, and the address."""
    return {*re.findall(r"[^\W\d_]{5,}", fold(name)), box}


MARKS = {role: marks_of(*words) for role, words in CAST.items()}
ADDRESS_ALONE = {"host": {CAST["host"][1]}}  # the host is known by name


def told(text, *, but):
    """Whose name or address stands in a text, however it is written, save that reader's own."""
    seen = "\n".join(
        fold(view)
        for view in (
            text,
            html.unescape(text),
            unquote_plus(text),
            re.sub(r"\\u([0-9a-fA-F]{4})", lambda sign: chr(int(sign[1], 16)), text),
            re.sub(r"\r?\n[ \t]", "", text),  # the folded lines of a calendar file
        )
    )
    marks = {**MARKS, **ADDRESS_ALONE}
    return {role for role in marks if role != but and any(mark in seen for mark in marks[role])}


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    """One of everything, with people like no others; what a test does to it is undone."""
    with shared.rows(django_db_blocker):
        yield build_with_people_like_no_others()


def build_with_people_like_no_others():
    ids = itertools.count(FIRST_ID)

    def numbered(**more):
        return MembershipFactory(pk=next(ids), user__pk=next(ids), **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "MembershipFactory", numbered)
        built = world.build(starts_in=7 * DAY)
    built.cast = {**built.people, "other": built.blind.other}
    for role, (name, box) in CAST.items():
        user = built.cast[role].user
        user.name, user.email = name, f"{box}@example.org"
        user.save()
    for role, membership in built.people.items():
        ContributionFactory(event=built.event, membership=membership, text=f"As a {len(role)}.")
    return built


def make_blind(here, mode, stage="SCHEDULED"):
    """Its events, at that moment of their life; all who are there have handles."""
    lead = {"SCHEDULED": 7 * DAY, "LIVE": -10 * MINUTE, "ENDED": -2 * HOUR}[stage]
    for event in Event.objects.filter(pk__in=[here.event.pk, here.blind.event.pk]):
        event.blindness = mode
        if event.pk == here.event.pk:
            event.state, event.starts_at = stage, here.now + lead
            event.ends_at = event.starts_at + 45 * MINUTE
            event.went_live_at = None if stage == "SCHEDULED" else event.starts_at
            event.ended_at = event.closes_at if stage == "ENDED" else None
        event.save()
        for rsvp in event.rsvps.select_related("membership"):
            Handle.draw(event=event, membership=rsvp.membership)


@dataclass
class Walk:
    """What was found on the way; `open_pages` are those that named somebody, as they may."""

    here: object
    labels: set
    leaks: list
    open_pages: set

    def look(self, name, role, said, *, known=frozenset()):
        """`known`: numbers that are no news to that reader: their own, and the address's."""
        names = told(said, but=role)
        if name in ABOUT_PEOPLE:
            self.open_pages |= {name} if names else set()
            names = {"a handle"} if any(label in said for label in self.labels) else set()
        elif set(IDS.findall(said)) - known:
            names = names | {"a number of a person"}
        self.leaks += [(name, role, sorted(names))] if names else []


def walk(here, names, methods, *, roles=ROLES):
    labels = {handle.label for handle in Handle.objects.all()}
    found = Walk(here=here, labels=labels, leaks=[], open_pages=set())
    for role in roles:
        client = client_of(person(role, here))
        for (name, taken), method in itertools.product(names, methods):
            path = reverse(name, kwargs=world.arguments(taken, world=here, name=name, role=role))
            said = everything_said(ask(client, method, path))
            known = {*IDS.findall(path), *numbers_of(here, role)}
            found.look(name, role, HOST_CHOICE.sub("", said), known=known)
    return found


def numbers_of(here, role):
    """Those of the reader themselves."""
    mine = here.people.get(role)
    return {str(mine.pk), str(mine.user_id)} if mine else set()


def everything_said(answer):
    """Body, headers, cookies, and the words that the next page will show."""
    request = getattr(answer, "wsgi_request", None)
    words = [str(message) for message in get_messages(request)] if request else []
    headers = [f"{name}: {value}" for name, value in answer.items()]
    cookies = [cookie.OutputString() for cookie in answer.cookies.values()]
    return "\n".join([answer.said.decode(), *headers, *cookies, *words])


def addresses(*, of_events=False):
    return [(name, taken) for name, taken in urls.ours() if not of_events or "events:" in name]


# Pages


@pytest.mark.parametrize("stage", STAGES)
def test_no_page_and_no_log_line_names_anybody(here, stage, caplog):
    make_blind(here, "HANDLE_ONLY", stage)
    caplog.set_level(logging.INFO)

    found = walk(here, addresses(), ["get"])

    line = logging.Formatter(settings.LOGGING["formatters"]["line"]["format"])
    assert sorted(set(map(str, found.leaks))) == []
    assert [row for row in map(line.format, caplog.records) if told(row, but="")] == []


@pytest.mark.parametrize("stage", STAGES)
def test_nor_where_all_is_blind(here, stage):
    make_blind(here, "DOUBLE_BLIND", stage)

    found = walk(here, addresses(of_events=True), ["get"], roles=("member", "host", "moderator"))

    assert sorted(set(map(str, found.leaks))) == []


def test_no_answer_to_a_form_names_anybody(here, monkeypatch):
    make_blind(here, "HANDLE_ONLY", "LIVE")
    monkeypatch.setitem(FIELDS, "mark", "present")
    monkeypatch.setitem(FIELDS, "reason", "Somebody asked for it to be so")

    found = walk(here, addresses(of_events=True), ["post"])

    assert sorted(set(map(str, found.leaks))) == []


def test_each_page_about_people_is_one(here):
    """No exception stands longer than the reason for it."""
    make_blind(here, "HANDLE_ONLY")

    found = walk(here, [(name, taken) for name, taken in addresses() if name in ABOUT_PEOPLE],
                 ["get", "post"])  # fmt: skip

    assert found.open_pages == set(ABOUT_PEOPLE)


@pytest.mark.parametrize(
    "name", ["event_detail", "contribution_create", "attendance_list", "safety_answer_list"]
)
def test_control_a_page_that_names_somebody_is_caught(here, name):
    """The same pages of the same event, where names are shown."""
    make_blind(here, "NONE", "ENDED")
    Rsvp.objects.filter(event=here.event).update(intention_sight="MEMBERS")

    found = walk(here, [row for row in addresses() if row[0] == f"events:{name}"], ["get"])

    assert found.leaks != []


@pytest.mark.parametrize(
    "text",
    [
        "by ZENOBIA",
        "Quarrington-O&#x27;Dwyer",
        "/people/zenobia-quarrington-odwyer/",
        "Lud%6Dilla",
        '{"name": "\\u00c6r\\u00f8sk\\u00f8bing"}',
        "Bartholomew &lt;Kvasnicka&gt;",
        "ATTENDEE;CN=Philo\r\n mena:mailto:x@example.org",
        "mailto:vexillary@example.org",
        "lodestone@example.org",
    ],
)
def test_control_a_name_is_found_however_it_is_written(text):
    assert told(text, but="")


def test_control_the_number_of_a_person_is_caught(here):
    page = f'<a href="/people/{here.people["member"].pk}/">Heron 47</a>'
    found = Walk(here=here, labels=set(), leaks=[], open_pages=set())

    found.look("events:event_detail", "owner", page)

    assert found.leaks == [("events:event_detail", "owner", ["a number of a person"])]


# Mails

SUBJECTS = {
    "events.seat_": Rsvp,
    "events.waitlist_joined": Rsvp,
    "events.event_news_due": Rsvp,
    "events.reminder_due": Reminder,
    "events.safety_news_due": WrapUp,
    "events.reveal_": Reveal,
    "events.hot_seat_": HotSeatRequest,
    "events.feedback_": Feedback,
    "events.sister_room_": SisterRoom,
    "events.access_need_": AccessNeed,
    "events.strike_": Strike,
}
VARIANTS = {
    "kind": {
        "events.event_news_due": ["MOVED", "CHANGED", "CANCELLED"],
        "events.reminder_due": Reminder.Kind.values,
        "events.strike_made": Strike.Kind.values,
    },
    "way": {"events.hot_seat_closed": ["LAPSED", "DECLINED", "WITHDRAWN"]},
    "reason": {"events.seat_released": Rsvp.ReleaseReason.values},
}


def outside_reactions():
    """Every reaction to a fact of events that speaks to the outside."""
    for fact_name, found in sorted(reactions._reactions.items()):
        for name, reaction in found.items():
            if reaction.outside and fact_name.startswith("events."):
                yield fact_name, name, reaction


def turns(here):
    """In what states the rows that mails are about may be found: columns to set."""
    now, later = here.now, here.now + DAY
    unheld = {"held_until": None, "released_at": None, "release_reason": "", "removal_reason": ""}
    gone = {**unheld, "state": "RELEASED", "released_at": now, "confirmed_at": now}
    decided = {"decided_at": now, "decided_by": here.people["host"]}
    return {
        Rsvp: [
            {**unheld, "state": "GOING", "confirmed_at": now},
            {**unheld, "state": "WAITING"},
            {**unheld, "state": "OFFERED", "held_until": later},
            {**gone, "release_reason": "GIVEN_BACK"},
            {**gone, "release_reason": "LAPSED"},
            {**gone, "release_reason": "REMOVED", "removal_reason": "It is full of dust."},
        ],
        Reminder: [{"kind": kind, "announced_at": now} for kind in Reminder.Kind.values],
        Reveal: [{"mutual_at": now}],
        HotSeatRequest: [
            {"state": "OFFERED", "held_until": later, "offered_at": now, "closed_at": None},
            {"state": "LAPSED", "held_until": None, "closed_at": now},
        ],
        Feedback: [{"text": "", "answered_at": None}, {"text": "Yes.", "answered_at": now}],
        SisterRoom: [
            {"state": "CONFIRMED", "room_host": here.people["instructor"], **decided},
            {"state": "PROPOSED", "room_host": None, "decided_at": None, "decided_by": None},
        ],
        AccessNeed: [
            {"state": "REQUESTED", "answer": "", "answered_at": None, "answered_by": None},
            {
                "state": "CANNOT",
                "answer": "Not there.",
                "answered_at": now,
                "answered_by": here.people["owner"],
            },
        ],
    }


def facts_of(here, fact_name, model):
    """That fact about each row, in each of its variants, as if each of them were to be told."""
    kinds, ways, reasons = (values.get(fact_name, [""]) for values in VARIANTS.values())
    if model is Rsvp and not model.objects.filter(state="RELEASED").exists():
        reasons = reasons[:1]  # how a claim ended is only asked of claims that have
    is_for_a_reader = "reader_id" in next(
        fact.keys for fact in facts.declared() if fact.name == fact_name
    )
    readers = ["moderator", "host"] if is_for_a_reader else ["moderator"]
    every = itertools.product(model.objects.all(), kinds, ways, reasons, readers)
    for row, kind, way, reason, reader in every:
        data = {
            "event_id": getattr(row, "event_id", 0),
            "kind": kind,
            "way": way,
            "reason": reason,
            "was": "GOING",
            "was_at": here.now.isoformat(),
            "reader_id": here.people[reader].pk,
            "room_host_id": here.people["instructor"].pk,
        }
        yield Fact.objects.create(
            community=here.community,
            name=fact_name,
            subject_id=row.pk,
            data=data,
            happened_at=here.now,
        )


def drive(here, mailoutbox):
    """Let every mail go out that any state of any row allows; which reactions sent one."""
    sent = set()
    begin_anew(here)
    for fact_name, name, reaction in outside_reactions():
        model = next(model for begins, model in SUBJECTS.items() if fact_name.startswith(begins))
        for columns in turns(here).get(model, [{}]):
            if columns:
                model.objects.update(**columns)
            for fact in facts_of(here, fact_name, model):
                before = len(mailoutbox)
                with scopes.closed():
                    reaction.run(fact)
                sent |= {name} if len(mailoutbox) > before else set()
        begin_anew(here)
    return sent


def begin_anew(here):
    """Each row as it is found at first: all have a seat."""
    for model, states in turns(here).items():
        model.objects.update(**states[0])


def enrich(here):
    """Rows that only mails are about."""
    AccessNeedFactory(rsvp=here.rsvps["owner"], owner=here.people["host"])
    AccessNeedFactory(rsvp=here.rsvps["moderator"], owner=here.people["instructor"])
    StrikeFactory(rsvp=here.rsvps["owner"])
    Reminder.objects.create(
        community=here.community,
        event=here.blind.event,
        rsvp=here.blind.rsvps["member"],
        membership=here.people["member"],
        kind=Reminder.Kind.FOLLOW_UP,
        due_at=here.now,
    )


def all_of(mail):
    """Every header and every part, decoded."""
    message = mail.message()
    headers = [f"{name}: {value}" for name, value in message.items()]
    parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n".join([*headers, str(mail.subject), *(part.decode() for part in parts)])


def reader_of(mail):
    return next(role for role, (_name, box) in CAST.items() if box in mail.to[0])


def drive_all_stages(here, mailoutbox):
    """Ahead, over and called off: some mails belong to one of them."""
    enrich(here)
    sent = set()
    for stage in ("SCHEDULED", "ENDED", "CANCELLED"):
        event = Event.objects.get(pk=here.event.pk)
        event.state = stage
        event.ended_at = here.now if stage == "ENDED" else None
        event.cancelled_at = here.now if stage == "CANCELLED" else None
        event.save()
        sent |= drive(here, mailoutbox)
    return sent


@pytest.mark.parametrize("mode", BLIND)
def test_no_mail_names_anybody_but_its_reader(here, mailoutbox, caplog, mode):
    make_blind(here, mode)
    caplog.set_level(logging.INFO)

    sent = drive_all_stages(here, mailoutbox)

    mails = {(str(mail.subject), reader_of(mail), all_of(mail)) for mail in mailoutbox}
    leaks = {
        (subject, reader, *sorted(names))
        for subject, reader, text in mails
        if (names := told(text, but=reader))
    }
    assert leaks == set()
    assert {name for _fact, name, _reaction in outside_reactions()} - sent == set()
    assert not any(told(record.getMessage(), but="") for record in caplog.records)


def test_control_a_mail_that_names_somebody_is_caught(here):
    mail = SimpleNamespace(to=["vexillary@example.org"])

    assert told("Zenobia, you and Philomena know each other", but=reader_of(mail)) == {"other"}
