"""A scope is sent along with its first statement, and holds until its transaction ends."""

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from config.kernel.transactions import EVERYWHERE, Scope, tenant_scope, within
from memberships.communities.models import Membership
from tests import scopes
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def others():
    """A member in each of two communities, and no scope open."""
    here, there = MembershipFactory(), MembershipFactory()
    with scopes.closed():
        yield here, there


def fail():
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def test_a_scope_costs_no_round_trip_of_its_own(others):
    here, _there = others

    with CaptureQueriesContext(connection) as sent, tenant_scope(within(here.community_id)):
        assert set(Membership.objects.all()) == {here}
        assert Membership.objects.count() == 1

    said = [query["sql"] for query in sent.captured_queries]
    assert [sql.split(" ", 1)[0] for sql in said] == ["BEGIN", "EXECUTE", "SELECT", "COMMIT"]
    assert [sql.count("tell_scope") for sql in said] == [0, 1, 0, 0]


def test_a_scope_in_which_nothing_is_asked_says_nothing():
    with (
        scopes.closed(),
        CaptureQueriesContext(connection) as sent,
        tenant_scope(EVERYWHERE),
    ):
        pass

    assert [query["sql"] for query in sent.captured_queries] == ["BEGIN", "COMMIT"]


def test_a_scope_ends_with_its_transaction(others):
    here, _there = others
    with tenant_scope(within(here.community_id)):
        Membership.objects.count()

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.community', true)")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize("first", [fail, lambda: None])
def test_a_savepoint_that_is_undone_does_not_undo_the_scope(others, first):
    here, _there = others

    with tenant_scope(within(here.community_id)):
        first()
        assert set(Membership.objects.all()) == {here}
        fail()
        assert set(Membership.objects.all()) == {here}


def test_rows_that_are_fetched_bit_by_bit_are_those_of_the_scope(others):
    here, _there = others

    with tenant_scope(Scope(person=str(here.user_id))):
        assert list(Membership.objects.iterator()) == [here]


def test_statements_that_run_many_times_write_in_the_scope(others):
    here, there = others
    rename = "UPDATE memberships_membership SET status = 'PAUSED' WHERE id = %s"

    with tenant_scope(within(here.community_id)), connection.cursor() as cursor:
        cursor.executemany(rename, [(here.pk,), (there.pk,)])

    with tenant_scope(EVERYWHERE):
        assert set(Membership.objects.filter(status="PAUSED")) == {here}


def test_a_sign_for_a_parameter_in_a_statement_stays_what_it_is(others):
    here, _there = others

    with tenant_scope(within(here.community_id)), connection.cursor() as cursor:
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)


def test_of_two_scopes_one_after_the_other_each_sees_its_own(others):
    for member in others:
        with tenant_scope(within(member.community_id)):
            assert set(Membership.objects.all()) == {member}
