"""The migration: every step, and every way it can be in somebody's way."""

import logging
import threading
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, NullPool
from sqlalchemy.exc import SQLAlchemyError

from maintenance_api import migrate
from maintenance_api.database import make_engine
from maintenance_api.migrations import SERVES_FROM, alembic_config, revisions
from maintenance_api.models import Base
from maintenance_api.settings import PostgresSettings
from tests.conftest import connection_to, wait_until


@pytest.fixture
def settings(empty: dict[str, str]) -> PostgresSettings:
    return PostgresSettings.load(empty)


@pytest.fixture
def db(empty: dict[str, str]) -> Iterator[psycopg.Connection]:
    yield from connection_to(empty)


@pytest.fixture
def connection(settings: PostgresSettings) -> Iterator[Connection]:
    with make_engine(settings, poolclass=NullPool).connect() as connection:
        yield connection


def to(connection: Connection, revision: str, move=command.upgrade) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    move(config, revision)
    connection.commit()


def revision(db: psycopg.Connection) -> str | None:
    if db.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None


def test_from_empty_to_head_and_again(
    settings: PostgresSettings, db: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    migrate.run(settings, 0, 0)
    assert revision(db) == revisions()[-1] == "0003"
    assert "migrated from an empty database to 0003" in caplog.text
    migrate.run(settings, 0, 0)
    assert "nothing to do: the database is on 0003" in caplog.text


def test_every_step_up_and_down(connection: Connection, db: psycopg.Connection) -> None:
    assert revisions() == ["0001", "0002", "0003"]
    for step in revisions():
        to(connection, step)
        assert revision(db) == step
    for step in [*revisions()[-2::-1], "base"]:
        to(connection, step, command.downgrade)
        assert revision(db) == (None if step == "base" else step)


def test_the_models_are_the_migrated_schema(settings: PostgresSettings, connection: Connection) -> None:
    migrate.run(settings, 0, 0)
    assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_steps_keep_the_rows_of_earlier_code(connection: Connection, db: psycopg.Connection) -> None:
    to(connection, "0001")
    db.execute("INSERT INTO work_orders (title) VALUES ('written by 0001')")
    to(connection, "head")
    assert db.execute("SELECT title, priority FROM work_orders").fetchall() == [("written by 0001", "normal")]


def test_code_of_the_oldest_head_that_serves_works(
    settings: PostgresSettings, db: psycopg.Connection
) -> None:
    """What code of 0001 does, on the schema of today: it knows no priority."""
    assert SERVES_FROM == "0001"
    migrate.run(settings, 0, 0)
    db.execute("INSERT INTO work_orders (title, description) VALUES ('old', 'code')")
    db.execute("UPDATE work_orders SET status = 'done', updated_at = now() WHERE title = 'old'")
    row = db.execute(
        "SELECT title, description, status FROM work_orders ORDER BY created_at DESC, id DESC"
    ).fetchone()
    assert row == ("old", "code", "done")


def test_a_newer_database_is_left_alone(
    settings: PostgresSettings, db: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    migrate.run(settings, 0, 0)
    db.execute("UPDATE alembic_version SET version_num = '0004'")
    migrate.run(settings, 0, 0)
    assert "nothing to do: the database is on 0004, newer than this image's 0003" in caplog.text
    assert revision(db) == "0004"


def test_a_database_of_somebody_else_is_refused(settings: PostgresSettings, db: psycopg.Connection) -> None:
    migrate.run(settings, 0, 0)
    db.execute("UPDATE alembic_version SET version_num = '0002a'")
    with pytest.raises(migrate.MigrationFailed, match="is on 0002a, which is none of this image's revisions"):
        migrate.run(settings, 0, 0)


def test_no_database(empty: dict[str, str], closed_port: str) -> None:
    settings = PostgresSettings.load(empty | {"POSTGRES_PORT": closed_port})
    with pytest.raises(migrate.MigrationFailed, match=r"did not answer within 0\.1 s: .*refused"):
        migrate.run(settings, 0.1, 0)


def test_the_lock_has_a_deadline(settings: PostgresSettings, db: psycopg.Connection) -> None:
    db.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK])
    with pytest.raises(migrate.MigrationFailed, match=r"still held the lock after 0\.1 s"):
        migrate.run(settings, 0, 0.1)
    assert revision(db) is None


def test_several_at_a_time(settings: PostgresSettings, db: psycopg.Connection) -> None:
    failed: list[Exception] = []

    def one() -> None:
        try:
            migrate.run(settings, 10, 30)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert revision(db) == "0003"


def test_a_table_that_is_in_use_is_tried_once_more(
    settings: PostgresSettings,
    connection: Connection,
    db: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "500ms")
    caplog.set_level(logging.INFO)
    to(connection, "0001")
    db.execute("BEGIN; LOCK TABLE work_orders IN ROW EXCLUSIVE MODE")  # as a transaction that writes
    migration = threading.Thread(target=migrate.run, args=(settings, 0, 0))
    migration.start()
    wait_until(lambda: "trying once more" in caplog.text)
    db.execute("COMMIT")
    migration.join()
    assert revision(db) == "0003"


def test_a_table_that_stays_in_use_fails_soon_and_the_next_run_goes_on(
    settings: PostgresSettings,
    connection: Connection,
    db: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "200ms")
    to(connection, "0001")
    db.execute("BEGIN; LOCK TABLE work_orders IN ROW EXCLUSIVE MODE")
    with pytest.raises(SQLAlchemyError, match="lock timeout"):
        migrate.run(settings, 0, 0)
    db.execute("COMMIT")
    assert revision(db) == "0001"
    migrate.run(settings, 0, 0)
    assert revision(db) == "0003"


def test_done_steps_stay_done(settings: PostgresSettings, db: psycopg.Connection) -> None:
    """Each revision in a transaction of its own: one that fails takes back itself and nothing before it."""
    db.execute(
        """
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
        CREATE EVENT TRIGGER refuse ON ddl_command_start
          WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION refuse();
        """
    )  # 0002 is the first to alter a table
    with pytest.raises(SQLAlchemyError, match="refused"):
        migrate.run(settings, 0, 0)
    assert revision(db) == "0001"
    db.execute("DROP EVENT TRIGGER refuse")
    migrate.run(settings, 0, 0)
    assert revision(db) == "0003"


def test_an_index_left_invalid_is_made_again(
    settings: PostgresSettings, connection: Connection, db: psycopg.Connection
) -> None:
    to(connection, "0002")
    db.execute("CREATE INDEX work_orders_newest_first ON work_orders (title)")
    db.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'work_orders_newest_first'::regclass"
    )
    migrate.run(settings, 0, 0)
    assert db.execute(
        "SELECT indisvalid, pg_get_indexdef(indexrelid) LIKE '%(created_at, id)' FROM pg_index"
        " WHERE indexrelid = 'work_orders_newest_first'::regclass"
    ).fetchone() == (True, True)
