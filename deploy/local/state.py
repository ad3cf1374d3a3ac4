"""Ports and passwords of one set of servers, kept between starts."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, kw_only=True)
class State:
    """What must survive a restart; a port of 0 has not been chosen yet."""

    postgres_port: int = 0
    valkey_port: int = 0
    admin_password: str = field(default_factory=_password)
    owner_password: str = field(default_factory=_password)
    runtime_password: str = field(default_factory=_password)
    valkey_password: str = field(default_factory=_password)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    provisioned_by: str = ""


def load(path: Path) -> State | None:
    """Return what was saved, or None where nothing whole was; unknown values are dropped."""
    try:
        saved = json.loads(path.read_text())
        return State(**{part.name: saved[part.name] for part in fields(State)})
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return None


def save(path: Path, state: State) -> None:
    """Write the whole file or nothing, readable by its owner alone."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def change(path: Path, state: State, **values: object) -> State:
    """Save and return the state with some values replaced."""
    changed = replace(state, **values)  # type: ignore[arg-type]
    if changed != state:
        save(path, changed)
    return changed
