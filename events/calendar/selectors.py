from dataclasses import dataclass
from datetime import datetime
from typing import Self

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.series import Series
from events.calendar.models.templates import Template, TemplateRevision
from events.calendar.rules.formats import Format
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as the ritual strip draws it."""

    label: str
    minutes: int
    words: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class TemplateCard:
    id: int
    title: str
    kind: str
    slot_class: str
    purpose: str
    minutes: int
    seats: int
    rooms: int
    has_broadcast: bool
    number: int
    steps: list[ShownStep]

    @property
    def key(self) -> str:
        """Its id as an address carries it."""
        return str(self.id)

    @classmethod
    def of(cls, revision: TemplateRevision) -> Self:
        return cls(
            id=revision.template_id,
            title=revision.title,
            kind=revision.get_kind_display(),
            slot_class=revision.get_slot_class_display(),
            purpose=revision.purpose,
            minutes=revision.duration_minutes,
            seats=revision.seats,
            rooms=revision.rooms,
            has_broadcast=revision.has_broadcast,
            number=revision.number,
            steps=steps_of(revision),
        )


@dataclass(frozen=True, slots=True)
class TemplateListPage:
    templates: list[TemplateCard]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A template's newest words, and what stands because of it."""

    id: int
    title: str
    format: Format
    number: int
    made_at: datetime
    is_archived: bool
    events_ahead: int
    series_running: int


@reading
def template_list_page(*, membership: Membership) -> TemplateListPage:
    ensure_may_instruct(membership)
    return TemplateListPage(templates=template_cards(membership))


@reading
def template_page(*, membership: Membership, template_id: int, now: datetime) -> TemplatePage:
    ensure_may_instruct(membership)
    template = Template.objects.within(membership.community).get(pk=template_id)
    newest = template.newest()
    events = Event.objects.within(membership.community).not_begun(now)
    series = Series.objects.within(membership.community).running(now.date())
    return TemplatePage(
        id=template.pk,
        title=newest.title,
        format=newest.format(),
        number=newest.number,
        made_at=newest.made_at,
        is_archived=template.archived_at is not None,
        events_ahead=events.filter(revision__template=template).count(),
        series_running=series.filter(template=template).count(),
    )


def template_cards(membership: Membership) -> list[TemplateCard]:
    """The templates in use, by title: one statement."""
    revisions = TemplateRevision.objects.within(membership.community)
    newest = revisions.filter(template__archived_at=None).newest()
    return sorted((TemplateCard.of(row) for row in newest), key=lambda card: card.title.lower())


def steps_of(revision: TemplateRevision) -> list[ShownStep]:
    labels = dict(TemplateRevision.StepKind.choices)
    return [
        ShownStep(str(labels.get(step.kind, step.kind)), step.minutes, step.words)
        for step in revision.format().steps
    ]
