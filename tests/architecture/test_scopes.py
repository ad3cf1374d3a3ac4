"""Who may look at all communities at once: a list with a reason a line, kept fresh."""

import ast
from pathlib import Path

EVERYWHERE = {"use_case_everywhere", "reading_everywhere"}
REASONS = {
    "config.kernel.delivery._claim": "a worker takes the next delivery, whosesoever it is",
    "config.kernel.delivery._note_failure": "what failed is noted and parked by the worker",
    "config.kernel.delivery.backlog": "operators see how much is due",
    "config.kernel.delivery.mark_old_news_delivered": "the demo lets old mail rest",
    "config.kernel.delivery.release_parked": "operators release what was parked",
    "config.kernel.health._lines": "operators see what apps watch: times and counts, no words",
    "config.kernel.housekeeping.forget_old_keys": "the clock drops keys that have served",
    "events.access.services._chase_next": "the clock chases one answer that is overdue",
    "events.access.services._forget_words": "the clock forgets what people needed long ago",
    "events.attendance.services.commitments._process_batch": "micro-actions fall due everywhere",
    "events.hot_seats.services._due": "the clock looks for hot seats to offer or to end",
    "events.hot_seats.services._turn": "the clock hands on the hot seats of one event",
    "events.attendance.services.live._due": "the clock looks for what begins or ends",
    "events.attendance.services.live._turn": "the clock begins or ends one event",
    "events.seats.services.intentions._close_batch": "intentions nobody told about are closed",
    "events.reminders.services._announce_next": "the clock announces due reminders",
    "events.scheduling.services._extend": "the clock makes events of one series",
    "events.scheduling.services._series_to_plan": "the clock looks for series to extend",
    "events.seats.services.claims._hand_on": "lapsed offers end, free seats are handed on",
    "events.seats.services.claims._to_hand_on": "the clock looks for lapsed offers and free seats",
    "memberships.accounts.services._erase_next": "a person leaves all their communities",
    "memberships.accounts.services.ask_for_deletion": "a person owns their account, no community",
    "memberships.accounts.services.call_off_deletion": "a person owns their account",
    "memberships.accounts.services.change_profile": "a person owns their profile",
    "memberships.accounts.services.choose_language": "a person chooses their language",
    "memberships.accounts.services.note_sign_up": "a new person is in no community yet",
    "memberships.communities.services.start_community": "the community is not there yet",
}


def decorated():
    for path in sorted(Path().glob("*/**/*.py")):
        if path.parts[0] in {"tests", "deploy", "bench", ".venv", ".local"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and _names(node) & EVERYWHERE:
                yield f"{'.'.join(path.with_suffix('').parts)}.{node.name}"


def _names(function):
    return {name.id for name in function.decorator_list if isinstance(name, ast.Name)}


def test_every_look_over_all_communities_has_a_reason():
    assert set(decorated()) == set(REASONS)


def test_the_facts_table_is_written_in_one_place_only():
    writers = [
        str(path)
        for path in sorted(Path().glob("*/**/*.py"))
        if path.parts[0] not in {"tests", ".venv", ".local"}
        and "Fact.objects.create" in path.read_text()
    ]

    assert not writers
