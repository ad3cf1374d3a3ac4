from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from config.kernel import facts
from config.kernel.sessions import Session
from config.kernel.transactions import use_case_everywhere
from memberships.communities.models import LastOwner, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.people.facts import PERSON_SIGNED_UP
from memberships.people.models import User

SIGN_IN = (Authenticator, EmailAddress, UserSession)


@use_case_everywhere
def note_sign_up(*, user: User, now: datetime) -> None:
    """Called once allauth has made the account."""
    facts.record_for_nobody(PERSON_SIGNED_UP, about=user, now=now)


@use_case_everywhere
def change_profile(*, user: User, name: str, time_zone: str, locale: str) -> User:
    user.present_as(name=name, time_zone=time_zone, locale=locale)
    return user


@use_case_everywhere
def choose_language(*, user: User, locale: str) -> User:
    user.present_as(name=user.name, time_zone=user.time_zone, locale=locale)
    return user


@use_case_everywhere
def ask_for_deletion(*, user: User, now: datetime) -> User:
    """Start the seven days. Refuses the last owner of a community, and names the community."""
    person: User = User.objects.select_for_update().get(pk=user.pk)
    if person.deletion_due_at is not None:
        return person
    for member in _memberships_of(person):
        member.ensure_may_go()
    person.ask_for_deletion(now=now)
    return person


@use_case_everywhere
def call_off_deletion(*, user: User, now: datetime) -> User:
    person: User = User.objects.select_for_update().get(pk=user.pk)
    person.keep(now=now)
    return person


def erase_due_accounts(*, now: datetime, limit: int = 500) -> int:
    """Erase the accounts whose seven days have passed, each in its own transaction; how many."""
    erased = 0
    for _turn in range(limit):
        done = _erase_next(now=now)
        if done is None:
            break
        erased += done
    return erased


@use_case_everywhere
def _erase_next(*, now: datetime) -> int | None:
    due = User.objects.due_for_erasure(now).order_by("deletion_due_at", "pk")
    person = due.select_for_update(skip_locked=True).first()
    if person is None:
        return None
    members = _memberships_of(person)
    try:
        for member in members:
            member.ensure_may_go()
    except LastOwner:  # the member who was to stay has gone since
        person.put_off_deletion(now=now)
        return 0
    for member in members:
        member.end_for_good(now=now)
    _forget_letters(person)
    _forget_sign_in(person)
    person.erase(now=now)
    return 1


def _memberships_of(person: User) -> list[Membership]:
    mine = Membership.objects.everywhere().for_life().filter(user=person)
    return list(mine.select_related("community").order_by("pk"))


def _forget_letters(person: User) -> None:
    """The address on invitations, and the words of requests to join."""
    Invitation.objects.everywhere().sent_to(person).update(
        email=f"erased-{person.pk}@erased.invalid"
    )
    requests = JoinRequest.objects.everywhere().filter(user=person)
    requests.waiting().delete()
    requests.update(message="")


def _forget_sign_in(person: User) -> None:
    """Addresses, passkeys, codes and sessions."""
    Session.objects.filter(person=person).delete()
    for kind in SIGN_IN:
        kind.objects.filter(user=person).delete()
