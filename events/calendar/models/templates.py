from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.calendar.facts import TEMPLATE_ARCHIVED, TEMPLATE_REVISED
from events.calendar.querysets import RevisionQuerySet
from events.calendar.rules.formats import (
    MAX_DURATION_MINUTES,
    MAX_ROOMS,
    MIN_DURATION_MINUTES,
    ROOM_CAPACITY,
    Format,
    Step,
)
from memberships.communities.models import Membership


class TemplateArchived(Refusal):
    words = _("This template was put away. Choose another one.")
    field = "template"


class Template(CommunityOwned):
    """A repeatable format. Its contents are in its revisions, of which the newest counts."""

    made_at = models.DateTimeField(_("made at"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)

    objects = CommunityQuerySet.as_manager()

    def __str__(self) -> str:
        return f"template #{self.pk}"

    @classmethod
    def begin(cls, community_id: int, *, now: datetime) -> "Template":
        """A template that still needs its first revision."""
        return cls.objects.create(community_id=community_id, made_at=now)

    def newest(self) -> "TemplateRevision":
        return self.revisions.order_by("-number")[0]

    def ensure_in_use(self) -> None:
        if self.archived_at is not None:
            raise TemplateArchived

    def revise(self, wanted: Format, *, by: Membership | None, now: datetime) -> None:
        """Add a revision, unless the newest already says the same.

        Refuses an archived template, and a ritual whose minutes miss the duration.
        """
        self.ensure_in_use()
        wanted.ensure_adds_up()
        latest = self.revisions.order_by("-number").first()
        if latest is not None and latest.format() == wanted:
            return
        revision = TemplateRevision.objects.create(
            community_id=self.community_id,
            template=self,
            number=latest.number + 1 if latest else 1,
            made_by=by,
            made_at=now,
            **_columns(wanted),
        )
        facts.record(TEMPLATE_REVISED, about=self, by=by, now=now, revision_id=revision.pk)

    def archive(self, *, by: Membership, now: datetime) -> None:
        """Put the template away; what was scheduled from it stays. Refuses a second time."""
        self.ensure_in_use()
        self.archived_at = now
        self.save(update_fields=["archived_at"])
        facts.record(TEMPLATE_ARCHIVED, about=self, by=by, now=now)


class TemplateRevision(CommunityOwned):
    """The contents of a template between two edits. Never changed: an event keeps its revision."""

    class Kind(models.TextChoices):
        HOT_SEAT = "HOT_SEAT", _("Hot seat")
        MICRO_WORKSHOP = "MICRO_WORKSHOP", _("Micro-workshop")
        PEER_FEEDBACK = "PEER_FEEDBACK", _("Peer feedback")
        OWN = "OWN", _("Own format")

    class SlotClass(models.TextChoices):
        HIGH_VALUE = "HIGH_VALUE", _("High-value slot")
        STANDARD = "STANDARD", _("Standard slot")
        REPEAT = "REPEAT", _("Repeat slot")

    class StepKind(models.TextChoices):
        ARRIVE = "ARRIVE", _("Arrive")
        PROMPT = "PROMPT", _("Prompt")
        HOT_SEAT = "HOT_SEAT", _("Hot seats")
        ROOMS = "ROOMS", _("Rooms")
        SHARE_BACK = "SHARE_BACK", _("Share back")
        COMMIT = "COMMIT", _("Commit")
        CLOSE = "CLOSE", _("Close")

    class Blindness(models.TextChoices):
        NONE = "NONE", _("Names are shown")
        HANDLE_ONLY = "HANDLE_ONLY", _("Handles instead of names")
        BLIND_FEEDBACK = "BLIND_FEEDBACK", _("Feedback without names")
        DOUBLE_BLIND = "DOUBLE_BLIND", _("Handles, and pieces and feedback unsigned")

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=1000, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    duration_minutes = models.PositiveSmallIntegerField(_("duration, minutes"))
    ritual = models.JSONField(_("ritual: a list of {kind, minutes, words}"))
    micro_task = models.CharField(_("micro-task"), max_length=200, blank=True)
    is_intention_required = models.BooleanField(_("intention required"), default=True)
    slot_class = models.CharField(
        _("slot class"), max_length=12, choices=SlotClass, default=SlotClass.STANDARD
    )
    seats_per_room = models.PositiveSmallIntegerField(_("seats in a room"), default=ROOM_CAPACITY)
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=1)
    has_broadcast = models.BooleanField(_("broadcast access"), default=True)
    broadcast_capacity = models.PositiveIntegerField(
        _("broadcast places; empty means no limit"), null=True, blank=True
    )
    is_waitlist_fair = models.BooleanField(
        _("those without a seat lately come first"), default=False, db_default=False
    )
    blindness = models.CharField(
        _("who sees names"),
        max_length=16,
        choices=Blindness,
        default=Blindness.NONE,
        db_default=Blindness.NONE,
    )
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="revision_numbers_count_up"
            ),
            models.CheckConstraint(
                condition=Q(
                    duration_minutes__gte=MIN_DURATION_MINUTES,
                    duration_minutes__lte=MAX_DURATION_MINUTES,
                ),
                name="a_format_lasts_30_to_60_minutes",
            ),
            models.CheckConstraint(
                condition=Q(seats_per_room__gte=2, seats_per_room__lte=ROOM_CAPACITY),
                name="a_room_has_2_to_12_seats",
            ),
            models.CheckConstraint(
                condition=Q(rooms__gte=1, rooms__lte=MAX_ROOMS), name="a_format_has_rooms"
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of template #{self.template_id}"

    def format(self) -> Format:
        names = Format.__dataclass_fields__.keys() - {"steps"}
        steps = tuple(Step(**step) for step in self.ritual)
        return Format(steps=steps, **{name: getattr(self, name) for name in names})

    @property
    def seats(self) -> int:
        return self.seats_per_room * self.rooms

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The ritual, each step with the label that pages show."""
        return [{**step, "label": self.StepKind(step["kind"]).label} for step in self.ritual]


def _columns(wanted: Format) -> dict[str, Any]:
    columns = asdict(wanted)
    steps = columns.pop("steps")
    return {**columns, "ritual": list(steps)}
