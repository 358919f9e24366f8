"""`maintenance-api migrate`: brings the database to this image's head, once, however many run at a time."""

import logging
import time
from collections.abc import Callable

import psycopg
from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, text
from sqlalchemy.exc import OperationalError

from maintenance_api.database import make_engine, reason
from maintenance_api.migrations import alembic_config, revisions
from maintenance_api.settings import PostgresSettings

log = logging.getLogger(__name__)

LOCK = 7_261_403_118  # any number, the same for every version of this application
LOCK_TIMEOUT = "5s"  # a step that cannot get its table soon must not make all other queries queue behind it


class MigrationFailed(Exception):
    """The reason, in one line."""


def run(settings: PostgresSettings, database_wait: float, lock_wait: float) -> None:
    engine = make_engine(settings, poolclass=NullPool, connect_args={"application_name": "migrate"})
    with _connect(engine, database_wait) as connection:
        _lock(connection, lock_wait)  # of the session: kept over all revisions, gone with the connection
        _upgrade(connection)


def _until(deadline: float, interval: float, attempt: Callable[[], bool]) -> bool:
    """Polls until the attempt succeeds or the deadline has passed; says which."""
    while not attempt():
        if time.monotonic() >= deadline:
            return False
        time.sleep(interval)
    return True


def _connect(engine: Engine, wait: float) -> Connection:
    connections: list[Connection] = []
    said = ""

    def attempt() -> bool:
        nonlocal said
        try:
            connections.append(engine.connect())
        except OperationalError as error:
            if (now := reason(error)) != said:
                log.info("waiting up to %g s for the database: %s", wait, now)
                said = now
        return bool(connections)

    if not _until(time.monotonic() + wait, 1, attempt):
        raise MigrationFailed(f"the database did not answer within {wait:g} s: {said}")
    return connections[0]


def _lock(connection: Connection, wait: float) -> None:
    """Polls: a session that waits inside pg_advisory_lock would deadlock with CREATE INDEX CONCURRENTLY."""

    def attempt() -> bool:
        got = bool(connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar())
        connection.commit()
        return got

    if attempt():
        return
    log.info("another migration runs; waiting up to %g s for it", wait)
    if not _until(time.monotonic() + wait, 0.5, attempt):
        raise MigrationFailed(f"another migration still held the lock after {wait:g} s")


def _upgrade(connection: Connection) -> None:
    known = revisions()
    head, before = known[-1], _revision(connection)
    if before is not None and before not in known:
        # Revisions are numbered, so a later one is told from one that was never ours.
        if before > head:
            log.info("nothing to do: the database is on %s, newer than this image's %s", before, head)
            return
        raise MigrationFailed(
            f"the database is on {before}, which is none of this image's revisions: {known}"
        )
    if before == head:
        log.info("nothing to do: the database is on %s", head)
        return

    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except OperationalError as error:
        if not isinstance(error.orig, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
            raise
        # Revisions that were done stay done: the second attempt goes on from there.
        log.warning("trying once more: %s", reason(error))
        connection.rollback()
        command.upgrade(config, "head")
    log.info("migrated from %s to %s", before or "an empty database", head)


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    return revision
