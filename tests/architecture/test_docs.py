"""What the documents list is what the code has."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from config.kernel import facts

READERS = {"str", "bool", "int", "list", "db_url", "email_url"}


def settings_read():
    calls = ast.walk(ast.parse(Path("config/settings.py").read_text()))
    for call in (node for node in calls if isinstance(node, ast.Call) and node.args):
        reader = ast.unparse(call.func)
        is_read = reader == "_database" or reader in {f"env.{name}" for name in READERS}
        if is_read and isinstance(call.args[0], ast.Constant):
            yield call.args[0].value


def rows_of(page):
    return set(re.findall(r"^\| `([^`]+)` \|", Path(page).read_text(), re.MULTILINE))


def test_every_setting_is_documented():
    assert rows_of("docs/settings.md") == set(settings_read())


def test_every_fact_is_documented_with_its_keys():
    page = Path("docs/facts.md").read_text()
    wanted = {
        f"| `{fact}` | {', '.join(sorted(fact.keys)) or '-'} | {fact.meaning} |"
        for fact in facts.declared()
    }

    assert set(re.findall(r"^\| `.*$", page, re.MULTILINE)) == wanted


def test_every_model_of_the_glossary_exists():
    named = set(
        re.findall(
            r"`(?:memberships|events|kernel)\.([A-Z]\w+)`", Path("docs/glossary.md").read_text()
        )
    )

    assert named <= {model.__name__ for model in apps.get_models()}


@pytest.mark.parametrize("page", sorted(Path("docs").rglob("*.md")), ids=str)
def test_links_between_documents_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []
