from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.calendar.facts import TEMPLATE_ARCHIVED, TEMPLATE_REVISED
from events.calendar.models.templates import Template
from events.calendar.rules.formats import Format
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct


@use_case
def create_template(*, membership: Membership, wanted: Format, now: datetime) -> Template:
    """Make a template with its first revision; refuses a ritual that misses the duration."""
    ensure_may_instruct(membership)
    template = Template.begin(membership.community_id, now=now)
    _revise(template, wanted, by=membership, now=now)
    return template


@use_case
def revise_template(
    *, membership: Membership, template_id: int, wanted: Format, now: datetime
) -> Template:
    """Make a new revision; none where nothing is new. Scheduled events keep theirs."""
    ensure_may_instruct(membership)
    template = _of(membership, template_id)
    _revise(template, wanted, by=membership, now=now)
    return template


@use_case
def archive_template(*, membership: Membership, template_id: int, now: datetime) -> Template:
    """Put a template away. Events and series that were made from it stay."""
    ensure_may_instruct(membership)
    template = _of(membership, template_id)
    template.archive(now=now)
    facts.record(TEMPLATE_ARCHIVED, about=template, by=membership, now=now)
    return template


def _of(membership: Membership, template_id: int) -> Template:
    return Template.objects.within(membership.community).locked().get(pk=template_id)


def _revise(template: Template, wanted: Format, *, by: Membership, now: datetime) -> None:
    revision = template.revise(wanted, by=by, now=now)
    if revision is not None:
        facts.record(TEMPLATE_REVISED, about=template, by=by, now=now, revision_id=revision.pk)
