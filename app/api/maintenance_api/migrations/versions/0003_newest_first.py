"""Checks the priorities that exist and indexes the order of the list; neither keeps writers out."""

from alembic import op

revision = "0003"
down_revision = "0002"

INDEX = "work_orders_newest_first"


def upgrade() -> None:
    op.execute("ALTER TABLE work_orders VALIDATE CONSTRAINT work_orders_priority_known")
    # CONCURRENTLY cannot run in a transaction. If interrupted it leaves an invalid index: begin without it.
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "work_orders", ["created_at", "id"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, if_exists=True, postgresql_concurrently=True)
