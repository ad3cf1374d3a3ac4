"""Every page that somebody can reach, as each of them finds it."""

from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.architecture.policy import MATRIX
from tests.journeys.looking import faults
from tests.journeys.people import (
    INSTRUCTOR,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OPERATOR,
    OWNER,
    PASSWORD,
)

pytestmark = pytest.mark.journey

HOME, ROOM = "/communities/", "/c/writers-room/"
# Answers that are not pages: files, a mail's own HTML, a word for machines.
FILES = {"events:event_ics", "kernel:healthz", "kernel:inbox_attachment", "kernel:inbox_html"}
PAGES = {name for name, row in MATRIX.items() if row.get} - FILES
# Pages of allauth that its own links lead to, in our dress.
ACCOUNT_PAGES = {
    "account_login", "account_signup", "account_request_login_code", "account_reset_password",
    "account_email", "account_change_password", "mfa_index", "mfa_activate_totp",
    "mfa_add_webauthn", "usersessions_list",
}  # fmt: skip
# These have many display_names, so each person looks at some.
LOOKED_AT = {
    "events:event_detail": 3,
    "events:event_list": 1,
    "events:event_update": 2,
    "events:room_detail": 1,
    "memberships:community_detail": 1,
}
NOT_OURS = ("operator:", "admin:")
LINKS = "() => [...document.links].filter((link) => !link.download).map((link) => link.href)"


@dataclass
class Walk:
    """Where all have been, and what they found wrong."""

    seen: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)

    def walk(self, person, *, who, begin):
        """Follow the links from there, to each page that nobody has looked at yet."""
        mine, ahead = Counter(), deque(begin)
        while ahead:
            address = ahead.popleft()
            name = _name(address)
            is_new = not self.seen[name] or mine[name] < LOOKED_AT.get(name, 0)
            if address in begin or is_new:
                ahead.extend(self._look(person, address, who=who, mine=mine))

    def _look(self, person, address, *, who, mine):
        answer = person.page.goto(address)
        name = _name(person.page.url)
        if answer.status != 200:
            self.wrong.append(f"{who} at {address}: {answer.status}")
            return []
        is_new = not self.seen[name] or mine[name] < LOOKED_AT.get(name, 0)
        self.seen[name] += 1
        mine[name] += 1
        if is_new:
            self.note(person, who=who)
        return [link for link in person.page.evaluate(LINKS) if _is_page(link, person.page.url)]

    def note(self, person, *, who):
        path = urlsplit(person.page.url).path
        self.wrong.extend(f"{who} at {path}: {fault}" for fault in faults(person.page))


def test_every_page_as_everybody_finds_it(someone):
    walk = Walk()
    people = {email: someone() for email in (OWNER, INSTRUCTOR, MODERATOR, MEMBER, NEWCOMER)}
    for email, person in people.items():
        person.signs_in(email)
    letters = [_invites(people[OWNER]), _is_written_to(people[NEWCOMER])]
    pieces = _has_pieces_to_answer(people[MEMBER])
    wall = f"{people[NEWCOMER].page.url}contributions/"
    _proves_to_be_herself(people[OWNER])
    walk.walk(someone(), who="a visitor", begin=["/", ROOM, "/accounts/login/", *letters])
    walk.walk(people[OWNER], who="the owner", begin=[HOME])
    walk.walk(people[INSTRUCTOR], who="an instructor", begin=[HOME])
    walk.walk(people[MODERATOR], who="a moderator", begin=[HOME])
    member_begins = [f"{ROOM}loop/", HOME, f"{ROOM}events/?when=past", pieces]
    walk.walk(people[MEMBER], who="a member", begin=member_begins)
    newcomer_begins = [f"{ROOM}loop/", "/c/clay-circle/", wall]
    walk.walk(people[NEWCOMER], who="a newcomer", begin=newcomer_begins)
    walk.walk(_operator(someone(), walk), who="the operator", begin=["/health/"])
    assert not walk.wrong, "\n".join(walk.wrong)
    assert sorted((PAGES | ACCOUNT_PAGES) - set(walk.seen)) == []


def test_pages_that_say_no(someone):
    """A wrong address, a door that is not theirs, a form with faults: each in our dress."""
    walk, member = Walk(), someone(statuses=(403, 404))
    member.signs_in(MEMBER)
    for path, words in (
        ("/nowhere/", "There is no page here"),
        (f"{ROOM}events/999999/", "There is no page here"),
        (f"{ROOM}studio/", "This part is not open to you"),
    ):
        member.opens(path)
        member.sees_heading(words)
        walk.note(member, who="a member")
    host = someone()
    host.signs_in(INSTRUCTOR)
    for path, button in (
        (f"{ROOM}studio/templates/new/", "Keep the template"),
        (f"{ROOM}studio/series/new/", "Put it on the calendar"),
    ):
        host.opens(path)
        host.presses(button)
        host.sees_heading("This needs another look")
        walk.note(host, who="an instructor")
    assert not walk.wrong, "\n".join(walk.wrong)


def _name(address):
    """The name of a page of ours, with those of its variants that look different."""
    parts = urlsplit(address)
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return f"nothing at {parts.path}"


def _is_page(link, here):
    name = _name(link)
    is_here = urlsplit(link).netloc == urlsplit(here).netloc
    return is_here and name not in FILES and not name.startswith(NOT_OURS)


def _invites(owner):
    """Return where the letter is."""
    owner.opens(f"{ROOM}invitations/new/")
    owner.fills("E-mail address", "guest@pages.example")
    owner.presses("Send the invitation")
    owner.sees("The invitation is on its way.")
    letter = owner.finds_mail(to="guest@pages.example", subject="Writers' Room")
    return letter.url


def _is_written_to(newcomer):
    """Return where the confirmation is, whose foot leads to a page that stops such mail."""
    newcomer.opens(f"{ROOM}events/")
    newcomer.page.get_by_role("link", name="Saturday pages", exact=True).last.click()
    newcomer.fills("What do you want to leave with?", "See each page of this place once")
    newcomer.presses("Take a seat")
    newcomer.sees_heading("You have a seat")
    letter = newcomer.finds_mail(to=NEWCOMER, subject="You have a place: Saturday pages")
    return letter.url


def _has_pieces_to_answer(member):
    """Return where they are, of an evening that was blind."""
    member.opens(f"{ROOM}events/?when=past")
    member.page.get_by_role("link", name="Blind drafts", exact=True).first.click()
    member.follows("Read and answer")
    member.sees_heading("Pieces and answers")
    return member.page.url


def _proves_to_be_herself(owner):
    """Opens the pages that ask for the password once more."""
    owner.opens("/accounts/2fa/")
    owner.follows("Add a passkey")
    owner.sees_heading("Is it still you?")
    owner.fills("Password", PASSWORD)
    owner.presses("Go on")
    owner.page.wait_for_url("**/webauthn/add/")


def _operator(person, walk):
    """Signs in with the code that the inbox shows for the demo's operator."""
    person.opens("/accounts/login/")
    person.fills("Email", OPERATOR)
    person.fills("Password", PASSWORD)
    person.presses("Sign in", within=person.page.get_by_role("main"))
    person.sees_heading("One more step")
    walk.note(person, who="the operator")
    inbox = person.context.new_page()
    inbox.goto("/inbox/")
    person.fills("Code", inbox.get_by_role("code").first.inner_text())
    person.presses("Sign in")
    person.sees_heading("Your communities")
    return person
