"""The catalogues: what is extracted, what is refused, and that Django reads what we build."""

import gettext
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

from deploy import messages
from deploy.messages import Findings

CATALOGUE = "config/locale/pt/LC_MESSAGES/django.po"
PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

title = _("Reserve a seat")
label = gettext_lazy(
    "Your intention for "
    "%(event)s"
)
count = ngettext("%(seats)s seat left", "%(seats)s seats left", 2)
verb = pgettext("verb", "Host")
"""
TEMPLATE = """{% from "components/button.html" import button %}
<h1>{{ _("Open seats") }}</h1>
<p title='{{ _("It's full") }}'>{{ pgettext("noun", "Host") }}</p>
{{ button(_("Go on"), about=name or _("No name")) }}
{% trans seats=room.seats %}
  {{ seats }} seat
  for {{ who }}
{% pluralize %}
  {{ seats }} seats
  for {{ who }}
{% endtrans %}
{% trans "greeting" a=b.c %}
  Hello {{ a }},
  100% welcome
{% endtrans %}
{# <p>{{ _("Not shown") }}</p> #}
"""
EXTRACTED = {
    (None, "Reserve a seat"),
    (None, "Your intention for %(event)s"),
    (None, ("%(seats)s seat left", "%(seats)s seats left")),
    ("verb", "Host"),
    (None, "Open seats"),
    (None, "It's full"),
    ("noun", "Host"),
    (None, "Go on"),
    (None, "No name"),
    (None, ("%(seats)s seat for %(who)s", "%(seats)s seats for %(who)s")),
    ("greeting", "Hello %(a)s, 100%% welcome"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "events" / "migrations").mkdir(parents=True)
    (tmp_path / "events" / "views.py").write_text(PYTHON)
    (tmp_path / "events" / "migrations" / "0001_initial.py").write_text('_("Old words")')
    (tmp_path / "templates" / "events").mkdir(parents=True)
    (tmp_path / "templates" / "events" / "event_detail.html").write_text(TEMPLATE)
    messages.update(tmp_path)
    return tmp_path


def catalogue_path(root: Path) -> Path:
    (path,) = messages.catalogues(root)
    return path


def translate(root: Path, *, but: dict[str, Any] | None = None) -> None:
    """Give every message its own words back, except those that `but` names."""
    path = catalogue_path(root)
    with path.open("rb") as file:
        catalogue = read_po(file, locale="pt")
    for message in catalogue:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[0]
            message.string = (but or {}).get(text, message.id)
    with path.open("wb") as file:
        write_po(file, catalogue)


def change_words(root: Path) -> None:
    """Write new words into a source, as somebody at work on it does."""
    views = root / "events" / "views.py"
    views.write_text(views.read_text().replace("Reserve a seat", "Take a seat"))


def words(lines: list[str]) -> list[str]:
    return [line.removeprefix(f"{CATALOGUE}: ") for line in lines]


def test_finds_every_way_of_marking_words(root: Path) -> None:
    found = {(message.context, message.id) for message in messages.extracted(root) if message.id}

    assert found == EXTRACTED


def test_a_complete_catalogue_passes(root: Path) -> None:
    translate(root)

    assert messages.check(root).are_fine


@pytest.mark.parametrize(
    ("but", "problem"),
    [
        (
            {"Your intention for %(event)s": "A tua intenção"},
            "'Your intention for %(event)s' does not keep the placeholders %(event)s",
        ),
        ({"Open seats": "Lugares %s"}, "'Open seats' does not keep the placeholders (none)"),
        ({"Go on": "Continua {}"}, "'Go on' does not keep the placeholders (none)"),
        (
            {"%(seats)s seat left": ("um %(place)s", "%(seats)s lugares")},
            "'%(seats)s seat left' has a placeholder that its source lacks",
        ),
    ],
)
def test_one_planted_fault_is_wrong(root: Path, but: dict[str, Any], problem: str) -> None:
    translate(root, but=but)

    assert messages.check(root) == Findings(wrong=[f"{CATALOGUE}: {problem}"], unsettled=[])


@pytest.mark.parametrize(
    ("but", "problem"),
    [
        ({"Reserve a seat": ""}, "'Reserve a seat' has no translation"),
        (
            {"%(seats)s seat left": ("um lugar", "")},
            "'%(seats)s seat left' has no translation",
        ),
    ],
)
def test_an_empty_translation_is_not_settled(
    root: Path, but: dict[str, Any], problem: str
) -> None:
    translate(root, but=but)

    assert messages.check(root) == Findings(wrong=[], unsettled=[f"{CATALOGUE}: {problem}"])


def test_a_wrong_form_is_wrong_beside_an_empty_one(root: Path) -> None:
    translate(root, but={"%(seats)s seat left": ("um %(place)s", "")})

    found = messages.check(root)

    assert words(found.wrong) == ["'%(seats)s seat left' has a placeholder that its source lacks"]
    assert words(found.unsettled) == ["'%(seats)s seat left' has no translation"]


def test_the_form_for_one_may_leave_the_number_out(root: Path) -> None:
    translate(root, but={"%(seats)s seat left": ("um lugar", "%(seats)s lugares")})

    assert messages.check(root).are_fine


@pytest.mark.parametrize("translation", ["Continuar", ""])
def test_a_fuzzy_translation_is_wrong(root: Path, translation: str) -> None:
    translate(root, but={"Go on": translation})
    path = catalogue_path(root)
    marked = path.read_text().replace('msgid "Go on"', '#, fuzzy\nmsgid "Go on"')
    path.write_text(marked)

    assert words(messages.check(root).wrong) == ["'Go on' is marked fuzzy"]


def test_words_that_changed_in_the_source_are_unsettled_on_both_sides(root: Path) -> None:
    translate(root)
    change_words(root)

    found = messages.check(root)

    assert found.wrong == []
    assert words(found.unsettled) == [
        "'Take a seat' (events/views.py) is missing",
        "'Reserve a seat' is used nowhere",
    ]


def test_a_missing_catalogue_lacks_everything(root: Path) -> None:
    catalogue_path(root).unlink()

    assert len(messages.check(root).unsettled) == len(EXTRACTED)


def test_unsettled_words_warn_on_a_desk_and_fail_where_ci_is_set(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(root, but={"Go on": ""})
    change_words(root)
    monkeypatch.setattr(messages, "CHECKOUT", root)
    said = []
    for ci, code in (("", 0), ("1", 1)):
        monkeypatch.setenv("CI", ci)
        assert messages.main(["check"]) == code
        said.append(capsys.readouterr().err)

    assert said[0] == said[1]
    assert said[0].count(f"{CATALOGUE}: ") == 3
    assert f"Not settled yet: 3. Run `make messages`, then translate in\n{CATALOGUE}." in said[0]


def test_what_is_wrong_fails_on_a_desk_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(root, but={"Open seats": "Lugares %s"})
    monkeypatch.setattr(messages, "CHECKOUT", root)
    monkeypatch.delenv("CI", raising=False)

    assert messages.main(["check"]) == 1
    assert "does not keep the placeholders" in capsys.readouterr().err


def test_a_complete_catalogue_passes_in_silence_where_ci_is_set(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(root)
    monkeypatch.setattr(messages, "CHECKOUT", root)
    monkeypatch.setenv("CI", "1")

    assert messages.main(["check"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("environment", "strict"),
    [
        ({}, False),
        ({"CI": ""}, False),
        ({"CI": "0"}, False),
        ({"CI": "false"}, False),
        ({"CI": "1"}, True),
        ({"CI": "true"}, True),
    ],
)
def test_the_ci_variable_decides(environment: dict[str, str], strict: bool) -> None:
    assert messages.is_strict(environment) is strict


def test_update_keeps_translations_and_is_stable(root: Path) -> None:
    translate(root, but={"Go on": "Continuar"})
    messages.update(root)
    once = catalogue_path(root).read_bytes()
    messages.update(root)

    assert catalogue_path(root).read_bytes() == once
    assert "Continuar" in once.decode()


def test_what_is_compiled_is_read_by_gettext_and_made_anew_only_when_older(root: Path) -> None:
    translate(root, but={"Go on": "Continuar"})
    messages.compile_all(root)
    built = catalogue_path(root).with_suffix(".mo")
    first = built.stat().st_mtime_ns
    messages.compile_all(root)

    with built.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Go on") == "Continuar"
    assert translations.ngettext("%(seats)s seat left", "%(seats)s seats left", 2).endswith("left")
    assert translations.pgettext("noun", "Host") == "Host"
    assert built.stat().st_mtime_ns == first
