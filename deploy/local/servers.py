"""The two embedded servers as one thing, and the environment that leads to them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from deploy.local import locks, postgres, state, valkey
from deploy.local.django import manage
from deploy.local.places import CHECKOUT, Home, home_of
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import Postgres
from deploy.local.problems import Problem
from deploy.local.state import State
from deploy.local.valkey import Valkey

Name = Literal["run", "test"]
DATABASE = "twelvefold"
OWNER = "twelvefold_owner"
RUNTIME = "twelvefold_app"
MARK = "TWELVEFOLD_SERVERS"
OURS = (
    MARK,
    "DATABASE_ADMIN_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
)
ROLES_COMMAND = CHECKOUT / "config/kernel/management/commands/provision_roles.py"
BUILD_URLS = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which servers are ours to run: those that no variable replaces."""

    postgres: bool
    valkey: bool


def wanted(given: Mapping[str, str]) -> Wanted:
    """Read which servers are replaced; half a replacement of the database is refused."""
    has_runtime, has_owner = bool(given.get("DATABASE_URL")), bool(given.get("DATABASE_OWNER_URL"))
    if has_runtime != has_owner:
        raise Problem(
            "Set both DATABASE_URL (the role that runs) and DATABASE_OWNER_URL (the role that "
            "migrates), or neither."
        )
    return Wanted(postgres=not has_runtime, valkey=not given.get("REDIS_URL"))


class Servers:
    """The servers of one name in one home."""

    def __init__(self, *, name: Name, home: Home | None = None) -> None:
        self.home = home or home_of(name=name)
        self.is_test = name == "test"
        self.state = State()

    @property
    def postgres(self) -> Postgres:
        """The cluster, with the password that the state holds now."""
        return Postgres(
            home=self.home,
            admin_password=self.state.admin_password,
            settings=postgres.FAST_AND_FORGETFUL if self.is_test else postgres.DURABLE,
        )

    @property
    def valkey(self) -> Valkey:
        """The broker and cache, with the password that the state holds now."""
        return Valkey(
            home=self.home,
            password=self.state.valkey_password,
            settings=valkey.FORGETFUL if self.is_test else valkey.DURABLE,
        )

    def start(self, *, wanted: Wanted) -> dict[str, str]:
        """Start what is wanted unless it runs; return the variables that lead there."""
        with locks.alone(self.home.root / "starting.lock"):
            self._load_state()
            found = self._start_valkey() if wanted.valkey else {}
            if wanted.postgres:
                found |= self._start_postgres()
                self._ensure_roles(found)
        return {**found, "SECRET_KEY": self.state.secret_key, MARK: self.home.name}

    def stop(self) -> None:
        """Stop both and wait for them."""
        with locks.alone(self.home.root / "starting.lock"):
            self.valkey.stop()
            self.postgres.stop()

    def is_running(self) -> bool:
        """Whether either server lives."""
        return self.postgres.is_alive() or self.valkey.is_alive()

    def _load_state(self) -> None:
        saved = state.load(self.home.state)
        if saved is not None:
            self.state = saved
            return
        self.valkey.stop()
        self.postgres.stop()
        if (self.postgres.data / "PG_VERSION").exists():
            self.postgres.reset_admin_password()
        state.save(self.home.state, self.state)

    def _change_state(self, **values: object) -> None:
        self.state = state.change(self.home.state, self.state, **values)

    def _start_valkey(self) -> dict[str, str]:
        port = self.valkey.start(port=self.state.valkey_port)
        self._change_state(valkey_port=port)
        return {"REDIS_URL": f"redis://:{self.state.valkey_password}@{LOOPBACK}:{port}/0"}

    def _start_postgres(self) -> dict[str, str]:
        if not self.postgres.ensure_made():
            self._change_state(provisioned_by="")
        port = self.postgres.start(port=self.state.postgres_port)
        self._change_state(postgres_port=port)
        return {
            "DATABASE_ADMIN_URL": self._url(postgres.ADMIN, self.state.admin_password, "postgres"),
            "DATABASE_OWNER_URL": self._url(OWNER, self.state.owner_password, DATABASE),
            "DATABASE_URL": self._url(RUNTIME, self.state.runtime_password, DATABASE),
        }

    def _ensure_roles(self, variables: Mapping[str, str]) -> None:
        command = hashlib.sha256(ROLES_COMMAND.read_bytes()).hexdigest()
        if self.state.provisioned_by == command:
            return
        secret = {"SECRET_KEY": self.state.secret_key}
        manage("provision_roles", environment={**os.environ, **variables, **secret})
        self._change_state(provisioned_by=command)

    def _url(self, role: str, password: str, database: str) -> str:
        return f"postgres://{role}:{password}@{LOOPBACK}:{self.state.postgres_port}/{database}"


def given_variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what the person set; what our own `env` printed into their shell is dropped."""
    ours = OURS if environment.get(MARK) else ()
    return {name: value for name, value in environment.items() if name not in ours}


def ready(*, servers: Servers, given: Mapping[str, str]) -> dict[str, str]:
    """Start what is wanted; what is given wins over what is ours.

    The roles of a given database are made only where DATABASE_ADMIN_URL is given as well.
    """
    ours = servers.start(wanted=wanted(given))
    variables = {**given, **{name: value for name, value in ours.items() if not given.get(name)}}
    if given.get("DATABASE_ADMIN_URL"):
        manage("provision_roles", environment=variables)
    return variables


def without_build_urls(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of what serves: it holds no role that could bypass row security."""
    return {name: value for name, value in environment.items() if name not in BUILD_URLS}
