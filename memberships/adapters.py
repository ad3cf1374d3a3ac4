from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.validators import MaxLengthValidator
from django.template.loader import render_to_string
from django.utils import timezone, translation

from memberships.people.models import User

LONGEST_ADDRESS = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth's idea of an account meets ours."""

    def new_user(self, _request: Any) -> User:
        return User(date_joined=timezone.now(), locale=translation.get_language() or "")

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Take the name along that our part of the sign-up form asks for."""
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def clean_email(self, email: str) -> str:
        """One person per address, whatever its case; allauth would cut a longer one short."""
        cleaned: str = super().clean_email(email).lower()
        MaxLengthValidator(LONGEST_ADDRESS)(cleaned)
        return cleaned

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the recipient's language where we know it, else in that of the page they are on."""
        person = User.objects.filter(email=email).first()
        language = (person and person.locale) or translation.get_language() or "en"
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The words stand once, as text; the HTML beside it is the same words in our dress."""
        mail: EmailMultiAlternatives = super().render_mail(
            template_prefix, email, context, headers
        )
        words = {"subject": mail.subject, "text": mail.body}
        mail.attach_alternative(render_to_string("emails/from_text.html", words), "text/html")
        return mail
