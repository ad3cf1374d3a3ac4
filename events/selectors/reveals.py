from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from config.kernel.transactions import reading
from events.models import Event, Handle, Reveal, WrapUp
from events.policies import ensure_may_read, staff_of
from events.querysets import HandleQuerySet
from events.selectors.people import name_of
from memberships.models import Community, Membership, NotificationPreference
from memberships.selectors import wants_mail


@dataclass(frozen=True, slots=True)
class Other:
    """Another participant. `name` is empty until both have revealed themselves."""

    handle_id: int
    label: str
    name: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class RevealPage:
    """Whom a participant of a blind event could tell who they are."""

    event: Event
    own: str
    others: list[Other]
    is_open: bool


@dataclass(frozen=True, slots=True)
class RevealLetter:
    """To one of two who revealed themselves to each other."""

    receiver: Membership
    event: Event
    other: Handle


@dataclass(frozen=True, slots=True)
class ResolutionPage:
    """A safety answer from a blind event, whose giver a moderator may need to know."""

    wrap_up_id: int
    label: str
    answer: str
    event: Event


@reading
def reveal_page(*, event_id: int, membership: Membership, now: datetime) -> RevealPage:
    """For those who had a seat; others are missing. Two statements."""
    seated = _blind(membership).filter(event=event_id).of_those_with_a_seat()
    mine = seated.select_related("event").get(membership=membership)
    is_open = mine.event.state == Event.State.ENDED
    return RevealPage(
        event=mine.event,
        own=mine.label,
        others=_others(mine, membership=membership, now=now) if is_open else [],
        is_open=is_open,
    )


@reading
def reveal_letter(*, reveal_id: int, community: Community) -> RevealLetter | None:
    """None where the member cannot be reached, or wants no such mail."""
    reveals = Reveal.objects.within(community).mutual()
    known = reveals.select_related(
        "receiver",
        "giver__event__community",
        "giver__membership__user",
        "giver__membership__community",
    )
    reveal = known.filter(
        pk=reveal_id,
        giver__membership__status=Membership.Status.ACTIVE,
        giver__membership__user__is_active=True,
    ).first()
    if reveal is None:
        return None
    teller, category = reveal.giver.membership, NotificationPreference.Category.FOLLOW_UPS
    if not wants_mail(membership=teller, category=category):
        return None
    return RevealLetter(receiver=teller, event=reveal.giver.event, other=reveal.receiver)


@reading
def resolution_page(*, wrap_up_id: int, membership: Membership) -> ResolutionPage:
    answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    answer = answers.select_related("event").get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    handle = _blind(membership).get(event=answer.event_id, membership=answer.membership_id)
    return ResolutionPage(
        wrap_up_id=answer.pk,
        label=handle.label,
        answer=answer.get_safety_display(),
        event=answer.event,
    )


def _blind(membership: Membership) -> HandleQuerySet[Handle]:
    return Handle.objects.within(membership.community).of_blind_events()


def _others(mine: Handle, *, membership: Membership, now: datetime) -> list[Other]:
    seated = _blind(membership).filter(event=mine.event_id).of_those_with_a_seat()
    told = Reveal.objects.within(membership.community).filter(giver=mine, receiver=OuterRef("pk"))
    met = seated.free_to_be_met_by(membership, now=now).select_related("membership__user")
    known = met.annotate(
        given_at=Subquery(told.values("given_at")), mutual_at=Subquery(told.values("mutual_at"))
    )
    others = [
        Other(
            handle_id=handle.pk,
            label=handle.label,
            name=name_of(handle.membership) if handle.mutual_at else "",
            is_told=handle.given_at is not None,
        )
        for handle in known
    ]
    return sorted(others, key=lambda other: other.label)
