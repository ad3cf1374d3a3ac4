"""Our templates: drawn by Jinja2, strictly; macros are called as they are written."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, engines, loader
from jinja2 import UndefinedError, nodes

from config.kernel.transactions import tenant_scope, within
from memberships.people.models import User
from tests.drawing import DrawnInScope, TemplateAsked

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])
NAMES = sorted(
    path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.is_file()
)
JINJA = engines["jinja2"]


def parsed(name):
    return JINJA.env.parse((FOLDER / name).read_text())


def macros_of(name):
    return {macro.name: macro for macro in parsed(name).find_all(nodes.Macro)}


def wrong_calls(tree):
    """Calls of imported macros that leave out what is needed or name what is unknown."""
    known = {
        name: macros_of(one.template.value)[name]
        for one in tree.find_all(nodes.FromImport)
        for name in one.names
    }
    calls = (call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name))
    for call in calls:
        if macro := known.get(call.node.name):
            names = [arg.name for arg in macro.args]
            needed = set(names[len(call.args) : len(names) - len(macro.defaults)])
            given = {pair.key for pair in call.kwargs}
            if not needed <= given <= set(names[len(call.args) :]):
                yield macro.name, sorted(given ^ needed)


def test_all_our_templates_are_drawn_by_jinja():
    others = [name for name in NAMES if loader.get_template(name).backend is not JINJA]

    assert NAMES
    assert others == []


def test_macros_are_called_as_they_are_written():
    wrong = {name: found for name in NAMES if (found := list(wrong_calls(parsed(name))))}

    assert wrong == {}


@pytest.mark.parametrize("call", ["button()", "button(_('Go'), colour='red')"])
def test_control_a_wrong_call_is_found(call):
    source = '{% from "components/button.html" import button %}{{ ' + call + " }}"

    assert list(wrong_calls(JINJA.env.parse(source)))


def test_a_name_that_nobody_gave_raises():
    with pytest.raises(UndefinedError):
        JINJA.from_string("{{ nobody }}").render({})


def test_text_files_are_not_escaped():
    assert [JINJA.env.autoescape(name) for name in ("a.html", "a.txt")] == [True, False]


@pytest.mark.django_db
def test_control_a_template_that_asks_the_database_is_caught():
    with pytest.raises(TemplateAsked):
        JINJA.from_string("{{ people|length }}").render({"people": User.objects.all()})


@pytest.mark.django_db(transaction=True)
def test_control_a_page_drawn_in_a_scope_is_caught():
    with tenant_scope(within(1)), pytest.raises(DrawnInScope):
        JINJA.from_string("Hello").render({})


def test_control_a_page_drawn_by_djangos_own_engine_is_noted(drawn_by_django):
    Template("Hello", name="account/login.html").render(Context())

    assert drawn_by_django == ["account/login.html"]
    drawn_by_django.clear()
