"""Tells moderators that a safety answer waits, and the follow-up mail what is still open."""

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.attendance.facts import SAFETY_ANSWER_GIVEN, SAFETY_NEWS_DUE
from events.attendance.models import MicroAction, WrapUp
from events.attendance.policies import staff_of
from events.seats.hooks import MicroActionWords, WrapUpStatus, wrap_up_status
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Community


@reacts_to(SAFETY_ANSWER_GIVEN, name="events.address_safety_answer")
def fan_out_safety_answer(fact: Fact) -> None:
    """One fact for each reader, so that each mail is a delivery of its own."""
    answers = WrapUp.objects.within(fact.home).select_related("event")
    answer = answers.get(pk=fact.subject_id)
    for reader_id in sorted(staff_of(fact.home).readers_of(answer)):
        facts.record(
            SAFETY_NEWS_DUE, about=answer, by=None, now=fact.happened_at, reader_id=reader_id
        )


@wrap_up_status.fill
def card_and_micro_action(*, rsvp: Rsvp, community: Community) -> WrapUpStatus:
    action = MicroAction.objects.within(community).open().filter(rsvp=rsvp).first()
    return WrapUpStatus(
        has_wrapped_up=WrapUp.objects.within(community).filter(rsvp=rsvp).exists(),
        micro_action=MicroActionWords(action.text, action.due_on) if action else None,
    )
