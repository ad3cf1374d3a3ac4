"""Translation catalogues without GNU gettext: `python -m deploy.messages update|compile|check`.

English is the source. A catalogue holds exactly the messages that the apps' Python files and the
templates hold. On your desk `check` only warns about what is not translated yet; where `CI` is
set, as in `.ci/run`, it fails.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[1]
LOCALES = Path("config", "locale")
APPS = ("config", "memberships", "events", "facilitation", "safety", "directory", "metrics")
TEMPLATES = "templates"
LANGUAGES = ("pt",)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
OPTIONS = {
    "python": {"encoding": "utf-8"},
    "jinja2": {"encoding": "utf-8", "trimmed": "true", "silent": "false"},
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
SHOWN = 30
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
NO = {"", "0", "false", "no"}
ADVICE = """\
Not settled yet: {count}. Run `make messages`, then translate in
config/locale/pt/LC_MESSAGES/django.po. Until then its readers see English.
"""

Key = tuple[str | None, str | tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What is wrong with the catalogues, and what is merely not settled yet; one line each."""

    wrong: list[str]
    unsettled: list[str]

    @property
    def are_fine(self) -> bool:
        """Whether this may land: nothing is wrong and nothing is left to settle."""
        return not self.wrong and not self.unsettled


def update(root: Path = CHECKOUT) -> None:
    """Write every catalogue anew: translations stay, unused messages go, new ones are empty."""
    found = extracted(root)
    for path in catalogues(root):
        catalogue = _read(path) if path.exists() else Catalog(locale=path.parts[-3])
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.update(found, no_fuzzy_matching=True)
        _settle_header(catalogue)
        with path.open("wb") as file:
            write_po(
                file, catalogue, sort_by_file=True, ignore_obsolete=True, include_lineno=False
            )


def compile_all(root: Path = CHECKOUT) -> None:
    """Build each `.mo` that is older than its catalogue, whole or not at all."""
    for path in filter(Path.exists, catalogues(root)):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        unfinished = path.with_suffix(".mo.unfinished")
        with unfinished.open("wb") as file:
            write_mo(file, _read(path))
        unfinished.replace(target)


def check(root: Path = CHECKOUT) -> Findings:
    """Return what is amiss; a missing catalogue lacks every message."""
    found = {_key(message): message for message in extracted(root) if message.id}
    wrong: list[str] = []
    unsettled: list[str] = []
    for path in catalogues(root):
        catalogue = _read(path) if path.exists() else Catalog()
        held = {_key(message): message for message in catalogue if message.id}
        name = path.relative_to(root)
        wrong += [f"{name}: {problem}" for problem in _wrong(found=found, held=held)]
        unsettled += [f"{name}: {problem}" for problem in _unsettled(found=found, held=held)]
    return Findings(wrong=wrong, unsettled=unsettled)


def is_strict(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether what is not settled yet fails too: `CI` is set, and not to a no."""
    return environment.get("CI", "").lower() not in NO


def catalogues(root: Path) -> list[Path]:
    """Return where the catalogue of each language belongs."""
    return [root / LOCALES / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def extracted(root: Path) -> Catalog:
    """Return every message of the sources, with the files it stands in."""
    catalogue = Catalog(fuzzy=False)
    for kind, path in [*_python_files(root), *_template_files(root)]:
        for line, message, _comments, context in extract_from_file(
            kind, path, keywords=KEYWORDS, options=OPTIONS[kind]
        ):
            place = (path.relative_to(root).as_posix(), line)
            catalogue.add(message, locations=[place], context=context)
    return catalogue


def _python_files(root: Path) -> list[tuple[str, Path]]:
    files = (path for app in APPS for path in (root / app).rglob("*.py"))
    return sorted(("python", path) for path in files if "migrations" not in path.parts)


def _template_files(root: Path) -> list[tuple[str, Path]]:
    kinds = ("*.html", "*.txt")
    return sorted(("jinja2", path) for kind in kinds for path in (root / TEMPLATES).rglob(kind))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django")


def _settle_header(catalogue: Catalog) -> None:
    # A date in the file would make a conflict of every two updates.
    catalogue.fuzzy = False
    catalogue.creation_date = catalogue.revision_date = CREATED
    catalogue.project, catalogue.version = "Twelvefold", "1"
    catalogue.header_comment = ""


def _key(message: Message) -> Key:
    return message.context, _texts(message.id) if message.pluralizable else str(message.id)


def _wrong(*, found: dict[Key, Message], held: dict[Key, Message]) -> Iterator[str]:
    for key in sorted(held.keys() & found.keys(), key=str):
        problem = _translation_problem(held[key])
        if problem:
            yield f"{_shown(key)} {problem}"


def _unsettled(*, found: dict[Key, Message], held: dict[Key, Message]) -> Iterator[str]:
    for key in sorted(found.keys() - held.keys(), key=str):
        places = ", ".join(sorted({place for place, _line in found[key].locations}))
        yield f"{_shown(key)} ({places}) is missing"
    for key in sorted(held.keys() - found.keys(), key=str):
        yield f"{_shown(key)} is used nowhere"
    for key in sorted(held.keys() & found.keys(), key=str):
        forms = _texts(held[key].string)
        if not forms or not all(forms):
            yield f"{_shown(key)} has no translation"


def _shown(key: Key) -> str:
    context, message = key
    text = message if isinstance(message, str) else message[0]
    return f"[{context}] {text!r}" if context else repr(text)


def _translation_problem(message: Message) -> str:
    if message.fuzzy:
        return "is marked fuzzy"
    return _placeholder_problem(sources=_texts(message.id), forms=_texts(message.string))


def _texts(words: str | Sequence[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _placeholder_problem(*, sources: tuple[str, ...], forms: tuple[str, ...]) -> str:
    """Compare as bags; a form for one thing may leave the number out, the last form may not.

    An empty form is no translation yet, and nothing can be wrong with it.
    """
    wanted = _placeholders(sources[-1])
    if forms and forms[-1] and _placeholders(forms[-1]) != wanted:
        return f"does not keep the placeholders {', '.join(wanted) or '(none)'}"
    allowed = {*wanted, *_placeholders(sources[0])}
    if any(set(_placeholders(form)) - allowed for form in forms):
        return "has a placeholder that its source lacks"
    return ""


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


WRITERS = {"update": update, "compile": compile_all}


def main(arguments: list[str]) -> int:
    """Run one verb; what a check finds goes to standard error, and 1 means that it fails."""
    parser = argparse.ArgumentParser(prog="python -m deploy.messages")
    parser.add_argument("verb", choices=[*WRITERS, "check"])
    verb = parser.parse_args(arguments).verb
    if verb == "check":
        return _report(check(CHECKOUT))
    WRITERS[verb](CHECKOUT)
    return 0


def _report(findings: Findings) -> int:
    _show(findings.wrong)
    _show(findings.unsettled)
    if findings.unsettled:
        sys.stderr.write(ADVICE.format(count=len(findings.unsettled)))
    return int(not findings.are_fine if is_strict() else bool(findings.wrong))


def _show(lines: list[str]) -> None:
    sys.stderr.writelines(f"{line}\n" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        sys.stderr.write(f"and {len(lines) - SHOWN} more\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
