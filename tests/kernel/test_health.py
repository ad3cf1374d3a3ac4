"""What machines and operators see of the house."""

from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from config.kernel import health
from config.kernel.models import Delivery, Fact, JobRun
from tests import scopes
from tests.factories import UserFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db

JOBS = settings.CELERY_BEAT_SCHEDULE


@pytest.fixture
def operator(client):
    client.force_login(
        UserFactory(is_staff=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def nothing_watched(monkeypatch):
    monkeypatch.setattr(health, "_watches", {})


def all_jobs_ran(*, ago=timedelta()):
    for name in JOBS:
        JobRun.objects.create(job=name, ran_at=timezone.now() - ago)


def address(**state):
    fact = Fact.objects.create(name="x.y", subject_id=1, happened_at=timezone.now())
    due = {"queue": "inside", "reaction": "a.b", "due_at": timezone.now()}
    return Delivery.objects.create(fact=fact, **{**due, **state})


def run(job):
    current_app.loader.import_default_modules()
    current_app.tasks[JOBS[job]["task"]].apply(throw=True)


def page():
    with scopes.closed():
        return health.health_page(now=timezone.now())


def test_machines_learn_that_all_answers_and_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(3):  # SELECT 1, between the two by which tests close the scope
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies
    assert "no-cache" in answer["Cache-Control"]


def test_the_page_is_for_operators(client, member, sign_in):
    path = reverse("kernel:health")

    assert client.get(path).status_code == 302
    assert sign_in(member).get(path).status_code == 404


def test_an_operator_sees_each_job_of_the_clock(operator):
    answer = operator.get(reverse("kernel:health")).content.decode()

    assert [name for name in JOBS if name not in answer] == []
    assert "has not run yet" in answer
    assert "Something needs a look" in answer


@pytest.mark.usefixtures("nothing_watched")
def test_all_is_well_when_the_clock_turns_and_news_arrives(operator):
    all_jobs_ran()
    address(delivered_at=timezone.now())

    assert page().is_well
    assert "All is well" in operator.get(reverse("kernel:health")).content.decode()


@pytest.mark.usefixtures("nothing_watched")
@pytest.mark.parametrize(
    ("minutes", "is_late"), [(0, False), (4, False), (6, True), (24 * 60, True)]
)
def test_a_job_of_each_minute_is_late_after_three_missed_strokes(minutes, is_late):
    all_jobs_ran()
    ran_at = timezone.now() - timedelta(minutes=minutes)
    JobRun.objects.filter(job="sweep_inside").update(ran_at=ran_at)

    jobs = {job.name: job.is_late for job in page().jobs}

    assert jobs.pop("sweep_inside") is is_late
    assert not any(jobs.values())
    assert page().is_well is not is_late


@pytest.mark.usefixtures("nothing_watched")
def test_what_is_parked_is_counted_and_linked(operator):
    all_jobs_ran()
    address(parked_at=timezone.now())
    address(queue="outside", parked_at=timezone.now())

    answer = operator.get(reverse("kernel:health")).content.decode()

    assert (page().parked, page().is_well) == (2, False)
    assert reverse("operator:kernel_delivery_changelist") in answer


@pytest.mark.usefixtures("nothing_watched")
@pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (3, True), (-3, False)])
def test_a_lane_is_late_when_something_was_due_for_long(minutes, is_late):
    all_jobs_ran()
    address(due_at=timezone.now() - timedelta(minutes=minutes))

    (queue,) = page().queues

    assert (queue.name, queue.is_late) == ("inside", is_late)
    assert queue.due == (1 if minutes >= 0 else 0)


@pytest.mark.usefixtures("nothing_watched")
def test_an_app_says_what_it_watches_in_its_own_words(operator):
    all_jobs_ran()
    words = []

    def kettle(now):
        return words[0] if words else None

    health.register("Kettle", kettle)

    assert page().is_well
    words.append("cold for 2 hours")

    assert not page().is_well
    assert "cold for 2 hours" in operator.get(reverse("kernel:health")).content.decode()


@pytest.mark.usefixtures("nothing_watched")
def test_what_is_registered_twice_stands_once():
    def kettle(now):
        return None

    health.register("Kettle", kettle)
    health.register("Kettle", kettle)

    assert len(page().lines) == 1


@pytest.mark.parametrize("name", JOBS)
def test_each_job_of_the_clock_notes_that_it_ran(name):
    with scopes.closed():
        run(name)

    assert list(JobRun.objects.values_list("job", flat=True)) == [name]


def test_a_job_that_fails_notes_nothing(monkeypatch):
    def fail(**_arguments):
        raise RuntimeError("no")

    monkeypatch.setattr("config.kernel.housekeeping.forget_old_keys", fail)

    with pytest.raises(RuntimeError):
        run("forget_old_keys")

    assert not JobRun.objects.exists()


def test_a_job_that_waited_for_its_worker_longer_than_its_period_is_dropped():
    for job in JOBS.values():
        assert 0 < job["options"]["expires"] < job["schedule"].total_seconds()


@pytest.mark.usefixtures("nothing_watched")
def test_the_page_asks_little(operator):
    all_jobs_ran()
    address()

    with counting() as statements:
        operator.get(reverse("kernel:health"))

    # who asks; strokes, deliveries
    assert len(statements) == 3
