from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.base import ModelBase
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.kernel.constraints import AppendOnly, RowLevelSecurity, SameCommunity
from config.kernel.sessions import Session  # noqa: F401  a model beside its store

if TYPE_CHECKING:
    from memberships.communities.models import (
        Community,  # names the tenant; never imported at run time
    )

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
NAME_LENGTH = 63


class CommunityQuerySet(models.QuerySet[M_co]):
    def within(self, community: "Community") -> Self:
        """The rows of one community: the only way to tenant data."""
        return self.filter(community_id=community.pk)

    def everywhere(self) -> Self:
        """All communities at once: for the clock and for staff, never for a member's request."""
        return self.all()

    def locked(self) -> Self:
        """Hold the rows until the transaction ends. Lock first, then decide.

        Rows that reference them may still be added: taking a seat does not wait for, nor deadlock
        with, moving the event.
        """
        return self.select_for_update(of=("self",), no_key=True)


class RowSecuredBase(ModelBase):
    """Gives a tenant model its row-level security and tenant foreign keys."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any
    ) -> Any:
        model: Any = super().__new__(cls, name, bases, attrs, **kwargs)
        if not model._meta.abstract and not model._meta.proxy:
            model._meta.constraints = [*model._meta.constraints, *_protections(model)]
            model._meta.original_attrs["constraints"] = model._meta.constraints
        return model


def _protections(model: Any) -> list[models.BaseConstraint]:
    table: str = model._meta.db_table
    security = RowLevelSecurity(
        name=f"{table}_row_security"[-NAME_LENGTH:], person=model.own_rows_column
    )
    if not issubclass(model, CommunityOwned):
        return [security]
    anchor = models.UniqueConstraint(
        fields=["community", "id"], name=f"{table}_within_community"[-NAME_LENGTH:]
    )
    return [security, anchor, *(_tenant_foreign_key(table, field) for field in _references(model))]


def _references(model: Any) -> list[Any]:
    """The foreign keys of a tenant model that point at tenant models."""
    fields: list[Any] = model._meta.local_fields
    keys: list[Any] = [field for field in fields if isinstance(field, models.ForeignKey)]
    for key in keys:
        if isinstance(key.remote_field.model, str) and key.name != "community":
            message = f"{model.__name__}.{key.name}: name its target by class, defined before."
            raise ImproperlyConfigured(message)
    return [key for key in keys if key.name != "community" and _is_owned(key.remote_field.model)]


def _is_owned(target: object) -> bool:
    return isinstance(target, type) and issubclass(target, CommunityOwned)


def _tenant_foreign_key(table: str, field: Any) -> SameCommunity:
    name = f"{table}_{field.column}_same_community"[-NAME_LENGTH:]
    target = field.remote_field.model._meta.db_table
    return SameCommunity(name=name, column=field.column, target=target)


class RowSecured(models.Model, metaclass=RowSecuredBase):
    """A row behind row-level security."""

    own_rows_column = ""

    class Meta:
        abstract = True


class CommunityOwned(RowSecured):
    """A row that belongs to exactly one community, for life."""

    community = models.ForeignKey(
        "memberships.Community", on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class Fact(RowSecured):
    """Something that happened, in the past tense. Append-only: outbox, audit trail, metrics feed.

    Without a community (a person signed up) it is seen only by the `_everywhere` scopes.
    """

    community = models.ForeignKey(
        "memberships.Community", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(_("name"), max_length=100)
    subject_id = models.BigIntegerField(_("subject"))
    actor_id = models.BigIntegerField(_("membership that acted"), null=True)
    data = models.JSONField(_("data"), default=dict)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [AppendOnly(name="kernel_fact_append_only")]
        indexes = [
            models.Index(fields=["community", "name", "happened_at"], name="fact_by_name_and_time")
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.subject_id}"

    @property
    def home(self) -> "Community":
        """The community it happened in. Raises LookupError if it belongs to none."""
        if self.community is None:
            raise LookupError(f"{self.name} belongs to no community.")
        return self.community


class Delivery(models.Model):
    """One fact on its way to one reaction."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(_("reaction"), max_length=200)
    queue = models.CharField(_("queue"), max_length=20)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    parked_at = models.DateTimeField(_("parked"), null=True)
    last_error = models.CharField(_("kind of the last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "reaction"], name="fact_reaches_reaction_once"
            ),
            models.CheckConstraint(
                condition=models.Q(delivered_at=None) | models.Q(parked_at=None),
                name="delivery_is_not_both_delivered_and_parked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "due_at", "id"],
                condition=models.Q(delivered_at=None, parked_at=None),
                name="undelivered_by_due",
            ),
            models.Index(
                fields=["parked_at"], condition=~models.Q(parked_at=None), name="parked_deliveries"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} -> {self.reaction}"


class IdempotencyKey(models.Model):
    """A request that had its effect, without its content: an owner, a key and a digest."""

    owner = models.CharField(_("owner"), max_length=64)
    key = models.CharField(_("key"), max_length=100)
    digest = models.CharField(_("digest of the request"), max_length=64)
    location = models.CharField(_("where it led"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("taken at"), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="a_key_serves_its_owner_once")
        ]

    def __str__(self) -> str:
        return self.key


class JobRun(models.Model):
    """When a beat job last ran to its end, for the health page."""

    job = models.CharField(_("job"), max_length=100, primary_key=True)
    ran_at = models.DateTimeField(_("ran at"))

    def __str__(self) -> str:
        return self.job


class InboxMail(models.Model):
    """A mail kept by the development inbox, where no mail server is configured."""

    recipient = models.CharField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    raw = models.BinaryField(_("message as sent, RFC 5322"))
    sent_at = models.DateTimeField(_("sent at"), db_index=True)

    def __str__(self) -> str:
        return self.subject
