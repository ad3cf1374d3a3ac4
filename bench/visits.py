"""Visits to the demo over HTTP: a first page, the pages of a day, and a tour of them all."""

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from bench.load import LOOPBACK, Answer, get, post, send
from events.management.demo import cast, story
from events.seats.models.rsvps import Rsvp
from tests import scopes
from tests.load.serving import CSRF

OK, SENT_ON = 200, 302
BROKEN = 500
COOKIE = re.compile(r"(\w*sessionid=\w+)")
LOADED = {"stylesheet", "icon", "apple-touch-icon", "modulepreload", "preload", "manifest"}
# In a stylesheet, and in a module.
LINKED = re.compile(r"""url\(["']?([^"')]+)|(?:from|import)\s*["'](\.{0,2}/[^"'\s]+)["']""")


@dataclass(frozen=True)
class Visit:
    """What one page costs a browser that has nothing of ours yet."""

    requests: int
    kilobytes: float
    elsewhere: int


def seed(scale: story.Scale) -> None:
    """Make the demo in the database of the bench."""
    with scopes.closed():
        story.seed(scale=scale, now=timezone.now())


def sign_in(port: int, who: cast.Person) -> str:
    """Sign in by the form; returns the cookies that a browser would send from then on."""
    fields = {"login": who.email, "password": cast.PASSWORD, "csrfmiddlewaretoken": CSRF}
    form = post(reverse("account_login"), fields, Cookie=f"csrftoken={CSRF}")
    answer = send(port, [form], clients=1, expect=SENT_ON).answers[0]
    found = COOKIE.search(answer.said.decode(errors="replace"))
    if found is None:
        raise RuntimeError(f"{who.email} got no session.")
    return f"{found[1]}; csrftoken={CSRF}"


def pages(port: int) -> dict[str, bytes]:
    """The requests of the pages that people open most, beside an event's, by name."""
    member, instructor = sign_in(port, cast.REGULAR), sign_in(port, cast.LEADER)
    now = timezone.now()

    def page(name: str, *args: object, cookie: str = member) -> bytes:
        return get(reverse(f"events:{name}", args=[story.SLUG, *args]), Cookie=cookie)

    return {
        "event list": page("event_list"),
        "calendar": page("event_calendar", now.year, now.month),
        "My loop": page("loop_detail"),
        "studio": page("studio_detail", cookie=instructor),
        "room": page("room_detail", _live_event_id()),
    }


def first_visit(port: int) -> Visit:
    """Load the start page and all it refers to; a file that is missing raises."""
    waiting, sent = deque([reverse("memberships:home")]), {}
    elsewhere = set()
    while waiting:
        path = waiting.popleft()
        sent[path] = answer = send(port, [get(path)], clients=1, expect=OK).answers[0]
        for address in files_of(answer, path=path):
            if urlsplit(address).netloc != LOOPBACK:
                elsewhere.add(address)
            elif (file := urlsplit(address).path) not in {*sent, *waiting}:
                waiting.append(file)
    return Visit(len(sent), sum(len(one.body) for one in sent.values()) / 1000, len(elsewhere))


def tour(port: int, *, draws: int) -> int:
    """Let each person of the demo follow all links, once to each view; returns how many pages.

    Each page is asked for so many times at once, so that every worker draws it.
    """
    people = [sign_in(port, line.person) for line in cast.SIGN_INS if line.person != cast.OPERATOR]
    return sum(_walk(port, cookie, draws=draws) for cookie in ["", *people])


def _walk(port: int, cookie: str, *, draws: int) -> int:
    ahead, seen = (
        deque([reverse("memberships:home"), reverse("memberships:community_list")]),
        set(),
    )
    while ahead:
        path = ahead.popleft()
        name = _view(path)
        if not name or name in seen:
            continue
        seen.add(name)
        page = get(path, Cookie=cookie, Accept_Language="pt")
        run = send(port, [page] * draws, clients=draws)
        if max(run.statuses) >= BROKEN:
            raise RuntimeError(f"{path} answered {run.statuses}.")
        ahead.extend(ways_on(run.answers[0], path=path))
    return len(seen)


def _live_event_id() -> int:
    """Of the event that is on now, in which the demo's member has a seat."""
    now = timezone.now()
    seats = Rsvp.objects.filter(membership__user__email=cast.REGULAR.email, state="GOING")
    return seats.get(event__starts_at__lte=now, event__ends_at__gt=now).event_id


def _view(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


class _Page(HTMLParser):
    """What a page loads, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.files: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found.get("href", ""))
        elif tag == "link" and LOADED & set(found.get("rel", "").split()):
            self.files.append(found["href"])
        elif found.get("src"):
            self.files.append(found["src"])


def files_of(answer: Answer, *, path: str) -> Iterator[str]:
    """The addresses of what an answer makes a browser load."""
    kind = answer.header("content-type").partition(";")[0]
    text, found = _text(answer), []
    if kind == "text/html":
        found = _Page(text).files
    elif kind in {"text/css", "text/javascript"}:
        found = [first or second for first, second in LINKED.findall(text)]
    for one in found:
        if not one.startswith("data:"):
            yield urljoin(f"http://{LOOPBACK}{path}", one)


def ways_on(answer: Answer, *, path: str) -> Iterator[str]:
    """The paths of ours that an answer leads to: its links, and where it sends people on."""
    links = _Page(_text(answer)).links if "html" in answer.header("content-type") else []
    for link in filter(None, [*links, answer.header("location")]):
        found = urlsplit(urljoin(path, link))
        if found.hostname in {None, LOOPBACK}:
            yield found.path


def _text(answer: Answer) -> str:
    is_packed = answer.header("content-encoding") == "gzip"
    return (gzip.decompress(answer.body) if is_packed else answer.body).decode(errors="replace")
