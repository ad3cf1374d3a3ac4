from datetime import datetime

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.models.person import User
from memberships.rules import RESERVED_SLUGS, other_slugs


class NotCleared(Refusal):
    """Something that must be in place before publishing or an RSVP is not."""


class SlugTaken(Refusal):
    """The address belongs to another community, or is a word we keep."""


class Community(models.Model):
    """A tenant: an instruction business, cohort programme or collective."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64)
    locale = models.CharField(_("language"), max_length=10, default="en")
    currency = models.CharField(_("currency, ISO 4217"), max_length=3, default="EUR")
    takes_join_requests = models.BooleanField(_("people may ask to join"), default=True)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="currency_is_three_capital_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def community_id(self) -> int:
        """A community's facts are its own, so that reactions run inside of it."""
        return self.pk

    @classmethod
    def start(cls, *, slug: str, by: User, now: datetime, **words: str) -> "Community":
        """Begin at an address; refuses one that is kept or taken, and proposes another.

        Records: memberships.community_started.
        """
        if slug in RESERVED_SLUGS:
            raise SlugTaken(_("We keep this address for ourselves. Try another."), field="slug")
        community, is_new = cls.objects.get_or_create(
            slug=slug, defaults={**words, "started_at": now, "started_by": by}
        )
        if not is_new:
            free = cls._free_slug_like(slug)
            message = _("Another community lives at this address. This one is free: %(free)s")
            raise SlugTaken(message % {"free": free}, field="slug")
        return community

    @classmethod
    def _free_slug_like(cls, slug: str) -> str:
        others = other_slugs(slug)
        taken = set(cls.objects.filter(slug__in=others).values_list("slug", flat=True))
        return next((other for other in others if other not in taken), f"{slug[:40]}-community")

    def change(self, **words: str | bool) -> None:
        """Replace what owners may set; the address stays.

        Records: memberships.community_changed.
        """
        for field, value in words.items():
            setattr(self, field, value)
        self.save(update_fields=list(words))


class Clearance(CommunityOwned):
    """A gate that a higher app keeps: written by it, read here before publishing or an RSVP."""

    kind = models.CharField(_("kind"), max_length=40, validators=[MinLengthValidator(1)])
    is_satisfied = models.BooleanField(_("satisfied"), default=False)
    reason = models.CharField(_("what is missing, for people"), max_length=200, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "kind"], name="one_clearance_of_a_kind_each"
            ),
            models.CheckConstraint(
                condition=models.Q(is_satisfied=True) | ~models.Q(reason=""),
                name="a_missing_clearance_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
