"""The development inbox: mail is kept in the database where no mail server is configured."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from config.kernel.models import InboxMail


class InboxBackend(BaseEmailBackend):
    """Keeps each message as sent, one row a recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            InboxMail.objects.bulk_create(
                InboxMail(
                    recipient=recipient[:320],
                    subject=str(message.subject)[:300],
                    raw=message.message().as_bytes(),
                    sent_at=timezone.now(),
                )
                for recipient in message.recipients()
            )
        return len(email_messages)
