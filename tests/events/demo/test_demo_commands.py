"""The commands around the demo: where they refuse, and that it is made whole or not at all."""

from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.management.demo import story
from events.management.demo.story import Scale, seed
from memberships.communities.models import Community
from memberships.people.models import User
from tests import scopes

pytestmark = pytest.mark.django_db


@pytest.fixture
def interrupted(monkeypatch):
    """Somebody stops it on the third day."""

    def stop(_now):
        raise KeyboardInterrupt

    monkeypatch.setattr(
        story,
        "_turn_the_clocks",
        lambda agenda, *, begin: agenda.add(begin + timedelta(days=2, hours=12), stop),
    )


def make_half_of_it():
    with scopes.closed(), pytest.raises(KeyboardInterrupt):
        seed(scale=Scale(weeks=3, members=20), now=timezone.now())


def test_a_demo_that_is_interrupted_leaves_nothing(interrupted):
    make_half_of_it()

    assert not User.objects.exists()
    assert not Community.objects.exists()


def test_without_the_one_transaction_half_of_it_would_stay(interrupted, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(story, "all_or_nothing", nullcontext)
    make_half_of_it()

    assert User.objects.exists()
    assert Community.objects.exists()


def test_nothing_else_is_made_in_one_piece():
    """Requests and clocks keep to one durable transaction a use case."""
    users = {
        str(path)
        for app in ("config", "memberships", "events")
        for path in Path(app).rglob("*.py")
        if "all_or_nothing" in path.read_text()
    }

    assert users == {"config/kernel/transactions.py", "events/management/demo/story.py"}


def test_it_is_made_on_ones_own_machine_only(settings):
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match="DEVELOPMENT=1"):
        call_command("seed_demo")

    assert not User.objects.exists()


def test_no_sign_ins_are_printed_where_there_is_no_demo():
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("demo_sign_ins")


def test_the_commands_speak_of_what_they_do(settings, monkeypatch):
    settings.DEVELOPMENT = True
    said = StringIO()
    monkeypatch.setattr("events.management.commands.seed_demo.seed", lambda **_arguments: True)
    monkeypatch.setattr("events.management.commands.demo_sign_ins.is_there", lambda: True)

    call_command("seed_demo", stdout=said)
    call_command("demo_sign_ins", stdout=said)

    assert "The demo is ready." in said.getvalue()
    assert "operator@demo.twelvefold.example" in said.getvalue()
