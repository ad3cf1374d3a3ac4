"""One folder a feature, the same short list of files in each, and lists that name them all.

import-linter holds which imports are allowed; here its lists are held against the folders, since a
feature that no list names is held by nothing.
"""

import ast
import re
import tomllib
from pathlib import Path

import pytest

APPS = {
    app: {path.parent.name for path in Path(app).glob("*/__init__.py")}
    - {"management", "migrations"}
    for app in ("events", "memberships")
}
FEATURES = sorted(f"{app}.{feature}" for app, features in APPS.items() for feature in features)
SOURCES = [path for app in APPS for path in sorted(Path(app).rglob("*.py"))]
CODE = [path for path in SOURCES if "migrations" not in path.parts]
REGISTRIES = {"__init__", "apps", "models", "tasks", "urls"}
SEAMS = {"adapters", "admin", "middleware", "receivers"}
FILES = {
    *("rules", "facts", "hooks", "models", "querysets", "policies", "services", "selectors"),
    *("emails", "forms", "requests", "views", "reactions", "tasks", "urls"),
}
FILES_OF_PAGES = {"selectors", "forms", "views", "urls"}


def contracts():
    text = Path("pyproject.toml").read_text()
    return tomllib.loads(text)["tool"]["importlinter"]["contracts"]


def layers_of(app):
    layers = next(one["layers"] for one in contracts() if one.get("containers") == [app])
    names = {name.strip(" ()") for layer in layers for name in re.split("[:|]", layer)}
    return names - REGISTRIES - SEAMS - {"management"}


@pytest.mark.parametrize("app", APPS)
def test_the_layers_of_an_app_name_its_features(app):
    assert layers_of(app) == APPS[app]


def test_the_file_names_are_held_in_every_feature():
    held = [one["containers"] for one in contracts() if len(one.get("containers", ())) > 1]

    assert [sorted(names) for names in held] == [FEATURES]


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_the_files_of_the_list(feature):
    folder = Path(feature.replace(".", "/"))
    found = {path.stem for path in folder.iterdir() if path.name != "__pycache__"} - {"__init__"}

    assert found <= (FILES_OF_PAGES if folder.name == "pages" else FILES)


@pytest.mark.parametrize("app", APPS)
def test_at_the_root_of_an_app_are_registries_and_seams(app):
    assert {path.stem for path in Path(app).glob("*.py")} <= REGISTRIES | SEAMS


def test_nothing_is_re_exported():
    inits = [path for path in CODE if path.name == "__init__.py"]

    assert [str(path) for path in inits if path.read_text()] == []


def local_imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield from (n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom))


def test_no_function_imports_to_get_round_a_cycle():
    found = {str(path) for path in CODE if next(local_imports(path), None)}

    assert found == set()


def test_no_model_is_looked_up_by_a_string():
    looked_up = {
        name for path in CODE for name in re.findall(r'get_model\("(\w+)"', path.read_text())
    }

    assert not looked_up & set(APPS), "declare a hook below, and fill it above"
