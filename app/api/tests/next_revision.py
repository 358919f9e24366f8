"""A schema revision of the tests, these and the environment's: later than any of the application's own, and
harmless to its code."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE next_notes (id bigint)")
    # Its middle: whoever holds this lock keeps it there. Nothing that users need is locked by it.
    op.execute(
        "DO $$ BEGIN WHILE NOT pg_try_advisory_xact_lock(4) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$"
    )
    op.execute("ALTER TABLE work_orders ADD COLUMN IF NOT EXISTS next_note text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE work_orders DROP COLUMN next_note")
    op.execute("DROP TABLE next_notes")
