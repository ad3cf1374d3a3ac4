"""Words that were ours alone do not come back: each has a word that everybody knows."""

import re
from pathlib import Path

import pytest

PLAIN = {
    r"NoDoor|ensure_door\b|without_door|\bdoor\(|\b[Ii]nside a door": "ScopeMissing, tenant_scope",
    r"\bWalled?\b|WalledBase|wall_of\b|\bwalls?\b": "RowLevelSecurity, RowSecured, board",
    r"\bfenced?s?\b|gatekeeper": "tenant foreign key, database roles",
    r"held_fast|hold_fast|held fast": "locked",
    r"stand_in_line|join_line|LINE_JOINED|\bin_line\b": "waitlist",
    r"call_up\b": "offer_free_seats",
    r"looks_full": "is_full_for_member",
    r"as_seen_by": "with_restrictions_for",
    r"\bFaces\b|faces_of": "DisplayNames",
    r"ClockStroke|\bclock\.stroke": "JobRun",
    r"\blanes?\b|\bLANES\b": "queue",
    r"\.standing\(|is_standing\b": "active, scheduled_or_live",
    r"\bturn_(the_clock|micro_actions|access_needs|hot_seats)": "process_due",
    r"borrowed_words": "allauth_messages",
    r"\b[Ww]hoever\b|\b[Ww]homever\b|\b[Ww]hom\b": "everyone who, the member who, who",
    r"\b[Ss]hall\b": "will, should",
    r"\b[Ii]n line\b(?! of|:)|\bstands? in line\b": "on the waiting list",
    r"Records: ": "nothing: the verb calls facts.record",
}
FOLDERS = ("config", "memberships", "events", "templates", "docs", "deploy", "bench")
FILES = ("README.md", "CONTRIBUTING.md")
ENDS = {".py", ".html", ".txt", ".md", ".css", ".js"}
ELSEWHERE = {
    "docs/adr": "decisions keep the words they were made in",
    "events/management/demo/words.py": "people of the demo say what they like",
}


def pages():
    yield from map(Path, FILES)
    for folder in FOLDERS:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in ENDS and not str(path).startswith(tuple(ELSEWHERE)):
                yield path


def found(pattern):
    return [
        f"{path}:{number}"
        for path in pages()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("pattern", PLAIN, ids=PLAIN.get)
def test_a_word_of_our_own_does_not_come_back(pattern):
    assert found(pattern) == [], f"Say {PLAIN[pattern]}."


def test_control_a_word_is_found_where_it_stands():
    assert found("class RowLevelSecurity") != []
