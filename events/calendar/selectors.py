from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.series import Series
from events.calendar.models.templates import Template, TemplateRevision
from memberships.communities.models import Community, Membership
from memberships.communities.policies import ensure_may_instruct


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A template's newest revision, and what was made from the template."""

    revision: TemplateRevision
    events_ahead: int
    series_running: int


@reading
def template_list_page(*, membership: Membership) -> list[TemplateRevision]:
    ensure_may_instruct(membership)
    return newest_revisions(membership)


@reading
def template_page(*, membership: Membership, template_id: int, now: datetime) -> TemplatePage:
    ensure_may_instruct(membership)
    template = Template.objects.within(membership.community).get(pk=template_id)
    events = Event.objects.within(membership.community).not_begun(now)
    series = Series.objects.within(membership.community).running(now.date())
    return TemplatePage(
        revision=template.newest(),
        events_ahead=events.filter(revision__template=template).count(),
        series_running=series.filter(template=template).count(),
    )


def newest_revisions(membership: Membership) -> list[TemplateRevision]:
    """What the templates in use say now, by title, in one statement. Needs a tenant scope."""
    revisions = TemplateRevision.objects.within(membership.community)
    newest = revisions.filter(template__archived_at=None).newest()
    return sorted(newest, key=lambda revision: revision.title.lower())


def possible_hosts(
    community: Community, *, also: Membership | None = None
) -> list[tuple[int, str]]:
    """Those who may host, and `also`: pairs of a key and a name, by name. Needs a tenant scope."""
    active = Membership.objects.within(community).active().select_related("user")
    names = {row.pk: row.name for row in active.with_any_role("INSTRUCTOR", "OWNER")}
    if also is not None:
        names.setdefault(also.pk, also.name)
    return sorted(names.items(), key=lambda choice: choice[1].casefold())
