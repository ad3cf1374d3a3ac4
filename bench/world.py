"""A community in the bench's database: its people with sessions, its events, their requests."""

from datetime import timedelta
from itertools import count, islice
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bench.bare import Claim
from bench.load import END_OF_HEAD, FORM_TYPE, get, post
from events.calendar.models.events import Event
from events.seats.models.segments import Segment
from tests.factories import (
    CommunityFactory,
    EventFactory,
    MembershipFactory,
    SegmentFactory,
    UserFactory,
)
from tests.load.serving import CSRF, session_cookies
from tests.scopes import ScopelessClient
from tests.statements import counting

WORDS = "Redraft one paragraph"
ROOMS, SEATS = 60, 720


class World:
    """Hands out claims for RSVPs, each of them once."""

    def __init__(self, *, members: int, events: int) -> None:
        self.community = CommunityFactory(started_by=UserFactory())
        self.members = [MembershipFactory(community=self.community) for _one in range(members)]
        self.cookies = session_cookies(self.members)
        self._ahead = timezone.now() + timedelta(days=2)
        self._model = EventFactory(community=self.community, starts_at=self._ahead)
        self._spread = self._many_segments(events)
        self._pairs = ((segment, who) for who in self.members for segment in self._spread)
        self._keys = count(1)

    def segment(self, **more: Any) -> Segment:
        """A fresh event with so many intimate seats, and a broadcast beside them."""
        event = EventFactory(
            community=self.community,
            revision=self._model.revision,
            host=self._model.host,
            starts_at=self._ahead,
        )
        segment: Segment = SegmentFactory(event=event, **more)
        SegmentFactory(event=event, kind="BROADCAST", capacity=100_000)
        return segment

    def hot(self, number: int) -> list[bytes]:
        """So many members ask for a seat at one event that nobody asked for before."""
        segment = self.segment(rooms=ROOMS, capacity=SEATS)
        return [self.rsvp(segment, who) for who in self.members[:number]]

    def spread(self, number: int) -> list[bytes]:
        """So many members, one after the other over all the events."""
        return [self.rsvp(segment, who) for segment, who in islice(self._pairs, number)]

    def tries(self, segment: Segment, number: int, **headers: str) -> list[bytes]:
        return [self.rsvp(segment, who, **headers) for who in self.members[:number]]

    def rsvp(self, segment: Segment, who: Any, **headers: str) -> bytes:
        """The form of the event page, with an idempotency key of its own."""
        args = [self.community.slug, segment.event_id, segment.pk]
        fields = {
            "intention": WORDS,
            "sight": "HOSTS",
            "csrfmiddlewaretoken": CSRF,
            "idempotency_key": f"bench-{next(self._keys)}",
        }
        path = reverse("events:rsvp_create", args=args)
        return post(path, fields, Cookie=self.cookies[who.pk], **headers)

    def pages(self, segment: Segment, number: int) -> list[bytes]:
        path = reverse("events:event_detail", args=[self.community.slug, segment.event_id])
        return [get(path, Cookie=self.cookies[who.pk]) for who in self.members[:number]]

    def _many_segments(self, number: int) -> list[Segment]:
        events = [
            EventFactory.build(
                community=self.community,
                revision=self._model.revision,
                host=self._model.host,
                starts_at=self._ahead,
            )
            for _event in range(number)
        ]
        Event.objects.bulk_create(events)
        return Segment.objects.bulk_create(
            Segment(
                community=self.community,
                event=event,
                kind=Segment.Kind.INTIMATE,
                rooms=ROOMS,
                capacity=SEATS,
            )
            for event in events
        )


class Floor:
    """The same claims for the floors, whose event number 1 is the hot one."""

    def __init__(self, *, events: int) -> None:
        self._events = events
        self._members = count(1)

    def hot(self, number: int) -> list[Claim]:
        return [Claim(1, next(self._members), WORDS) for _one in range(number)]

    def spread(self, number: int) -> list[Claim]:
        members = islice(self._members, number)
        return [Claim(2 + member % self._events, member, WORDS) for member in members]


def as_forms(claims: list[Claim], *, path: str) -> list[bytes]:
    return [
        post(
            path,
            {"event": claim.event_id, "member": claim.member, "intention": claim.intention},
        )
        for claim in claims
    ]


def statements(request: bytes) -> int:
    """How many an answer takes, asked in this process; frames of transactions are not counted."""
    head, _empty, body = request.partition(END_OF_HEAD)
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split()
    client = ScopelessClient(SERVER_NAME="localhost")
    client.cookies.load(dict(line.split(": ", 1) for line in lines)["Cookie"])
    with counting() as asked:
        response = client.generic(method, path, body, content_type=FORM_TYPE)
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return len(asked)
