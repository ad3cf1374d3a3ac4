"""Who may look at all communities at once: a list with a reason a line, kept fresh."""

import ast
from pathlib import Path

EVERYWHERE = {"use_case_everywhere", "reading_everywhere"}
REASONS: dict[str, str] = {}


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
