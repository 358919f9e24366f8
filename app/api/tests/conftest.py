"""The real services, a database for each test, and the ways to break them."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis
from alembic import command
from sqlalchemy import NullPool
from starlette.testclient import TestClient

from maintenance_api import logs, migrate
from maintenance_api.app import create_app
from maintenance_api.database import make_engine
from maintenance_api.migrations import alembic_config
from maintenance_api.settings import Settings

logging.getLogger("httpx2").setLevel(logging.WARNING)  # the client of the tests

NEEDED = (
    "POSTGRES_HOST",
    "POSTGRES_PORT",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD_FILE",
    "REDIS_HOST",
    "REDIS_PORT",
    "REDIS_PASSWORD_FILE",
)


@pytest.fixture(scope="session")
def services() -> dict[str, str]:
    """Where a real Postgres and a real Redis are; test.sh starts them and says so in these variables."""
    missing = [name for name in NEEDED if not os.environ.get(f"TEST_{name}")]
    if missing:
        pytest.exit(f"set {', '.join('TEST_' + name for name in missing)}, or run app/test.sh", returncode=4)
    services = {name: os.environ[f"TEST_{name}"] for name in NEEDED}
    try:
        wait_until(lambda: both_answer(services), 60)
    except AssertionError:
        pytest.exit("Postgres and Redis do not both answer where the variables TEST_* say", returncode=4)
    return services


def both_answer(services: dict[str, str]) -> bool:
    try:
        admin(services).close()
        with cache(services) as client:
            client.ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False
    return True


def cache(services: dict[str, str]) -> redis.Redis:
    password = Path(services["REDIS_PASSWORD_FILE"]).read_text().strip()
    return redis.Redis(services["REDIS_HOST"], int(services["REDIS_PORT"]), password=password)


def admin(services: dict[str, str]) -> psycopg.Connection:
    return psycopg.connect(
        host=services["POSTGRES_HOST"],
        port=services["POSTGRES_PORT"],
        user=services["POSTGRES_USER"],
        password=Path(services["POSTGRES_PASSWORD_FILE"]).read_text().strip(),
        dbname="postgres",
        autocommit=True,
    )


@pytest.fixture
def empty(services: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a process whose database was never migrated."""
    name = f"test_{secrets.token_hex(6)}"
    with admin(services) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield services | {"POSTGRES_DATABASE": name, "COLOUR": "blue", "INSTANCE": "api-1"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(empty: dict[str, str]) -> dict[str, str]:
    """The environment of a process whose database is on the newest revision.

    With TEST_MIGRATIONS that is the newest of those: the revisions of a later release (test.sh).
    """
    settings = Settings.load(empty)
    migrate.run(settings, database_wait=0, lock_wait=0)
    if later := os.environ.get("TEST_MIGRATIONS"):
        config = alembic_config()
        config.set_main_option("script_location", later)
        with make_engine(settings, poolclass=NullPool).connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return empty


@pytest.fixture(autouse=True)
def _cold_cache(services: dict[str, str]) -> None:
    with cache(services) as client:
        client.flushdb()


@pytest.fixture
def sql(environment: dict[str, str]) -> Iterator[psycopg.Connection]:
    yield from connection_to(environment)


def connection_to(environment: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=environment["POSTGRES_HOST"],
        port=environment["POSTGRES_PORT"],
        user=environment["POSTGRES_USER"],
        password=Path(environment["POSTGRES_PASSWORD_FILE"]).read_text().strip(),
        dbname=environment["POSTGRES_DATABASE"],
        autocommit=True,
    ) as connection:
        yield connection


def wait_until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Polls a condition; a test that waits for something says for what."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.05)


Start = Callable[..., TestClient]


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Starts the application, with variables changed where a test says so."""
    clients: list[TestClient] = []

    def start(**changes: str) -> TestClient:
        logs.configure("INFO")
        client = TestClient(create_app(Settings.load(environment | changes)))
        clients.append(client)
        return client.__enter__()

    yield start
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(start: Start) -> TestClient:
    return start()


@pytest.fixture
def closed_port() -> Iterator[str]:
    """A port that refuses: bound, so that nobody else gets it, and never listening."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield str(held.getsockname()[1])


class Relay:
    """A way to a service that can be cut and opened again."""

    def __init__(self, host: str, port: str) -> None:
        self._target = (host, int(port))
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("127.0.0.1", 0))
        self.port = str(self._reserved.getsockname()[1])
        self._open: list[socket.socket] = []
        self.flows = threading.Event()  # cleared, everything hangs: accepted, and never answered
        self.flows.set()

    def open(self) -> None:
        self._reserved.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._reserved.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self.flows.wait()
                sink.sendall(data)
        except OSError:
            pass
        finally:
            hang_up(source, sink)

    def close(self) -> None:
        self.flows.set()
        hang_up(self._reserved, *self._open)


def hang_up(*ends: socket.socket) -> None:
    """Closing alone is not enough: a thread that waits in recv keeps the connection up for the peer."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@pytest.fixture
def relay(services: dict[str, str]) -> Iterator[Relay]:
    to_postgres = Relay(services["POSTGRES_HOST"], services["POSTGRES_PORT"])
    yield to_postgres
    to_postgres.close()
