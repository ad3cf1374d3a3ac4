"""Names that outlive a move of the code, which are listed here, and names that must differ.

A delivery on its way is found by the name of its reaction, a message in a queue by the name of its
task. Renaming one leaves behind what is on its way under the old name.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

from celery import current_app
from django.apps import apps
from django.conf import settings

from config.kernel import reactions

APPS = ("config", "memberships", "events", "facilitation", "safety", "metrics", "directory")

REACTIONS = [
    "events.address_event_news",
    "events.address_room_proposal",
    "events.address_safety_answer",
    "events.chase_access_answer",
    "events.deal_anew_between_two_kept_apart",
    "events.deal_anew_what_a_member_leaves",
    "events.deal_anew_what_a_seat_leaves",
    "events.deal_pieces",
    "events.drop_reminders_of_event",
    "events.drop_reminders_of_seat",
    "events.end_access_need_with_claim",
    "events.end_hot_seat_request_with_claim",
    "events.end_hot_seat_requests_of_event",
    "events.forget_access_needs_of_erased",
    "events.forget_strikes_of_erased",
    "events.free_seats_of_who_stepped_back",
    "events.give_ready_made_templates",
    "events.mail_access_answer",
    "events.mail_access_need",
    "events.mail_confirmation",
    "events.mail_event_news",
    "events.mail_feedback_answer",
    "events.mail_free_seat",
    "events.mail_hot_seat_lapse",
    "events.mail_hot_seat_offer",
    "events.mail_offer",
    "events.mail_pieces",
    "events.mail_release",
    "events.mail_reminder",
    "events.mail_reveal",
    "events.mail_room_host",
    "events.mail_room_proposal",
    "events.mail_safety_answer",
    "events.mail_strike",
    "events.mail_waitlist_place",
    "events.note_absence_after_the_end",
    "events.note_empty_seats",
    "events.plan_reminders",
    "events.plan_reminders_anew",
    "events.propose_sister_room",
    "events.set_access_answers_due_anew",
    "events.tell_host_that_access_answer_is_overdue",
    "memberships.mail_deletion",
    "memberships.mail_invitation",
    "memberships.mail_join_approval",
    "memberships.mail_join_refusal",
    "memberships.mail_join_request",
    "memberships.mail_removal",
]
TASKS = [
    "events.announce_due_reminders",
    "events.close_intentions",
    "events.extend_horizons",
    "events.lapse_offers",
    "events.process_due_access_needs",
    "events.process_due_events",
    "events.process_due_hot_seats",
    "events.process_due_micro_actions",
    "kernel.clear_expired_sessions",
    "kernel.deliver_facts",
    "kernel.forget_old_keys",
    "kernel.sweep_inside",
    "kernel.sweep_outside",
    "memberships.erase_due_accounts",
]


def registered_reactions():
    """The function that each name stands for."""
    return {
        name: reaction.run
        for found in reactions._reactions.values()
        for name, reaction in found.items()
    }


def registered_tasks():
    """All but those that Celery brings."""
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if name[:7] != "celery."}


def names_in_code(decorator):
    """The names given to a decorator (or `one|another`), in order, as often as written."""
    texts = [path.read_text() for app in APPS for path in Path(app).rglob("*.py")]
    calls = re.compile(rf"^@(?:{decorator})\((.*?)\)$", re.MULTILINE | re.DOTALL)
    given = [
        re.findall(r'\bname="([^"]+)"', call) for text in texts for call in calls.findall(text)
    ]
    return sorted(name for names in given for name in names or ["without a name"])


def named():
    """Name and function or task of all that has a name for life."""
    return [*registered_reactions().items(), *registered_tasks().items()]


def test_the_reactions_are_these_and_each_name_is_given_once():
    assert sorted(registered_reactions()) == names_in_code("reacts_to|sent_on") == REACTIONS


def test_the_tasks_are_these_and_each_name_is_given_once():
    """Celery itself would say nothing, and forget the second task of a name."""
    assert sorted(registered_tasks()) == names_in_code("shared_task") == TASKS


def test_a_name_is_its_app_and_an_effect():
    wrong = [name for name, code in named() if not is_well_named(name, code.__module__)]

    assert wrong == []


def is_well_named(name, module):
    app = apps.get_containing_app_config(module)
    return re.fullmatch(rf"{app.label}\.[a-z]+(_[a-z]+)*", name) is not None


def test_beat_strikes_only_tasks_that_there_are():
    jobs = {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}

    assert jobs - set(TASKS) == set()


def test_only_tasks_that_there_are_have_a_queue_of_their_own():
    assert settings.CELERY_TASK_ROUTES.keys() - set(TASKS) == set()


class Trees:
    """The modules of our code, parsed; a migration and a command are named by Django."""

    def __init__(self, sources):
        self.trees = {path: ast.parse(text) for path, text in sources.items()}

    @classmethod
    def of_the_product(cls):
        paths = [path for app in APPS for path in Path(app).rglob("*.py")]
        named_by_django = {"migrations", "commands"}
        ours = [path for path in paths if not named_by_django & set(path.parts)]
        return cls({path: path.read_text() for path in ours})

    def named_like_a_function_of_theirs(self):
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        return [
            str(path)
            for path, tree in self.trees.items()
            if any(isinstance(node, functions) and node.name == path.stem for node in tree.body)
        ]

    def classes_of_one_name(self):
        places = defaultdict(list)
        for path, tree in self.trees.items():
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path))
        return {name: paths for name, paths in places.items() if len(paths) > 1}


def test_no_module_has_the_name_of_a_function_in_it():
    assert Trees.of_the_product().named_like_a_function_of_theirs() == []


def test_no_two_classes_have_one_name():
    assert Trees.of_the_product().classes_of_one_name() == {}


def test_control_a_name_given_twice_is_noticed():
    one, other = Path("events/one/room.py"), Path("events/other/rooms.py")
    trees = Trees({one: "class Panel: ...\ndef room(): ...", other: "class Panel: ..."})

    assert trees.named_like_a_function_of_theirs() == [str(one)]
    assert trees.classes_of_one_name() == {"Panel": [str(one), str(other)]}
