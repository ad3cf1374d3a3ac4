from email.mime.base import MIMEBase

from django.utils.functional import Promise

from events.calendar.models.events import Event
from memberships.communities.models import Membership
from memberships.mail.emails import Mail


def mail_about(
    event: Event,
    *,
    to: Membership,
    category: str | None,
    subject: Promise,
    template: str,
    attachment: MIMEBase | None = None,
    **context: object,
) -> Mail:
    """A mail about one event: its title for the subject, its row for `emails/_event.html`."""
    return Mail(
        to=to,
        category=category,
        subject=subject,
        template=template,
        context={"event": event, "title": event.title, **context},
        attachment=attachment,
    )
