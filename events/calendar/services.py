from datetime import datetime

from config.kernel.transactions import use_case
from events.calendar.models.templates import Template
from events.calendar.rules.formats import Format
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct


@use_case
def create_template(*, membership: Membership, wanted: Format, now: datetime) -> Template:
    """Make a template with its first revision. Refuses a ritual that misses the duration."""
    ensure_may_instruct(membership)
    template = Template.begin(membership.community_id, now=now)
    template.revise(wanted, by=membership, now=now)
    return template


@use_case
def revise_template(
    *, membership: Membership, template_id: int, wanted: Format, now: datetime
) -> Template:
    """Add a revision, unless nothing is new. Scheduled events keep the one they have."""
    ensure_may_instruct(membership)
    template = _of(membership, template_id)
    template.revise(wanted, by=membership, now=now)
    return template


@use_case
def archive_template(*, membership: Membership, template_id: int, now: datetime) -> Template:
    """Put a template away. Events and series made from it stay."""
    ensure_may_instruct(membership)
    template = _of(membership, template_id)
    template.archive(by=membership, now=now)
    return template


def _of(membership: Membership, template_id: int) -> Template:
    return Template.objects.within(membership.community).locked().get(pk=template_id)
