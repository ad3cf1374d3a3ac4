"""The environment: made once, brought up to a new lock, made anew when it was left half made."""

import hashlib
import re
import zipfile

import pytest

from deploy import environment

DEV, RUN = "requirements-dev.lock", "requirements-run.lock"


class Steps:
    """Stands in for the two slow steps, and notes that they were taken."""

    def __init__(self, checkout):
        self.checkout = checkout
        self.taken = []
        self.installs = True

    def make(self, folder):
        self.taken.append("make")
        folder.mkdir(exist_ok=True)
        return True

    def install(self, _folder, lock):
        self.taken.append("install" if lock.name == DEV else f"install {lock.name}")
        return self.installs

    def again(self, lock=DEV):
        """What a next `make` does."""
        self.taken.clear()
        code = environment.main(lock, self.checkout)
        return code, list(self.taken)


@pytest.fixture
def steps(tmp_path, monkeypatch):
    (tmp_path / DEV).write_text("# one\n")
    (tmp_path / RUN).write_text("# one to run\n")
    steps = Steps(tmp_path)
    monkeypatch.setattr(environment, "_make", steps.make)
    monkeypatch.setattr(environment, "_install", steps.install)
    monkeypatch.setattr(environment, "_works", lambda folder: folder.exists())
    assert steps.again() == (0, ["make", "install"])
    return steps


def test_a_whole_environment_is_left_alone(steps):
    assert steps.again() == (0, [])


def test_a_new_lock_is_installed_over_the_old(steps):
    (steps.checkout / DEV).write_text("# two\n")

    assert steps.again() == (0, ["install"])
    assert steps.again() == (0, [])


def test_the_environment_of_developers_serves_a_run_and_not_the_other_way_round(steps):
    assert steps.again(RUN) == (0, [])

    (steps.checkout / DEV).write_text("# two\n")
    assert steps.again(RUN) == (0, [f"install {RUN}"])
    assert steps.again(RUN) == (0, [])
    assert steps.again() == (0, ["install"])


def test_each_command_gets_the_packages_that_it_needs():
    makefile = (environment.CHECKOUT / "Makefile").read_text()
    needed = dict(re.findall(r"^([a-z-]+): ((?:run-)?env) ##", makefile, re.MULTILINE))

    assert {name for name, kind in needed.items() if kind == "run-env"} == {"run", "stop"}
    assert {"test", "check"} <= needed.keys()
    assert re.search(rf"^env:.*\n.* {DEV}$", makefile, re.MULTILINE)
    assert re.search(rf"^run-env:.*\n.* {RUN}$", makefile, re.MULTILINE)


def test_an_installation_that_failed_or_was_cut_off_begins_anew(steps, capsys):
    (steps.checkout / DEV).write_text("# two\n")
    steps.installs = False
    assert steps.again() == (environment.FAILED, ["install"])
    assert "could not be installed" in capsys.readouterr().err

    steps.installs = True
    assert steps.again() == (0, ["make", "install"])


def test_another_python_makes_it_anew(steps):
    stamp = steps.checkout / ".venv" / ".complete"
    stamp.write_text(stamp.read_text().replace("3.", "2.", 1))

    assert steps.again() == (0, ["make", "install"])


def test_a_python_that_is_gone_makes_it_anew(steps, monkeypatch):
    monkeypatch.setattr(environment, "_works", lambda _folder: False)

    assert steps.again() == (0, ["make", "install"])


def test_a_python_that_does_not_suit_is_told(steps, monkeypatch, capsys):
    monkeypatch.setattr(environment, "OLDEST", (3, 99))

    assert environment.main(DEV, steps.checkout) == environment.FAILED
    assert "Python 3.11 to 3.14 is needed" in capsys.readouterr().err


@pytest.mark.slow
def test_a_real_environment_takes_only_what_its_hash_vouches_for(tmp_path):
    wheel = a_wheel(tmp_path)
    lock = tmp_path / DEV
    source = f"--no-index\n--find-links {tmp_path}\n"
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert environment._make(tmp_path / ".venv")
    for vouched in ("", f" --hash=sha256:{'0' * 64}"):
        lock.write_text(f"{source}tiny==1{vouched}\n")
        assert not environment._install(tmp_path / ".venv", lock)

    lock.write_text(f"{source}tiny==1 --hash=sha256:{right}\n")
    assert environment._install(tmp_path / ".venv", lock)
    assert list((tmp_path / ".venv").glob("lib/python3.*/site-packages/tiny.py"))


def a_wheel(folder):
    path = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n"
        )
        archive.writestr(
            "tiny-1.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr("tiny-1.dist-info/RECORD", "")
    return path
