"""Called by Alembic: each revision in a transaction of its own."""

import os

from alembic import context
from sqlalchemy import Connection

from maintenance_api.database import make_engine
from maintenance_api.models import Base
from maintenance_api.settings import PostgresSettings


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(PostgresSettings.load(os.environ)).connect() as own:
        migrate(own)
