"""A model verb records its own fact, by its literal name."""

import ast
import re
from pathlib import Path

APPS = ("memberships", "events")
RECORD = {f"{owner}{verb}" for owner in ("", "facts.") for verb in ("record", "record_for_nobody")}
# What records a fact although it is not a model of the feature that declares it, and why.
SEAMS = {
    ("events/attendance/reactions.py", "SAFETY_NEWS_DUE"): "one for each reader, no row changes",
    ("events/seats/reactions/news.py", "EVENT_NEWS_DUE"): "one for each claim, no row changes",
    ("events/seats/reactions/news.py", "SISTER_ROOM_NEWS_DUE"): (
        "one for each reader, no row changes"
    ),
    ("memberships/accounts/services.py", "PERSON_SIGNED_UP"): "allauth makes the account",
}


def sources():
    for app in APPS:
        for path in sorted(Path(app).rglob("*.py")):
            yield str(path), path.read_text()


def homes():
    """Each declared fact's constant, and the folder of the feature that declares it."""
    return {
        name: str(Path(path).parent)
        for path, text in sources()
        for name in re.findall(r"^([A-Z_]+) = declare\(", text, re.MULTILINE)
    }


def recorded(text):
    """What a module records: the first argument of each call, as it is written."""
    for call in ast.walk(ast.parse(text)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in RECORD:
            yield ast.unparse(call.args[0]) if call.args else "?"


def is_model_of(home, path):
    return path == f"{home}/models.py" or path.startswith(f"{home}/models/")


def offences(found, *, homes):
    """Those of (path, name) that are not recorded by a model of the fact's own feature."""
    return {
        (path, name)
        for path, name in found
        if name not in homes or not is_model_of(homes[name], path)
    }


def everything_recorded():
    return {(path, name) for path, text in sources() for name in recorded(text)}


def test_a_fact_is_recorded_by_its_name_in_a_model_of_its_feature():
    assert offences(everything_recorded(), homes=homes()) == set(SEAMS)


def test_every_declared_fact_is_recorded():
    assert {name for _path, name in everything_recorded()} == set(homes())


def test_control_a_service_a_variable_and_another_feature_are_found():
    home = {"SEAT_RELEASED": "events/seats"}
    text = "def release(rsvp, name):\n    facts.record({}, about=rsvp, by=None, now=None)"
    literal, variable = text.format("SEAT_RELEASED"), text.format("name")

    def found(path, source):
        return offences({(path, name) for name in recorded(source)}, homes=home)

    assert found("events/seats/models/rsvps.py", literal) == set()
    assert found("events/seats/models/rsvps.py", variable)
    assert found("events/seats/services/claims.py", literal)
    assert found("events/access/models.py", literal)
