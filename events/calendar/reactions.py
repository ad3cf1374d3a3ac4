from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.models.templates import Template, TemplateRevision
from events.calendar.rules.formats import Format, Step
from memberships.communities.facts import COMMUNITY_STARTED
from memberships.communities.models import Community

KIND = TemplateRevision.Kind
STEP = TemplateRevision.StepKind


@reacts_to(COMMUNITY_STARTED, name="events.give_ready_made_templates")
def give_ready_made_templates(fact: Fact) -> None:
    """A new community begins with three formats, in its own language."""
    community = Community.objects.get(pk=fact.subject_id)
    with translation.override(community.locale):
        for ready_made in READY_MADE:
            template = Template.begin(community.pk, now=fact.happened_at)
            template.revise(ready_made(), by=None, now=fact.happened_at)


def _hot_seat() -> Format:
    return Format(
        title=_("Hot seat"),
        kind=KIND.HOT_SEAT,
        purpose=_(
            "Two people bring something they are stuck on. Everybody else thinks with them, one"
            " at a time, so that each leaves with more than they brought."
        ),
        duration_minutes=45,
        steps=(
            Step(STEP.ARRIVE, 5, _("Greet everyone by name. Ask how today is, in one word.")),
            Step(STEP.PROMPT, 5, _("Read out what each wants to leave with. Who sits first?")),
            Step(STEP.HOT_SEAT, 12, _("Three minutes to tell, then questions only, then ideas.")),
            Step(STEP.HOT_SEAT, 12, _("The same again. Those who have not spoken come first.")),
            Step(STEP.COMMIT, 6, _("Each says one small thing and the day it will be done.")),
            Step(STEP.CLOSE, 5, _("Each thanks one person. End on time.")),
        ),
        micro_task=_("Try one idea from the room"),
        slot_class=TemplateRevision.SlotClass.HIGH_VALUE,
    )


def _micro_workshop() -> Format:
    return Format(
        title=_("Micro-workshop"),
        kind=KIND.MICRO_WORKSHOP,
        purpose=_("One small skill: shown once, tried at once, taken home."),
        duration_minutes=60,
        steps=(
            Step(STEP.ARRIVE, 5, _("Greet everyone by name. Say what we will try today.")),
            Step(STEP.PROMPT, 15, _("Show the one skill, slowly, with one example.")),
            Step(STEP.ROOMS, 20, _("Everybody tries it, in small rooms. Visit each room once.")),
            Step(STEP.SHARE_BACK, 10, _("One voice from each room: what worked, what did not?")),
            Step(STEP.COMMIT, 5, _("Where will you use it this week? One line each.")),
            Step(STEP.CLOSE, 5, _("Each thanks one person. End on time.")),
        ),
        micro_task=_("Use the skill once this week"),
        rooms=2,
    )


def _peer_feedback() -> Format:
    return Format(
        title=_("Peer feedback"),
        kind=KIND.PEER_FEEDBACK,
        purpose=_("Bring one page or picture. Get three kind and honest readings of it."),
        duration_minutes=50,
        steps=(
            Step(STEP.ARRIVE, 5, _("Greet everyone by name. Form groups of four.")),
            Step(STEP.PROMPT, 5, _("Say how: what I noticed, what I wondered, what I would try.")),
            Step(STEP.ROOMS, 28, _("Seven minutes for each piece. Ring when it is time to turn.")),
            Step(STEP.COMMIT, 7, _("Each writes down the one change they will make.")),
            Step(STEP.CLOSE, 5, _("Each thanks one person. End on time.")),
        ),
        micro_task=_("Make one change to your piece"),
        has_broadcast=False,
    )


READY_MADE: tuple[Callable[[], Format], ...] = (_hot_seat, _micro_workshop, _peer_feedback)
