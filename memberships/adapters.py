from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from memberships.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth's idea of an account meets ours."""

    def new_user(self, _request: Any) -> User:
        return User(date_joined=timezone.now())

    def clean_email(self, email: str) -> str:
        """One person per address, whatever its case."""
        cleaned: str = super().clean_email(email)
        return cleaned.lower()
