"""A prepared query returns what its queryset does, in the same scopes."""

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import ScopeMissing, reading
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from memberships.communities.models import Membership
from tests import databases, scopes
from tests.factories import NOON, CommunityFactory, MembershipFactory, RsvpFactory, SegmentFactory

pytestmark = pytest.mark.django_db


@prepared
def members_of(*, community, user):
    return Membership.objects.within(community).filter(user=user)


def ways(*, community, membership, now):
    """Joins, subqueries, arithmetic on a parameter, a constant with a per cent sign, an order."""
    mine = Rsvp.objects.within(community).filter(event=OuterRef("event"), membership=membership)
    return (
        Segment.objects.within(community)
        .select_related("event__revision", "event__host__user")
        .annotate(
            is_mine=Exists(mine.live()),
            is_soon=ExpressionWrapper(
                Q(event__starts_at__lt=now + dt.timedelta(days=30)), output_field=BooleanField()
            ),
        )
        .exclude(event__title__endswith="100%")
        .order_by("event__starts_at", "kind")
    )


def told(segments):
    """All that a row knows, and whom it brings along."""
    return [
        (
            segment,
            segment.taken,
            segment.is_mine,
            segment.is_soon,
            segment.event.starts_at,
            segment.event.revision.ritual,
            segment.event.host.roles,
            segment.event.host.user.name,
        )
        for segment in segments
    ]


def test_it_returns_what_its_queryset_does_whatever_the_values():
    run = prepared(ways)
    for _community in range(2):
        rsvp = RsvpFactory()
        SegmentFactory(event=rsvp.event, kind="BROADCAST")
        other = MembershipFactory(community=rsvp.community)
        for membership in (rsvp.membership, other):
            for now in (NOON, NOON - dt.timedelta(days=90)):
                given = {"community": rsvp.community, "membership": membership, "now": now}
                with CaptureQueriesContext(connection) as captured:
                    answered = told(run(**given))

                assert answered == told(ways(**given))
                assert len(answered) == 2
                assert len(captured.captured_queries) == 1


@prepared
def segments_at(*, segment_id, kinds):
    return Segment.objects.filter(pk=segment_id, kind__in=kinds)


def test_a_tuple_shapes_the_query_and_no_row_has_a_key_beyond_the_highest():
    rsvp = RsvpFactory()
    intimate, both = ("INTIMATE",), ("BROADCAST", "INTIMATE")

    assert segments_at(segment_id=rsvp.segment_id, kinds=intimate) == [rsvp.segment]
    assert segments_at(segment_id=rsvp.segment_id, kinds=both) == [rsvp.segment]
    assert segments_at(segment_id=rsvp.segment_id, kinds=("BROADCAST",)) == []
    assert segments_at(segment_id=2**63, kinds=both) == []


def test_without_a_scope_it_is_refused_as_any_other(member):
    with scopes.closed(), pytest.raises(ScopeMissing):
        members_of(community=member.community, user=member.user)


def test_in_a_scope_it_sees_that_community_alone(member):
    other = CommunityFactory()

    @reading
    def from_within(*, community, asked):
        return members_of(community=asked, user=member.user)

    with scopes.closed():
        assert from_within(community=member.community, asked=member.community) == [member]
        assert from_within(community=other, asked=member.community) == []


@pytest.mark.django_db(transaction=True)
def test_a_connection_whose_tables_changed_plans_anew(member):
    given = {"community": member.community, "user": member.user}
    assert members_of(**given) == [member]
    try:
        change_status_column("varchar(20)")

        with pytest.raises(OperationalError, match="other columns"):
            members_of(**given)
        with scopes.arranging():
            assert members_of(**given) == [member]
    finally:
        change_status_column("varchar(16)")


def change_status_column(to):
    with databases._as_owner(connection.settings_dict["NAME"]) as owner:
        owner.execute(f"ALTER TABLE memberships_membership ALTER COLUMN status TYPE {to}")
