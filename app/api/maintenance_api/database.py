"""Postgres: the engine, its pool, and the two questions the probes ask."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.orm import sessionmaker

from maintenance_api.settings import PostgresSettings, Settings, read_secret

POOL_PATIENCE = 5  # seconds a request waits for a connection before it is refused


def make_engine(settings: PostgresSettings, **options: Any) -> Engine:
    url = URL.create(
        "postgresql+psycopg",
        host=settings.postgres_host,
        port=settings.postgres_port,
        database=settings.postgres_database,
        username=settings.postgres_user,
    )
    engine = create_engine(url, hide_parameters=True, **options)

    # Read at each connection: a rotated password needs no restart, and none is kept in an address.
    @event.listens_for(engine, "do_connect")
    def _(_dialect: Any, _record: Any, _args: Any, parameters: dict[str, Any]) -> None:
        parameters["password"] = read_secret(settings.postgres_password_file)
        parameters["sslmode"] = settings.postgres_sslmode
        parameters["connect_timeout"] = 3
        parameters["tcp_user_timeout"] = 10_000

    return engine


class Database:
    """The pool of one process. Nothing connects before it is asked to, so a start never fails on Postgres."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(
            settings,
            pool_size=settings.pool_size,
            max_overflow=0,
            pool_timeout=POOL_PATIENCE,
            pool_pre_ping=True,
            connect_args={
                "application_name": f"maintenance-api {settings.colour} {settings.instance}"[:63],
                "options": "-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s",
            },
        )
        self.session = sessionmaker(self.engine, expire_on_commit=False)

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def schema(self) -> str | None:
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar()


def reason(error: BaseException) -> str:
    """One line for a log: what the driver said, without the statement."""
    cause = getattr(error, "orig", None) or error
    said = str(cause).strip().splitlines()
    return f"{type(cause).__name__}: {said[0]}" if said else type(cause).__name__
