from datetime import datetime

from django.db import models
from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.models import CommunityOwned
from memberships.communities.models import Membership
from memberships.separations.facts import SEPARATION_LIFTED, SEPARATION_MADE
from memberships.separations.querysets import SeparationQuerySet

ONE_STANDING_SEPARATION = "one_standing_separation_of_two_of_a_kind"


class Separation(CommunityOwned):
    """Two members who must not meet. The restrained one gives way, and is never told.

    PERSONAL: a block, made and lifted by the protected member. MEASURE: issued by a case.
    """

    class Kind(models.TextChoices):
        PERSONAL = "PERSONAL", _("Personal")
        MEASURE = "MEASURE", _("Measure")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PERSONAL)
    protected = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="separations_from_others"
    )
    restrained = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="restraints")
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("ends at; empty: until lifted"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = SeparationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["protected", "restrained", "kind"],
                condition=Q(lifted_at=None),
                name=ONE_STANDING_SEPARATION,
            ),
            models.CheckConstraint(
                condition=~Q(protected=F("restrained")), name="nobody_is_kept_from_themselves"
            ),
            models.CheckConstraint(
                condition=Q(kind="MEASURE") | Q(ends_at=None),
                name="a_personal_separation_lasts_until_lifted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["restrained", "protected"],
                condition=Q(lifted_at=None),
                name="standing_restraints",
            ),
        ]

    def __str__(self) -> str:
        return f"separation #{self.pk}"

    @classmethod
    def begin(
        cls, *, protected: Membership, restrained: Membership, now: datetime
    ) -> "Separation":
        """Keep two members apart, as the protected one asks; one that is active stays as it is."""
        separation, is_new = cls.objects.get_or_create(
            protected=protected,
            restrained=restrained,
            kind=cls.Kind.PERSONAL,
            lifted_at=None,
            defaults={"community_id": protected.community_id, "made_at": now},
        )
        if is_new:
            facts.record(SEPARATION_MADE, about=separation, by=protected, now=now)
        return separation

    def lift(self, *, by: Membership, now: datetime) -> None:
        self.lifted_at = now
        self.save(update_fields=["lifted_at"])
        facts.record(SEPARATION_LIFTED, about=self, by=by, now=now)


def is_apart(reader: Model, *, author: str, now: datetime) -> Exists:
    """Whether the reader and the author in that column are kept apart, in either direction."""
    return Exists(Separation.objects.active(now).between(reader, OuterRef(author)))
