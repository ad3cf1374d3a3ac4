from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from memberships.people.facts import DELETION_ASKED, DELETION_CALLED_OFF, PERSON_ERASED
from memberships.people.querysets import UserQuerySet
from memberships.people.rules import DELETION_WAITS


class DeletionNotAsked(Refusal):
    words = _("No deletion was asked for.")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people whose login is their e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email=(username or "").lower())
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. What they may do depends on their memberships."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64, blank=True)
    locale = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("joined at"), db_default=Now())
    deletion_asked_at = models.DateTimeField(_("deletion asked at"), null=True, blank=True)
    deletion_due_at = models.DateTimeField(_("deletion due at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address_whatever_case"),
            models.CheckConstraint(
                condition=Q(deletion_asked_at=None, deletion_due_at=None)
                | Q(deletion_asked_at__isnull=False, deletion_due_at__isnull=False),
                name="a_deletion_that_is_asked_has_a_due_time",
            ),
        ]

    def __str__(self) -> str:
        return f"person #{self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def present_as(self, *, name: str, time_zone: str, locale: str) -> None:
        """Change the name that others see, and the zone and language we use."""
        self.name, self.time_zone, self.locale = name, time_zone, locale
        self.save(update_fields=["name", "time_zone", "locale"])

    def has_verified_email(self) -> bool:
        """Whether the person has confirmed an address of theirs with allauth."""
        addresses = apps.get_model("account", "EmailAddress")._default_manager
        return bool(addresses.filter(user=self, verified=True).exists())

    def ask_for_deletion(self, *, now: datetime) -> None:
        """Start the seven days in which the person may change their mind.

        Asking twice changes nothing.
        """
        if self.deletion_due_at is not None:
            return
        self.deletion_asked_at = now
        self.deletion_due_at = now + DELETION_WAITS
        self.save(update_fields=["deletion_asked_at", "deletion_due_at"])
        facts.record_for_nobody(DELETION_ASKED, about=self, now=now)

    def keep(self, *, now: datetime) -> None:
        """Call the deletion off. Refuses where none was asked for."""
        if self.deletion_due_at is None:
            raise DeletionNotAsked
        self.deletion_asked_at = self.deletion_due_at = None
        self.save(update_fields=["deletion_asked_at", "deletion_due_at"])
        facts.record_for_nobody(DELETION_CALLED_OFF, about=self, now=now)

    def put_off_deletion(self, *, now: datetime) -> None:
        """Try again tomorrow: a community needs another owner first."""
        self.deletion_due_at = now + timedelta(days=1)
        self.save(update_fields=["deletion_due_at"])

    def erase(self, *, now: datetime) -> None:
        """Forget who this was. The row stays, so that counts and references hold."""
        self.email = f"erased-{self.pk}@erased.invalid"
        self.name = ""
        self.time_zone = self.locale = ""
        self.is_active = self.is_staff = self.is_superuser = False
        self.last_login = None
        self.set_unusable_password()
        self.erased_at = now
        self.save()
        facts.record_for_nobody(PERSON_ERASED, about=self, now=now)
