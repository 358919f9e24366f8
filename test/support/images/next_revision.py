"""A schema revision of the tests: later than any of the application's own, and harmless to earlier code."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE work_orders ADD COLUMN IF NOT EXISTS next_note text")


def downgrade() -> None:
    op.execute("ALTER TABLE work_orders DROP COLUMN next_note")
