from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from config.kernel.transactions import reading
from events.models import WrapUp
from events.policies import Staff, staff_of
from events.selectors.people import name_of
from memberships.models import Community, Membership


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """What a member said. The address is there only for who asked to be contacted."""

    id: int
    name: str
    answer: str
    wants_contact: bool
    email: str
    event_id: int
    event_title: str
    starts_at: datetime
    time_zone: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class SafetyAnswersPage:
    answers: list[SafetyAnswer]


@reading
def safety_answers_page(*, membership: Membership) -> SafetyAnswersPage:
    """Answers that ask for somebody, for those who may read them: two statements.

    Owners are let in where there is no moderator, or where one answer falls to them.
    """
    staff = staff_of(membership.community)
    open_answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    known = open_answers.select_related("event", "membership__user").order_by("filled_at", "pk")
    mine = [answer for answer in known if membership.pk in staff.readers_of(answer)]
    if not mine and not _may_look(membership, staff=staff):
        raise PermissionDenied
    return SafetyAnswersPage(answers=[_shown(answer) for answer in mine])


@reading
def reader_to_tell(*, wrap_up_id: int, reader_id: int, community: Community) -> Membership | None:
    """Whom to mail that an answer waits; None once it is looked after, or no longer theirs."""
    waiting = WrapUp.objects.within(community).asking_for_a_moderator()
    answer = waiting.select_related("event").filter(pk=wrap_up_id).first()
    if answer is None or reader_id not in staff_of(community).readers_of(answer):
        return None
    people = Membership.objects.within(community).select_related("user", "community")
    return people.get(pk=reader_id)


def _may_look(membership: Membership, *, staff: Staff) -> bool:
    is_owner_alone = membership.is_owner and not staff.moderators
    return membership.is_moderator or is_owner_alone


def _shown(answer: WrapUp) -> SafetyAnswer:
    wants_contact = answer.safety == WrapUp.Safety.TALK
    return SafetyAnswer(
        id=answer.pk,
        name=name_of(answer.membership),
        answer=answer.get_safety_display(),
        wants_contact=wants_contact,
        email=answer.membership.user.email if wants_contact else "",
        event_id=answer.event_id,
        event_title=answer.event.title,
        starts_at=answer.event.starts_at,
        time_zone=answer.event.time_zone,
        given_at=answer.filled_at,
    )
