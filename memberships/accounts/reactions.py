from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from memberships.accounts.emails import deletion_asked
from memberships.accounts.facts import DELETION_ASKED
from memberships.accounts.selectors import person_letter


@reacts_to(DELETION_ASKED, name="memberships.mail_deletion", outside=True)
def mail_deletion(fact: Fact) -> None:
    person = person_letter(user_id=fact.subject_id)
    if person.deletion_due_at is not None and person.erased_at is None:
        deletion_asked(person).send()
