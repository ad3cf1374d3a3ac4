from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from memberships.mail.emails import Mail, send_for
from memberships.people.facts import DELETION_ASKED
from memberships.people.models import User


@reacts_to(DELETION_ASKED, name="memberships.mail_deletion", outside=True)
def mail_deletion(fact: Fact) -> None:
    """An account belongs to no community, so it is read without a tenant scope."""
    person = User.objects.get(pk=fact.subject_id)
    if person.deletion_due_at is None or person.erased_at is not None:
        return
    mail = Mail(
        to=person,
        subject=_("Your account will be deleted in seven days"),
        template="memberships/accounts/emails/deletion_asked.html",
        context={"due_at": person.deletion_due_at},
    )
    send_for(fact, mail)
