"""PostgreSQL itself hides other communities' rows, whatever the code forgets."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from config.kernel.models import Fact
from config.kernel.roles import ensure_safe_role
from config.kernel.transactions import (
    EVERYWHERE,
    Scope,
    ScopeMissing,
    reading,
    tenant_scope,
    within,
)
from events.calendar.models.events import Event
from memberships.communities.models import Membership
from tests import scopes
from tests.factories import NOON, CommunityFactory, EventFactory, MembershipFactory, SegmentFactory

pytestmark = pytest.mark.django_db


def seen(model, scope):
    with tenant_scope(scope):
        return set(model.objects.values_list("pk", flat=True))


def test_a_query_that_forgot_its_community_sees_only_the_scope():
    here, elsewhere = EventFactory(), EventFactory()

    assert seen(Event, within(here.community_id)) == {here.pk}
    assert seen(Event, EVERYWHERE) == {here.pk, elsewhere.pk}


def test_a_person_sees_their_own_memberships_and_nothing_else():
    mine = MembershipFactory()
    also_mine = MembershipFactory(user=mine.user)
    MembershipFactory(community=mine.community)
    EventFactory(community=mine.community)
    me = Scope(person=str(mine.user_id))

    assert seen(Membership, me) == {mine.pk, also_mine.pk}
    assert seen(Event, me) == set()


def test_a_row_cannot_be_written_into_another_community():
    stranger = CommunityFactory()
    event = EventFactory()

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenant_scope(within(stranger.pk)),
    ):
        SegmentFactory(event=event)


def test_a_segment_cannot_point_into_another_community():
    event, stranger = EventFactory(), CommunityFactory()

    def trespass():
        with transaction.atomic():
            SegmentFactory(event=event, community=stranger)
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="same_community"):
        trespass()


def test_outside_of_a_door_a_query_for_tenant_rows_raises():
    with scopes.closed(), pytest.raises(ScopeMissing):
        Event.objects.exists()


def test_a_door_without_a_community_does_not_open():
    @reading
    def page(community):
        return community

    with pytest.raises(ScopeMissing):
        page(EventFactory().community)


def test_facts_cannot_be_changed_or_removed_by_the_runtime_role():
    fact = Fact.objects.create(name="x.y", subject_id=1, happened_at=NOON)

    for change in (
        lambda: Fact.objects.filter(pk=fact.pk).update(name="x.z"),
        lambda: Fact.objects.filter(pk=fact.pk)._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_runtime_role_is_safe():
    ensure_safe_role()
