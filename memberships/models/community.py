from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.models.person import User


class NotCleared(Refusal):
    """Something that must be in place before publishing or an RSVP is not."""


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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="currency_is_three_capital_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


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
