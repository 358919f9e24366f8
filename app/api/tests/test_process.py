"""The command, as a container runs it: exit codes, signals, the last line."""

import json
import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from maintenance_api.migrate import LOCK
from tests.conftest import Relay, connection_to, wait_until

COMMAND = str(Path(sysconfig.get_path("scripts")) / "maintenance-api")


def spawn(environment: dict[str, str], *arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, *arguments],
        env={"PATH": os.environ["PATH"]} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def run(environment: dict[str, str], *arguments: str) -> tuple[int, list[dict]]:
    with spawn(environment, *arguments) as process:
        written, _ = process.communicate(timeout=60)
    return process.returncode, [json.loads(line) for line in written.splitlines()]


class Server:
    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.process = spawn(environment, "serve", "--port", port)
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.process.stdout.read()
        try:
            return self.client.get("/health").status_code == 200
        except httpx2.TransportError:
            return False

    def stop(self) -> tuple[int, list[dict]]:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.client.close()
        try:
            written, _ = self.process.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, [json.loads(line) for line in written.splitlines()]


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[Server]:
    server = Server(environment)
    yield server
    server.stop()


@pytest.mark.parametrize("arguments", [(), ("serve",), ("migrate",)])
def test_bad_settings_exit_2_with_one_line(arguments: tuple[str, ...]) -> None:
    code, lines = run({"POSTGRES_PORT": "x"}, *arguments)
    assert code == 2
    assert len(lines) == 1
    assert "POSTGRES_HOST: is missing" in lines[0]["message"]
    assert "POSTGRES_PORT: 'x' will not do" in lines[0]["message"]


def test_serves_and_stops_cleanly(server: Server) -> None:
    response = server.client.get("/api/version")
    assert response.json()["instance"] == "api-1"
    assert "server" not in response.headers
    code, lines = server.stop()
    assert code == 0
    assert [line for line in lines if line["level"] not in {"info"}] == []


def test_finishes_the_request_in_flight_when_told_to_stop(server: Server, sql: psycopg.Connection) -> None:
    with ThreadPoolExecutor() as threads:
        sql.execute("BEGIN; LOCK TABLE work_orders")
        slow = threads.submit(server.client.post, "/api/work-orders", json={"title": "slow"})
        wait_until(lambda: waits_for_a_lock(sql) or slow.done())
        assert not slow.done(), slow.result().text
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: refuses(server))
        sql.execute("COMMIT")
        assert slow.result().status_code == 201
    assert server.stop()[0] == 0
    assert sql.execute("SELECT title FROM work_orders").fetchall() == [("slow",)]


def waits_for_a_lock(sql: psycopg.Connection) -> bool:
    # Not pg_stat_activity: inside a transaction it shows what it showed the first time.
    waiting = sql.execute(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'work_orders'::regclass"
    )
    return waiting.fetchone() == (1,)


def refuses(server: Server) -> bool:
    address = (server.client.base_url.host, server.client.base_url.port)
    with socket.socket() as probe:
        return probe.connect_ex(address) != 0


def test_tells_of_changes_on_an_event_stream_and_ends_it_when_told_to_stop(server: Server) -> None:
    with server.client.stream("GET", "/api/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        states = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        first = next(states)
        assert server.client.post("/api/work-orders", json={"title": "new"}).status_code == 201
        assert next(states)["generation"] > first["generation"]
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert list(states) == []
    assert server.stop()[0] == 0
    assert time.monotonic() - began < 10


def test_tells_of_changes_on_a_websocket_and_closes_it_when_told_to_stop(server: Server) -> None:
    url = str(server.client.base_url).replace("http", "ws", 1).rstrip("/")
    with connect(f"{url}/api/live") as socket:
        first = json.loads(socket.recv(timeout=10))
        assert server.client.post("/api/work-orders", json={"title": "new"}).status_code == 201
        assert json.loads(socket.recv(timeout=10))["generation"] > first["generation"]
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd.code == 1012
    assert server.stop()[0] == 0


def test_without_a_database_it_starts_and_says_so(environment: dict[str, str], closed_port: str) -> None:
    server = Server(environment | {"POSTGRES_PORT": closed_port})
    assert server.client.get("/ready").status_code == 503
    code, lines = server.stop()
    assert code == 0
    assert any(line["message"].startswith("database not reached, trying on: ") for line in lines)


def test_stops_while_the_database_hangs(environment: dict[str, str], relay: Relay) -> None:
    relay.open()
    server = Server(environment | {"POSTGRES_PORT": relay.port})
    assert server.client.get("/ready").status_code == 200
    relay.flows.clear()
    assert server.client.get("/ready").status_code == 503
    began = time.monotonic()
    assert server.stop()[0] == 0
    assert time.monotonic() - began < 5


def test_stops_while_the_first_connection_hangs(environment: dict[str, str], relay: Relay) -> None:
    relay.flows.clear()
    relay.open()
    server = Server(environment | {"POSTGRES_PORT": relay.port})
    began = time.monotonic()
    assert server.stop()[0] == 0
    assert time.monotonic() - began < 5


def test_a_taken_port_is_a_failure(server: Server, environment: dict[str, str]) -> None:
    port = str(server.client.base_url.port)
    code, lines = run(environment, "serve", "--port", port)
    assert code == 3
    assert any("address already in use" in line["message"] for line in lines)


def test_migrate(empty: dict[str, str]) -> None:
    code, lines = run(empty, "migrate")
    assert code == 0
    assert lines[-1]["message"] == "migrated from an empty database to 0003"


def test_a_failed_migration_ends_with_its_reason(empty: dict[str, str], closed_port: str) -> None:
    code, lines = run(empty | {"POSTGRES_PORT": closed_port}, "migrate", "--database-wait", "0")
    assert code == 1
    assert lines[-1]["message"].startswith("migration failed: the database did not answer within 0 s: ")


def test_a_waiting_migration_can_be_stopped(empty: dict[str, str]) -> None:
    for db in connection_to(empty):
        db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with spawn(empty, "migrate") as process:
            assert process.stdout
            assert "another migration runs" in process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 143
