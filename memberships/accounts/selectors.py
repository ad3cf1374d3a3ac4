from memberships.people.models import User


def person_letter(*, user_id: int) -> User:
    """People belong to no tenant, so no scope is needed."""
    person: User = User.objects.get(pk=user_id)
    return person
