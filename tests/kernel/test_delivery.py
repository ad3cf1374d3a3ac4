"""News arrives: inside exactly once, outside at least once, and poison holds up nobody."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from config.kernel import delivery, facts
from config.kernel.models import Delivery, JobRun
from config.kernel.tasks import deliver_facts, sweep_inside, sweep_outside
from config.kernel.transactions import ScopeMissing
from memberships.communities.models import Membership
from tests import scopes
from tests.factories import MembershipFactory
from tests.kernel.conftest import HAPPENED

pytestmark = pytest.mark.django_db
alone = pytest.mark.django_db(transaction=True)


def announce(membership, what="x", *, ago=timedelta()):
    return facts.record(HAPPENED, about=membership, by=None, now=timezone.now() - ago, what=what)


def make_due():
    """Let the wait between two attempts be over."""
    Delivery.objects.filter(delivered_at=None, parked_at=None).update(due_at=timezone.now())


def leave_a_mark(fact):
    """An effect in the database that can be counted: a row, named after the fact."""
    JobRun.objects.create(job=f"{fact.pk}.{JobRun.objects.count()}", ran_at=fact.happened_at)


def speaking_into(said):
    def speak(fact):
        said.append(fact.pk)

    return speak


def marks():
    return JobRun.objects.count()


def deliver(queue="inside"):
    with scopes.closed():
        return delivery.deliver_due(queue=queue)


def test_what_arrived_does_not_come_again(member, subscribe):
    subscribe(leave_a_mark)
    announce(member)

    assert [deliver(), deliver(), marks()] == [1, 0, 1]


def test_what_is_not_due_yet_waits(member, subscribe):
    subscribe(leave_a_mark)
    announce(member, ago=-timedelta(minutes=5))

    assert (deliver(), marks()) == (0, 0)


def test_lanes_are_apart(member, subscribe):
    subscribe(leave_a_mark, outside=True)
    announce(member)

    assert [deliver("inside"), deliver("outside")] == [0, 1]


def test_a_reaction_sees_the_community_of_its_fact_only(member, subscribe):
    seen = []
    MembershipFactory()
    subscribe(lambda _fact: seen.extend(Membership.objects.values_list("pk", flat=True)))
    announce(member)

    assert deliver() == 1
    assert seen == [member.pk]


def test_news_for_nobody_is_delivered_too(member, subscribe):
    seen = []
    subscribe(lambda _fact: seen.append(Membership.objects.count()))
    facts.record_for_nobody(HAPPENED, about=member.user, now=timezone.now(), what="x")

    assert (deliver(), seen) == (1, [1])


def test_inside_the_effect_of_a_failed_attempt_is_undone(member, subscribe):
    tries = []

    def stumble(fact):
        leave_a_mark(fact)
        tries.append(fact.pk)
        if len(tries) == 1:
            raise RuntimeError("stumbled")

    subscribe(stumble)
    announce(member)

    assert (deliver(), marks()) == (0, 0)
    make_due()
    assert (deliver(), marks(), len(tries)) == (1, 1, 2)


def test_outside_a_failed_attempt_has_spoken_and_speaks_again(member, subscribe):
    """Why an outside reaction must be idempotent."""
    said = []

    def speak(fact):
        said.append(fact.pk)
        if len(said) == 1:
            raise RuntimeError("the line went dead")

    subscribe(speak, outside=True)
    announce(member)
    deliver("outside")
    make_due()

    assert (deliver("outside"), len(said)) == (1, 2)


@alone
def test_outside_holds_no_transaction_and_has_no_door(member, subscribe):
    told = []

    def speak(fact):
        told.append(connection.in_atomic_block)
        with pytest.raises(ScopeMissing):
            Membership.objects.count()

    subscribe(speak, outside=True)
    announce(member)

    assert (deliver("outside"), told) == (1, [False])


def test_poison_is_parked_after_its_attempts_and_holds_up_nobody(member, subscribe, caplog):
    def choke(fact):
        if fact.data["what"] == "poison":
            raise ValueError("secret words")
        leave_a_mark(fact)

    subscribe(choke, attempts=3)
    announce(member, "poison", ago=timedelta(minutes=1))
    for _turn in range(4):
        announce(member, "bread")
        deliver()
        make_due()

    parked = Delivery.objects.exclude(parked_at=None).get()
    assert marks() == 4
    assert (parked.attempts, parked.last_error) == (3, "ValueError")
    assert "Parked delivery" in caplog.text


def test_waits_between_attempts_double(member, subscribe):
    def fail(fact):
        raise RuntimeError("no")

    subscribe(fail, attempts=5)
    announce(member)
    waits = []
    for _attempt in range(3):
        make_due()
        begun = timezone.now()
        deliver()
        waits.append(round((Delivery.objects.get().due_at - begun).total_seconds() / 60))

    assert waits == [2, 4, 8]


def test_a_crash_between_claim_and_run_is_made_good(member, subscribe):
    subscribe(leave_a_mark)
    announce(member)
    with scopes.closed():
        assert delivery._claim(queue="inside", now=timezone.now()) is not None

    assert deliver() == 0
    make_due()
    assert (deliver(), marks()) == (1, 1)


def test_what_kills_its_worker_each_time_is_parked_without_running_again(member, subscribe):
    subscribe(leave_a_mark, attempts=2)
    announce(member)
    for _crash in range(2):
        with scopes.closed():
            delivery._claim(queue="inside", now=timezone.now())
        make_due()

    assert (deliver(), marks()) == (0, 0)
    parked = Delivery.objects.get()
    assert parked.parked_at is not None
    assert parked.last_error == "Crash"


def test_a_reaction_that_this_release_does_not_know_waits_and_is_then_parked(member, subscribe):
    subscribe(leave_a_mark)
    announce(member)
    Delivery.objects.update(reaction="of.a_newer_release")
    for _attempt in range(delivery.UNKNOWN.attempts - 1):
        deliver()
        make_due()
    still_tried = Delivery.objects.get().parked_at is None
    deliver()

    assert still_tried
    assert Delivery.objects.get().parked_at is not None


def test_a_parked_delivery_can_be_released_by_hand(member, subscribe):
    is_broken = True

    def run(fact):
        if is_broken:
            raise RuntimeError("not yet")
        leave_a_mark(fact)

    subscribe(run, attempts=1)
    announce(member)
    deliver()
    is_broken = False
    parked = Delivery.objects.get()

    released = delivery.release_parked(delivery_ids=[parked.pk], now=timezone.now())

    assert (released, deliver(), marks()) == (1, 1, 1)


def test_a_slow_one_that_was_parked_meanwhile_counts_as_delivered(member, subscribe):
    def run(fact):
        Delivery.objects.update(parked_at=timezone.now())

    subscribe(run)
    announce(member)

    assert deliver() == 1
    arrived = Delivery.objects.get()
    assert (arrived.parked_at, arrived.delivered_at is None) == (None, False)


def test_a_run_ends_after_its_turn_and_leaves_the_rest_to_the_next(member, subscribe, monkeypatch):
    monkeypatch.setattr(delivery, "TURN", timedelta())
    subscribe(leave_a_mark)
    announce(member)

    assert deliver() == 0
    assert Delivery.objects.get().attempts == 0


def test_old_news_rests_outside_and_arrives_inside(member, subscribe):
    said = []
    subscribe(leave_a_mark)
    subscribe(speaking_into(said), outside=True)
    announce(member, ago=timedelta(days=2))
    announce(member)
    now = timezone.now()

    assert delivery.mark_old_news_delivered(before=now - timedelta(days=1), now=now) == 1
    assert [deliver("inside"), deliver("outside"), len(said)] == [2, 1, 1]


def test_the_sweeps_find_what_a_lost_wake_up_left(member, subscribe):
    said = []
    subscribe(leave_a_mark)
    subscribe(speaking_into(said), outside=True)
    announce(member)

    with scopes.closed():
        sweep_inside()
        sweep_outside()

    assert len(said) == 1
    assert not Delivery.objects.filter(delivered_at=None).exists()


def test_a_woken_worker_delivers_its_lane(member, subscribe):
    subscribe(leave_a_mark)
    announce(member)

    with scopes.closed():
        deliver_facts(queue="inside", unknown_argument_of_a_newer_release=1)

    assert marks() == 1


# Two workers at once


def in_threads(number, work):
    """Run `work` in threads of their own, and give back what each returned or raised."""
    answers = []

    def run():
        try:
            answers.append(work())
        except Exception as failure:  # noqa: BLE001  it is what we look at
            answers.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@alone
def test_many_workers_share_the_work(member, subscribe):
    subscribe(leave_a_mark_of_its_own)
    for number in range(20):
        announce(member, str(number))

    delivered = in_threads(4, lambda: delivery.deliver_due(queue="inside"))

    assert (sum(delivered), marks()) == (20, 20)


def leave_a_mark_of_its_own(fact):
    JobRun.objects.create(job=str(fact.pk), ran_at=fact.happened_at)


def two_runs_of_one_delivery(run, subscribe, member, *, outside):
    """The claim ran out while the first was still at work, so a second has it too."""
    both_are_here = Barrier(2, timeout=10)

    def wait_for_the_other(fact):
        both_are_here.wait()
        run(fact)

    subscribe(wait_for_the_other, outside=outside)
    announce(member)
    row = Delivery.objects.select_related("fact").get()
    return in_threads(2, lambda: delivery._run(row))


@alone
def test_inside_two_runs_of_one_delivery_have_one_effect(member, subscribe):
    def run(fact):
        leave_a_mark_by_thread(fact)

    answers = two_runs_of_one_delivery(run, subscribe, member, outside=False)

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "RuntimeError"]
    assert marks() == 1


@alone
def test_control_outside_two_runs_of_one_delivery_both_speak(member, subscribe):
    said = []

    two_runs_of_one_delivery(said.append, subscribe, member, outside=True)

    assert len(said) == 2
    assert Delivery.objects.exclude(delivered_at=None).count() == 1


def leave_a_mark_by_thread(fact):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    JobRun.objects.create(job=f"{fact.pk}.{process}", ran_at=fact.happened_at)
