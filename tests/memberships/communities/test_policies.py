"""Who may, and what must be in place."""

import pytest
from django.core.exceptions import PermissionDenied

from memberships.communities.models import Clearance, NotCleared
from memberships.communities.policies import (
    ensure_cleared,
    ensure_may_instruct,
    ensure_may_moderate,
    ensure_may_own,
)
from memberships.communities.rules import REQUIRED_FOR_PUBLISHING, REQUIRED_FOR_RSVP
from tests.factories import CommunityFactory, MembershipFactory

pytestmark = pytest.mark.django_db

MAY = {
    ensure_may_own: {"OWNER"},
    ensure_may_instruct: {"OWNER", "INSTRUCTOR"},
    ensure_may_moderate: {"OWNER", "MODERATOR"},
}


@pytest.mark.parametrize("role", ["MEMBER", "INSTRUCTOR", "MODERATOR", "OWNER"])
@pytest.mark.parametrize("ensure", MAY, ids=lambda ensure: ensure.__name__)
def test_roles(ensure, role):
    membership = MembershipFactory.build(roles=["MEMBER", role])

    if role in MAY[ensure]:
        ensure(membership)
    else:
        with pytest.raises(PermissionDenied):
            ensure(membership)


def test_nothing_is_required_yet_and_nothing_is_asked(django_assert_num_queries):
    community = CommunityFactory()

    with django_assert_num_queries(0):
        ensure_cleared(community=community, kinds=REQUIRED_FOR_PUBLISHING)
        ensure_cleared(community=community, kinds=REQUIRED_FOR_RSVP)


def test_a_gate_that_is_open_or_has_never_been_written_refuses():
    community = CommunityFactory()
    Clearance.objects.create(community=CommunityFactory(), kind="code", is_satisfied=True)

    with pytest.raises(NotCleared):
        ensure_cleared(community=community, kinds={"code"})
    row = Clearance.objects.create(community=community, kind="code", reason="Write it first.")
    with pytest.raises(NotCleared, match="Write it first"):
        ensure_cleared(community=community, kinds={"code"})
    row.is_satisfied = True
    row.save()

    ensure_cleared(community=community, kinds={"code"})
