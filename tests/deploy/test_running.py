"""`make run` and its parts: ports, locks, what a run leaves behind, and what ends it."""

import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from deploy.local import checking, children, locks, ports, running
from deploy.local.problems import Problem
from deploy.local.servers import OURS, Wanted, given_variables, wanted, without_build_urls

DATABASES = {"DATABASE_URL": "postgres://a", "DATABASE_OWNER_URL": "postgres://b"}
WAIT = "import time; print('up', flush=True); time.sleep(60)"
SERVE = f"""
import sys
from deploy.local import running
waiting = ["-c", {WAIT!r}]
ending = ["-c", "import time; time.sleep(0.5); raise SystemExit(3)"]
parts = {{"web": waiting, "beat": ending if sys.argv[1] == "ends" else waiting}}
sys.exit(running._serve(parts, environment={{}}))
"""


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def start(*arguments, **variables):
    return subprocess.Popen(
        [sys.executable, "-c", *arguments],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(process, words):
    seen = ""
    for line in process.stdout:
        seen += line
        if seen.count(words) == 2:
            return
    pytest.fail(f"{words!r} was not said twice in: {seen}")


def test_a_taken_default_port_gives_way_to_the_next_and_says_so(taken_port, monkeypatch, capsys):
    monkeypatch.setattr(running, "DEFAULT_PORT", taken_port)

    port = running.chosen_port(given={})

    assert port > taken_port
    assert ports.is_free(port)
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


def test_a_taken_port_that_was_asked_for_is_refused(taken_port):
    with pytest.raises(Problem, match=f"Port {taken_port} is taken"):
        running.chosen_port(given={"PORT": str(taken_port)})


@pytest.mark.parametrize("port", ["http", "0", "-1", "65536"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(Problem, match="PORT must be a number"):
        running.chosen_port(given={"PORT": port})


def test_a_port_that_another_answers_at_over_ipv6_counts_as_taken(monkeypatch):
    port = ports.free_port()
    assert ports.is_free(port)
    monkeypatch.setattr(ports, "_answers", lambda *_args, **_more: True)

    assert not ports.is_free(port)


def test_a_second_run_is_refused_while_the_first_lives(tmp_path):
    lock = tmp_path / "run.lock"
    with locks.only_one(lock, refusal="It already runs"):
        assert not locks.is_free(lock)
        words = rf"It already runs \(process {os.getpid()}\)"
        second = locks.only_one(lock, refusal="It already runs")
        with pytest.raises(Problem, match=words), second:
            pytest.fail("two went in")

    with locks.only_one(lock, refusal="It already runs"):
        pass
    assert locks.is_free(lock)


def test_only_the_last_user_turns_off_the_light(tmp_path):
    path = tmp_path / "users.lock"
    with locks.among_users(path) as first:
        with locks.among_users(path) as second:
            assert not second.am_last()
        assert first.am_last()


def test_what_an_earlier_run_left_behind_is_ended_and_no_more(tmp_path):
    ours = start(WAIT, **children.marked(tmp_path / "ours"))
    theirs = start(WAIT, **children.marked(tmp_path / "theirs"))
    for process in (ours, theirs):
        assert process.stdout.readline() == "up\n"

    assert children.end_leftovers(tmp_path / "ours") == 1

    assert not psutil.pid_exists(ours.pid)
    assert theirs.poll() is None
    theirs.kill()
    for process in (ours, theirs):
        process.communicate()


def test_when_one_part_ends_all_end_and_the_exit_code_tells():
    process = start(SERVE, "ends")
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 3
    assert "One part ended by itself" in said
    assert "web stopped" in said


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_it_on_purpose_is_no_failure(sent):
    process = start(SERVE, "waits")
    wait_for(process, "up")
    parts = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(sent)
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert not [part for part in parts if part.is_running()]


def test_the_parts_never_hold_a_role_that_could_bypass_row_level_security():
    given = {**DATABASES, "DATABASE_ADMIN_URL": "postgres://c", "PATH": "/bin"}

    assert without_build_urls(given) == {"DATABASE_URL": "postgres://a", "PATH": "/bin"}


def test_each_server_is_replaced_by_its_own_variable():
    assert wanted({}) == Wanted(postgres=True, valkey=True)
    assert wanted(DATABASES) == Wanted(postgres=False, valkey=True)
    assert wanted({"REDIS_URL": "redis://x"}) == Wanted(postgres=True, valkey=False)


@pytest.mark.parametrize("name", DATABASES)
def test_half_a_replacement_of_the_database_is_refused(name):
    with pytest.raises(Problem, match="Set both DATABASE_URL"):
        wanted({name: DATABASES[name]})


def test_what_our_own_env_put_into_a_shell_is_not_taken_for_a_wish():
    printed = dict.fromkeys(OURS, "set by us")

    assert given_variables({**printed, "PATH": "/bin"}) == {"PATH": "/bin"}
    assert given_variables(DATABASES) == DATABASES


def test_a_failing_check_is_shown_and_does_not_hide_the_others():
    good, bad = (
        checking.Check(name=name, arguments=["-c", code])
        for name, code in (("good", "print('fine')"), ("bad", "raise SystemExit('broken')"))
    )
    results = [checking.run_one(one, environment={}) for one in (bad, good)]

    assert [result.passed for result in results] == [False, True]
    assert results[0].output == "broken\n"
    assert "1 of 2 checks pass" in checking.table(results)


def test_a_warning_is_shown_though_the_check_passes(capsys):
    quiet, warns, talks = (
        checking.Check(name=name, arguments=["-c", code], may_warn=may_warn)
        for name, code, may_warn in (
            ("quiet", "", True),
            ("warns", "print('not settled yet')", True),
            ("talks", "print('all is well')", False),
        )
    )
    results = [checking.run_one(one, environment={}) for one in (quiet, warns, talks)]
    for result in results:
        checking._report(result)

    assert [result.word for result in results] == ["pass", "warn", "pass"]
    assert capsys.readouterr().out == "pass quiet\nwarn warns\nnot settled yet\n\npass talks\n"
    assert "3 of 3 checks pass, 1 with a warning" in checking.table(results)


def test_the_check_of_translations_may_warn_and_no_other():
    assert [one.name for one in checking.checks() if one.may_warn] == ["translations"]
