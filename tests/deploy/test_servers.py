"""The embedded servers: closed to strangers, and mended after whatever may befall them."""

import shutil
import socket
import stat
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis

from deploy.local import state
from deploy.local.places import home_of
from deploy.local.problems import Problem
from deploy.local.servers import Servers

pytestmark = pytest.mark.slow


def kill(process):
    process.kill()
    process.wait(timeout=10)


def test_a_password_is_asked_for_by_both(embedded):
    found = embedded.start()
    database, broker = urlsplit(found["DATABASE_ADMIN_URL"]), urlsplit(found["REDIS_URL"])

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(found["DATABASE_ADMIN_URL"].replace(database.password, "guess"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=broker.port).ping()
    with redis.from_url(found["REDIS_URL"]) as right:
        assert right.ping()


def test_they_listen_on_loopback_only_and_never_as_root(embedded):
    embedded.start()
    servers = embedded.servers()
    processes = [servers.postgres._process(), servers.valkey._process()]

    assert all(process.uids().effective != 0 for process in processes)
    listening = {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_secrets_are_readable_by_their_owner_alone(embedded):
    embedded.start()

    for name in ("state.json", "valkey.conf"):
        assert stat.S_IMODE((embedded.root / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((embedded.root / "postgres").stat().st_mode) == 0o700


def test_rows_ports_and_passwords_survive_a_restart(embedded):
    embedded.note("kept over a restart")
    before = embedded.start()
    embedded.stop()

    assert embedded.start() == before
    assert "kept over a restart" in embedded.notes()


def test_killed_servers_come_back_with_what_they_held(embedded):
    embedded.note("kept over a kill")
    servers = embedded.servers()
    kill(servers.valkey._process())
    kill(servers.postgres._process())

    assert "kept over a kill" in embedded.notes()
    assert servers.valkey.is_alive()


def test_a_stale_pid_file_that_names_a_living_process_is_seen_through(embedded):
    embedded.note("kept over a stale pid file")
    servers = embedded.servers()
    servers.postgres.stop()
    pid_file = servers.postgres.data / "postmaster.pid"
    stranger = servers.valkey._process().pid
    pid_file.write_text(f"{stranger}\n{servers.postgres.data}\n0\n1\n\n\n\nready\n")
    servers.home.user.own(pid_file)

    # The control: left to itself, PostgreSQL takes the stranger for its own server.
    assert servers.postgres._start_once(port=servers.state.postgres_port) is False

    assert "kept over a stale pid file" in embedded.notes()


def test_a_taken_port_is_left_to_whoever_has_it(embedded):
    before = urlsplit(embedded.start()["DATABASE_ADMIN_URL"]).port
    embedded.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before))
        other.listen()

        after = urlsplit(embedded.start()["DATABASE_ADMIN_URL"]).port

    assert after != before


def test_lost_passwords_are_renewed_and_the_rows_stay(embedded):
    embedded.note("kept over lost passwords")
    before = embedded.start()
    (embedded.root / "state.json").unlink()

    assert embedded.start()["DATABASE_ADMIN_URL"] != before["DATABASE_ADMIN_URL"]
    assert "kept over lost passwords" in embedded.notes()


def test_an_unreadable_state_counts_as_lost_and_unknown_values_as_nothing(tmp_path):
    path = tmp_path / "state.json"
    path.write_text('{"postgres_port": 5432')
    assert state.load(path) is None

    state.save(path, state.State(postgres_port=5432))
    path.write_text(path.read_text().replace("{", '{"from_another_release": 1, ', 1))
    assert state.load(path).postgres_port == 5432


def test_an_interrupted_first_start_begins_anew(embedded):
    servers = embedded.servers()
    leftover = servers.home.folder("postgres.unfinished-1")
    (leftover / "PG_VERSION").write_text("18\n")

    embedded.start()

    assert not leftover.exists()


def test_a_folder_that_is_no_cluster_is_kept_beside_a_new_one(embedded):
    embedded.start()
    embedded.stop()
    data = embedded.servers().postgres.data
    version = data / "PG_VERSION"
    version.unlink()

    embedded.start()

    (aside,) = embedded.root.glob("postgres.set-aside-*")
    assert (aside / "base").exists()
    assert version.read_text() == "18\n"
    shutil.rmtree(aside)


def test_a_cluster_of_another_version_is_refused_and_left_alone(embedded):
    embedded.note("not to be lost")
    embedded.stop()
    version = embedded.servers().postgres.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(Problem, match="made by PostgreSQL 17"):
        embedded.start()

    version.write_text("18\n")
    assert "not to be lost" in embedded.notes()


def test_data_lies_where_the_account_of_the_servers_can_reach_it(tmp_path, capsys):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    home = home_of(name="run", local=closed / ".local")

    assert home.user.uid != 0
    if home.user.is_us:
        assert home.root.parent.parent == closed
    else:
        assert closed not in home.root.parents
        assert "cannot reach" in capsys.readouterr().err
        shutil.rmtree(home.root.parent)


def test_both_servers_end_when_told_to(embedded):
    embedded.start()
    servers = embedded.servers()
    assert servers.is_running()

    servers.stop()

    assert not servers.is_running()


def test_test_servers_forget_and_the_others_do_not(embedded):
    home = embedded.servers().home
    durable, forgetful = Servers(name="run", home=home), Servers(name="test", home=home)

    assert durable.valkey.settings["appendonly"] == "yes"
    assert "fsync" not in durable.postgres.settings
    assert forgetful.valkey.settings["appendonly"] == "no"
    assert forgetful.postgres.settings["fsync"] == "off"
