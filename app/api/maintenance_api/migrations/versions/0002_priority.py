"""Priority: a default, so that code which does not know the column goes on inserting."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("work_orders", sa.Column("priority", sa.Text, nullable=False, server_default="normal"))
    # NOT VALID: checking the rows that exist would keep writers out meanwhile; the next revision does it.
    op.create_check_constraint(
        "work_orders_priority_known",
        "work_orders",
        "priority IN ('low', 'normal', 'high')",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_column("work_orders", "priority")
