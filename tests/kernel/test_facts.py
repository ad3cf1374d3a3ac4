"""A fact commits with what happened, or not at all."""

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from config.kernel import facts, wakeup
from config.kernel.models import Delivery, Fact
from config.kernel.transactions import EVERYWHERE, tenant_scope, use_case, within
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.kernel.conftest import HAPPENED

pytestmark = pytest.mark.django_db


def react(fact):
    """Nothing to do."""


def speak(fact):
    """Nothing to say."""


@use_case
def do_something(*, membership, fails=False):
    membership.roles = ["MEMBER", "OWNER"]
    membership.save(update_fields=["roles"])
    fact = facts.record(HAPPENED, about=membership, by=membership, now=timezone.now(), what="x")
    if fails:
        raise RuntimeError("after the fact")
    return fact


def test_a_fact_says_what_happened_to_whom_by_whom(member, subscribe):
    subscribe(react)

    fact = do_something(membership=member)

    fact.refresh_from_db()
    assert (fact.community_id, fact.subject_id) == (member.community_id, member.pk)
    assert (fact.actor_id, fact.data) == (member.pk, {"what": "x"})
    assert fact.recorded_at is not None


def test_each_reaction_gets_one_delivery_in_its_lane(member, subscribe):
    subscribe(react)
    subscribe(speak, outside=True)

    fact = do_something(membership=member)

    addressed = dict(Delivery.objects.filter(fact=fact).values_list("reaction", "queue"))
    assert addressed == {"tests.react": "inside", "tests.speak": "outside"}


def columns_of(row, *, but=()):
    fields = row._meta.concrete_fields
    return {
        field.attname: getattr(row, field.attname) for field in fields if field.name not in but
    }


def test_a_fact_without_reactions_is_the_row_that_was_written(member):
    fact = do_something(membership=member)

    assert columns_of(fact) == columns_of(Fact.objects.get(pk=fact.pk))


def test_a_fact_and_its_deliveries_are_the_rows_that_the_models_would_write(member, subscribe):
    subscribe(react)
    subscribe(speak, outside=True)
    now = timezone.now()

    fact = facts.record(HAPPENED, about=member, by=member, now=now, what='"x" %s é')

    assert columns_of(fact) == columns_of(Fact.objects.get(pk=fact.pk))
    plain = [
        Delivery(fact=fact, reaction="tests.react", queue="inside", due_at=now),
        Delivery(fact=fact, reaction="tests.speak", queue="outside", due_at=now),
    ]
    written = Delivery.objects.filter(fact=fact).order_by("reaction")
    assert [columns_of(row, but=("id",)) for row in written] == [
        columns_of(row, but=("id",)) for row in plain
    ]


@pytest.mark.parametrize("reactions", [0, 1, 2])
def test_a_fact_takes_one_statement_with_all_its_deliveries(
    member, subscribe, reactions, django_assert_num_queries
):
    for reaction, outside in [(react, False), (speak, True)][:reactions]:
        subscribe(reaction, outside=outside)

    with django_assert_num_queries(1):
        fact = facts.record(HAPPENED, about=member, by=None, now=timezone.now(), what="x")

    assert fact.deliveries.count() == reactions


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_fact_about_another_community_is_refused_by_the_database(member, subscribe, is_heard):
    if is_heard:
        subscribe(react)

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenant_scope(within(CommunityFactory().pk)),
    ):
        facts.record(HAPPENED, about=member, by=None, now=timezone.now(), what="x")


def test_nothing_is_left_of_a_use_case_that_fails(member, subscribe):
    subscribe(react)

    with pytest.raises(RuntimeError):
        do_something(membership=member, fails=True)

    member.refresh_from_db()
    assert (member.roles, Fact.objects.count(), Delivery.objects.count()) == (["MEMBER"], 0, 0)


def test_workers_are_woken_after_the_commit_and_not_before(
    member, subscribe, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(wakeup, "wake", lambda *queues: woken.append(sorted(queues)))
    subscribe(react)
    subscribe(speak, outside=True)

    with django_capture_on_commit_callbacks(execute=True):
        do_something(membership=member)
        before = list(woken)

    assert (before, woken) == ([], [["inside", "outside"]])


def test_a_wake_up_that_breaks_does_not_break_the_use_case(
    member, subscribe, monkeypatch, django_capture_on_commit_callbacks
):
    def break_down(*_queues):
        raise RuntimeError("no thread left")

    monkeypatch.setattr(wakeup, "wake", break_down)
    subscribe(react)

    with django_capture_on_commit_callbacks(execute=True):
        fact = do_something(membership=member)

    assert Delivery.objects.filter(fact=fact).count() == 1


def test_a_payload_has_the_keys_that_were_declared(member):
    with pytest.raises(TypeError, match="carries"):
        facts.record(HAPPENED, about=member, by=None, now=timezone.now(), other="x")


def test_a_key_that_is_not_given_is_a_column_of_the_row(member):
    of_a_person = facts.FactName("kernel.tested", frozenset({"user_id", "what"}), "Tested.")

    fact = facts.record(of_a_person, about=member, by=None, now=timezone.now(), what="x")

    assert Fact.objects.get(pk=fact.pk).data == {"user_id": member.user_id, "what": "x"}


def test_a_key_that_is_neither_given_nor_a_column_is_a_mistake(member):
    with pytest.raises(AttributeError, match="what"):
        facts.record(HAPPENED, about=member, by=None, now=timezone.now())


def test_a_fact_about_what_has_no_community_must_say_so():
    person = UserFactory()

    with pytest.raises(TypeError, match="record_for_nobody"):
        facts.record(HAPPENED, about=person, by=None, now=timezone.now(), what="x")


def test_a_fact_for_nobody_is_seen_only_from_everywhere():
    fact = facts.record_for_nobody(HAPPENED, about=UserFactory(), now=timezone.now(), what="x")
    community = CommunityFactory()

    with tenant_scope(within(community.pk)):
        assert not Fact.objects.filter(pk=fact.pk).exists()
    with tenant_scope(EVERYWHERE):
        assert Fact.objects.filter(pk=fact.pk).exists()


def test_a_fact_of_another_community_is_not_seen(member):
    fact = do_something(membership=member)
    stranger = MembershipFactory()

    with tenant_scope(within(stranger.community_id)):
        assert not Fact.objects.filter(pk=fact.pk).exists()


def test_a_name_is_declared_once(monkeypatch):
    monkeypatch.setattr(facts, "_declared", {})
    facts.declare("tests.once", meaning="Once.")

    with pytest.raises(ValueError, match="twice"):
        facts.declare("tests.once", meaning="Again.")
