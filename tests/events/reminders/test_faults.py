"""Nobody's reminder is lost when workers die, and nobody is reminded twice without a reason."""

import datetime as dt
from collections import Counter
from random import Random
from time import monotonic, sleep

import pytest
from django.utils import timezone

from config.kernel.models import Delivery
from events.reminders.models import Reminder
from tests.factories import EventFactory, RsvpFactory, SegmentFactory
from tests.workers.processes import Worker, broker
from tests.workers.smtp import mail_server

REMINDERS = 200
KILLS = 5
PATIENCE = dt.timedelta(seconds=200)
MINUTE = dt.timedelta(minutes=1)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Death:
    """Kills a worker once while it announces and otherwise at mails, before or after one is in.

    Before: the mail server has been offered the mail and has nothing. After: it has the mail, and
    the worker does not know. The moments are random, the kinds of death take turns.
    """

    def __init__(self, *, reminders):
        random = Random()
        self.at_announced = random.randrange(10, reminders - 10)
        mails = sorted(random.sample(range(5, reminders - 5), KILLS - 1))
        self.before, self.after = set(mails[::2]), set(mails[1::2])
        self.strokes = Counter()

    def haunt(self, worker, server):
        def strike(kind, moments):
            def at(number):
                if number in moments:
                    moments.discard(number)
                    self.strike(worker, kind)

            return at

        server.before = strike("before", self.before)
        server.after = strike("after", self.after)

    def watch_announcing(self, worker):
        if self.at_announced is None or worker.is_dead:
            return
        if Reminder.objects.exclude(announced_at=None).count() >= self.at_announced:
            self.at_announced = None
            self.strike(worker, "announcing")

    def strike(self, worker, kind):
        self.strokes[kind] += 1
        worker.kill()


def plan_reminders(number):
    """All due for ten minutes, of an event in fifty minutes. Returns who is to be reminded."""
    event = EventFactory(starts_at=timezone.now() + 50 * MINUTE)
    segment = SegmentFactory(event=event, kind="BROADCAST")
    rsvps = [RsvpFactory(segment=segment) for _seat in range(number)]
    due = event.starts_at - 60 * MINUTE
    Reminder.plan(event=event, rsvps=rsvps, due={"HOUR": due}, now=timezone.now())
    return {rsvp.membership.user.email for rsvp in rsvps}


def send_all(death, **worker_options):
    """Let workers send until nothing is left; return what the mail server took in."""
    with mail_server() as server, broker() as broker_url:
        worker = Worker(broker_url=broker_url, mail_url=server.url, **worker_options)
        if death:
            death.haunt(worker, server)
        try:
            worker.start()
            _see_it_through(worker, death)
        finally:
            worker.close()
        return list(server.taken)


def _see_it_through(worker, death):
    give_up_at = monotonic() + PATIENCE.total_seconds()
    next_minute = 0.0
    while _is_unfinished() and monotonic() < give_up_at:
        if death:
            death.watch_announcing(worker)
        if worker.is_dead:
            _let_the_wait_pass()
            worker.start()
            next_minute = 0.0
        if monotonic() >= next_minute:
            next_minute = monotonic() + 1
            worker.strike("events.announce_due_reminders", queue="clock")
            worker.strike("kernel.sweep_outside", queue="outside")
        sleep(0.05)


def _is_unfinished():
    return (
        Reminder.objects.waiting().exists() or Delivery.objects.filter(delivered_at=None).exists()
    )


def _let_the_wait_pass():
    """No worker lives now, so what one left behind may be due at once instead of in a minute."""
    Delivery.objects.filter(delivered_at=None).update(due_at=timezone.now())


def _lost_and_doubled(taken, expected):
    mails = Counter(recipient for recipient, _message_id in taken)
    return expected - set(mails), sum(mails.values()) - len(mails)


def test_five_killed_workers_lose_no_reminder_and_double_five_at_most():
    expected, death = plan_reminders(REMINDERS), Death(reminders=REMINDERS)
    taken = send_all(death)
    lost, doubled = _lost_and_doubled(taken, expected)

    assert death.strokes == {"announcing": 1, "before": 2, "after": 2}
    assert lost == set()
    assert 0 < doubled <= KILLS
    assert len({message_id for _recipient, message_id in taken}) == REMINDERS


def test_without_faults_two_workers_at_once_send_each_reminder_once():
    expected = plan_reminders(REMINDERS)
    taken = send_all(None, pool="prefork", concurrency=2)
    lost, doubled = _lost_and_doubled(taken, expected)

    assert lost == set()
    assert doubled == 0


def test_control_workers_that_note_before_they_send_lose_reminders():
    expected, death = plan_reminders(40), Death(reminders=40)
    taken = send_all(death, app="tests.workers.hasty")
    lost, _doubled = _lost_and_doubled(taken, expected)

    assert death.strokes["before"] == 2
    assert len(lost) > 0
