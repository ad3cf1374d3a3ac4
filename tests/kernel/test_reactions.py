"""A reaction has one name for life, and deliveries find it by that name."""

from collections import defaultdict

import pytest
from django.utils import timezone

from config.kernel import delivery, facts, reactions
from config.kernel.facts import FactName
from config.kernel.models import Delivery
from tests import scopes
from tests.kernel.conftest import HAPPENED

WENT_ON = FactName("tests.something_went_on", frozenset(), "A test said so, too.")
NAME = "tests.mail_somebody"


def mail_somebody(fact):
    """Nothing to say."""


def mail_somebody_else(fact):
    """Nothing to say either."""


@pytest.fixture
def registry(monkeypatch):
    """A registry of the test's own, with one reaction in it."""
    monkeypatch.setattr(reactions, "_reactions", defaultdict(dict))
    reactions.reacts_to(HAPPENED, name=NAME)(mail_somebody)
    return reactions._reactions


@pytest.mark.parametrize("fact", [HAPPENED, WENT_ON], ids=str)
def test_a_second_function_under_a_taken_name_is_refused(registry, fact):
    with pytest.raises(ValueError, match="is the name of two reactions"):
        reactions.reacts_to(fact, name=NAME)(mail_somebody_else)

    assert reactions.to(HAPPENED.name)[NAME].run is mail_somebody
    assert not reactions.to(WENT_ON.name)


def test_one_function_may_react_to_many_facts_under_its_name(registry):
    reactions.reacts_to(WENT_ON, name=NAME)(mail_somebody)

    assert list(reactions.to(HAPPENED.name)) == list(reactions.to(WENT_ON.name)) == [NAME]


def test_a_reaction_without_a_name_is_refused(registry):
    with pytest.raises(TypeError, match="name"):
        reactions.reacts_to(HAPPENED)


@pytest.mark.django_db
def test_a_delivery_finds_a_reaction_that_has_moved_to_another_module(member, registry):
    facts.record(HAPPENED, about=member, by=None, now=timezone.now(), what="x")
    registry.clear()  # and the next release registers its own
    told = []

    def mail_anybody(fact):
        told.append(fact.subject_id)

    mail_anybody.__module__ = "tests.another_home"
    reactions.reacts_to(HAPPENED, name=NAME)(mail_anybody)
    with scopes.closed():
        delivered = delivery.deliver_due(queue=reactions.INSIDE)

    assert (delivered, told) == (1, [member.pk])
    assert Delivery.objects.get().reaction == NAME
