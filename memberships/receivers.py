"""Other people's signals, one line each."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.dispatch import receiver
from django.utils import timezone

from memberships.accounts import services
from memberships.people.models import User


@receiver(user_signed_up)
def note_sign_up(*, user: User, **_more: Any) -> None:
    services.note_sign_up(user=user, now=timezone.now())
