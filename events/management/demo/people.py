"""How people come into the demo: accounts, communities, invitations and requests."""

from datetime import datetime, timedelta
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from events.management.demo import cast
from events.management.demo.agenda import Act
from events.management.demo.cast import Person
from events.management.demo.circle import Circle
from memberships.accounts.services import note_sign_up
from memberships.joining.services import (
    accept_invitation,
    approve_join_request,
    ask_to_join,
    decline_join_request,
    invite_person,
)
from memberships.members.services import leave_community, pause_member
from memberships.people.models import User

DAY = timedelta(days=1)


def sign_up(person: Person, *, now: datetime) -> User:
    """An account with a confirmed address; only those of the sign-ins have a password."""
    user = User(
        email=person.email,
        name=person.name,
        time_zone=person.zone,
        locale=person.locale,
        date_joined=now,
    )
    if any(person is line.person for line in cast.SIGN_INS):
        user.password = _hashed_password()
    else:
        user.set_unusable_password()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    note_sign_up(user=user, now=now)
    return user


@cache
def _hashed_password() -> str:
    """Hashed once for all: a good hash is slow."""
    return make_password(cast.PASSWORD)


def appoint_operator(*, now: datetime) -> User:
    """Someone who runs the place, with a second factor whose code the inbox shows."""
    user = sign_up(cast.OPERATOR, now=now)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    TOTP.activate(user, generate_totp_secret())
    return user


def gather_writers(circle: Circle, *, count: int, begin: datetime, now: datetime) -> None:
    """Everyone who ever comes to the Writers' Room, from its first day until now."""
    span = now - begin
    for hours, person in enumerate(cast.STAFF, start=1):
        circle.agenda.add(begin + timedelta(hours=hours), by_invitation(circle, person))
    for number, person in enumerate(cast.MEMBERS[:count]):
        way = by_request if number % 5 in (2, 4) else by_invitation
        circle.agenda.add(_arrival(number, count=count, begin=begin, now=now), way(circle, person))
    _step_back(circle, begin=begin, span=span)
    circle.agenda.add(begin + span / 2, _declined(circle))
    circle.agenda.add(now - timedelta(hours=27), by_invitation(circle, cast.NEWCOMER))
    for hours, (person, message) in zip((52, 5), cast.ASKING, strict=True):
        circle.agenda.add(now - timedelta(hours=hours), _asking(circle, person, message))
    circle.agenda.add(now - 3 * DAY, lambda moment: _invite(circle, cast.INVITED, now=moment))


def gather_potters(circle: Circle, *, begin: datetime) -> None:
    for hours, person in enumerate(cast.CLAY_MEMBERS, start=3):
        circle.agenda.add(begin + timedelta(hours=hours), by_invitation(circle, person))


def _arrival(number: int, *, count: int, begin: datetime, now: datetime) -> datetime:
    """Two in five come in the first ten days, the others one by one."""
    early = count * 2 // 5
    if number < early:
        return begin + DAY + number * (9 * DAY / early)
    first, last = begin + 11 * DAY, now - 4 * DAY
    return first + (number - early) * ((last - first) / (count - early))


def _step_back(circle: Circle, *, begin: datetime, span: timedelta) -> None:
    """One pauses and one leaves."""
    for person, share, leave in ((cast.PAUSED, 0.7, _pause), (cast.LEFT, 0.6, _leave)):
        until = begin + span * share
        circle.agenda.add(begin + 5 * DAY, by_invitation(circle, person, stays_until=until))
        circle.agenda.add(until, leave(circle, person))


def _pause(circle: Circle, person: Person) -> Act:
    def pause(now: datetime) -> None:
        member = circle.of(person)
        pause_member(membership=member, member_id=member.pk, now=now)

    return pause


def _leave(circle: Circle, person: Person) -> Act:
    return lambda now: leave_community(membership=circle.of(person), now=now)


def by_invitation(circle: Circle, person: Person, *, stays_until: datetime | None = None) -> Act:
    """Invited by the owner; in by the letter, some hours later."""

    def invite(now: datetime) -> None:
        letter_id = _invite(circle, person.email, now=now, roles=set(person.roles))
        later = circle.between(now + timedelta(hours=1), now + timedelta(hours=20))
        circle.agenda.add(later, lambda moment: accept(letter_id, moment))

    def accept(letter_id: int, now: datetime) -> None:
        member = accept_invitation(
            community=circle.community,
            user=_account(circle, person, now=now),
            invitation_id=letter_id,
            now=now,
        )
        circle.welcome(member, person=person, now=now, stays_until=stays_until)

    return invite


def by_request(circle: Circle, person: Person) -> Act:
    """Asks to join; a moderator says yes, some hours later."""

    def ask(now: datetime) -> None:
        request_id = _ask(circle, person, message="", now=now)
        later = circle.between(now + timedelta(hours=2), now + timedelta(hours=22))
        circle.agenda.add(later, lambda moment: approve(request_id, moment))

    def approve(request_id: int, now: datetime) -> None:
        member = approve_join_request(
            membership=circle.of(cast.GUARDIAN), join_request_id=request_id, now=now
        )
        circle.welcome(member, person=person, now=now)

    return ask


def _asking(circle: Circle, person: Person, message: str) -> Act:
    return lambda now: _ask(circle, person, message=message, now=now)


def _declined(circle: Circle) -> Act:
    def ask_in_vain(now: datetime) -> None:
        request_id = _ask(circle, cast.DECLINED, message=cast.DECLINED_SAYS, now=now)
        guardian = circle.of(cast.GUARDIAN)
        decline_join_request(
            membership=guardian, join_request_id=request_id, now=now + timedelta(hours=3)
        )

    return ask_in_vain


def _ask(circle: Circle, person: Person, *, message: str, now: datetime) -> int:
    user = _account(circle, person, now=now)
    request = ask_to_join(community=circle.community, user=user, message=message, now=now)
    return int(request.pk)


def _invite(circle: Circle, email: str, *, now: datetime, roles: set[str] | None = None) -> int:
    letter = invite_person(membership=circle.owner, email=email, roles=roles or set(), now=now)
    return int(letter.pk)


def _account(circle: Circle, person: Person, *, now: datetime) -> User:
    """The one account of a person, whichever community they came to first."""
    if person.email not in circle.accounts:
        circle.accounts[person.email] = sign_up(person, now=now)
    return circle.accounts[person.email]
