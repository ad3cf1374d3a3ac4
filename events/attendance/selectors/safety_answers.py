from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.attendance.models import WrapUp
from events.attendance.policies import Staff, ensure_may_read, staff_of
from events.names.models import Handle, HandleResolution
from events.names.selectors import blind_handles, forget
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class ResolutionPage:
    """A safety answer from a blind event; a moderator may need to know who gave it."""

    wrap_up: WrapUp
    label: str


@reading
def resolution_page(*, wrap_up_id: int, membership: Membership) -> ResolutionPage:
    answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    answer = answers.select_related("event").get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    handle = blind_handles(membership).get(event=answer.event_id, membership=answer.membership_id)
    return ResolutionPage(answer, label=handle.label)


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """What a member said, with an address only where they asked to be contacted.

    From a blind event it comes by handle and without the address, until this reader has said why
    they need to know: `is_veiled`. The card itself does not know whose it is.
    """

    wrap_up: WrapUp
    name: str
    email: str
    is_veiled: bool


@dataclass(frozen=True, slots=True)
class SafetyAnswersPage:
    answers: list[SafetyAnswer]


@reading
def safety_answers_page(*, membership: Membership) -> SafetyAnswersPage:
    """Answers that need a moderator, for those who may read them: two statements.

    One more if some are from blind events. Owners may look if there is no moderator, or if an
    answer is theirs to read.
    """
    staff = staff_of(membership.community)
    open_answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    known = open_answers.select_related("event", "membership__user").order_by("filled_at", "pk")
    mine = [answer for answer in known if membership.pk in staff.readers_of(answer)]
    if not mine and not _may_look(membership, staff=staff):
        raise PermissionDenied
    veils = _veils(mine, reader=membership)
    return SafetyAnswersPage(answers=[_shown(answer, veils=veils) for answer in mine])


def _may_look(membership: Membership, *, staff: Staff) -> bool:
    is_owner_alone = membership.is_owner and not staff.moderators
    return membership.is_moderator or is_owner_alone


def _veils(answers: list[WrapUp], *, reader: Membership) -> dict[int, str]:
    """By answer, the handle to show instead of a name, where this reader may not see it."""
    blind = [answer for answer in answers if answer.event.hides_names]
    if not blind:
        return {}
    resolutions = HandleResolution.objects.within(reader.community).filter(resolved_by=reader)
    handles = Handle.objects.within(reader.community).filter(
        event__in={answer.event_id for answer in blind},
        membership__in={answer.membership_id for answer in blind},
    )
    known = handles.annotate(is_resolved=Exists(resolutions.filter(handle=OuterRef("pk"))))
    labels = {
        (handle.event_id, handle.membership_id): "" if handle.is_resolved else handle.label
        for handle in known
    }
    somebody = _("Somebody")
    return {
        answer.pk: labels.get((answer.event_id, answer.membership_id), somebody)
        for answer in blind
    }


def _shown(answer: WrapUp, *, veils: dict[int, str]) -> SafetyAnswer:
    veil, member = veils.get(answer.pk, ""), answer.membership
    forget(answer, "membership")
    shows_email = answer.safety == WrapUp.Safety.TALK and not veil
    return SafetyAnswer(
        answer,
        name=veil or member.name,
        email=member.user.email if shows_email else "",
        is_veiled=bool(veil),
    )
