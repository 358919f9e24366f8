"""Expand and contract: no revision takes away or locks what a running colour uses, unless it is meant."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.script import Script

from maintenance_api.migrations import SERVES_FROM, revisions, scripts
from tests.expand_contract import findings, statements_of

ALL = list(scripts())


def contract_of(script: Script) -> str | None:
    """The oldest head of code that still works after this revision, if it is a contract step."""
    return getattr(script.module, "contract", None)


@pytest.mark.parametrize("script", ALL, ids=lambda script: script.revision)
def test_the_revision_hurts_nobody(script: Script) -> None:
    found = findings(statements_of(script.module.upgrade))
    meant = contract_of(script) is not None
    assert [str(each) for each in found if not (meant and each.kind == "takes away")] == []


def test_a_contract_step_says_which_code_still_works_and_the_image_says_the_same() -> None:
    contracts = [contract for script in ALL if (contract := contract_of(script))]
    assert max([revisions()[0], *contracts]) == SERVES_FROM
    assert all(contract in revisions() for contract in contracts)


HARMLESS = [
    "CREATE TABLE parts (id bigint PRIMARY KEY, name text NOT NULL UNIQUE)",
    "ALTER TABLE work_orders ADD COLUMN note text",
    "ALTER TABLE work_orders ADD COLUMN IF NOT EXISTS note text",
    "ALTER TABLE work_orders ADD note text DEFAULT '' NOT NULL",
    "ALTER TABLE work_orders ADD COLUMN note text NOT NULL DEFAULT 'DROP TABLE x; TRUNCATE y'",
    "ALTER TABLE work_orders ADD COLUMN seen timestamptz DEFAULT now()",
    "ALTER TABLE work_orders ADD CONSTRAINT known CHECK (a IN (1, 2)) NOT VALID",
    "ALTER TABLE work_orders ADD CONSTRAINT one UNIQUE USING INDEX one",
    "ALTER TABLE work_orders VALIDATE CONSTRAINT known",
    "ALTER TABLE work_orders DROP CONSTRAINT known",
    "ALTER TABLE work_orders ALTER COLUMN note DROP NOT NULL",
    "ALTER TABLE work_orders ALTER COLUMN note SET DEFAULT ''",
    "CREATE INDEX CONCURRENTLY by_note ON work_orders (note)",
    "CREATE UNIQUE INDEX CONCURRENTLY by_note ON work_orders (note)",
    "DROP INDEX CONCURRENTLY IF EXISTS by_note",
    "REINDEX INDEX CONCURRENTLY by_note",
    "ALTER TYPE mood ADD VALUE 'calm'",
    "UPDATE work_orders SET note = '' WHERE id BETWEEN 1 AND 1000",
    "INSERT INTO settings VALUES ('a; DROP TABLE b')",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DROP TABLE x; $$",
    "-- DROP TABLE work_orders\nSELECT 1",
    "CREATE TABLE parts (id int); CREATE INDEX by_id ON parts (id); ALTER TABLE parts ADD UNIQUE (id)",
]

TAKES_AWAY = [
    "DROP TABLE work_orders",
    "DROP VIEW IF EXISTS open_orders",
    "DROP TYPE mood",
    "TRUNCATE work_orders",
    "DELETE FROM work_orders",
    "ALTER TABLE work_orders DROP COLUMN note",
    "ALTER TABLE work_orders DROP note",
    "ALTER TABLE work_orders ADD COLUMN a int, DROP COLUMN IF EXISTS b",
    "alter table\n  only work_orders\n  drop column note",
    "ALTER TABLE work_orders RENAME COLUMN note TO remark",
    "ALTER TABLE work_orders RENAME TO orders",
    "ALTER TYPE mood RENAME VALUE 'calm' TO 'quiet'",
    "ALTER TABLE work_orders SET SCHEMA archive",
    "ALTER TABLE work_orders ALTER COLUMN note SET NOT NULL",
    "ALTER TABLE work_orders ALTER note DROP DEFAULT",
    "ALTER TABLE work_orders ADD COLUMN note text NOT NULL",
    "SELECT 1; DROP TABLE work_orders",
]

LOCKS = [
    "CREATE INDEX by_note ON work_orders (note)",
    "CREATE UNIQUE INDEX by_note ON work_orders (note)",
    "DROP INDEX by_note",
    "REINDEX TABLE work_orders",
    "REFRESH MATERIALIZED VIEW totals",
    "LOCK TABLE work_orders",
    "VACUUM FULL work_orders",
    "UPDATE work_orders SET note = ''",
    "ALTER TABLE work_orders ADD CONSTRAINT known CHECK (a IN (1, 2))",
    "ALTER TABLE work_orders ADD CHECK (a > 0)",
    "ALTER TABLE work_orders ADD CONSTRAINT of FOREIGN KEY (a) REFERENCES parts (id)",
    "ALTER TABLE work_orders ADD CONSTRAINT one UNIQUE (note)",
    "ALTER TABLE work_orders ADD PRIMARY KEY (id)",
    "ALTER TABLE work_orders ADD COLUMN code text UNIQUE",
    "ALTER TABLE work_orders ADD COLUMN number bigserial",
    "ALTER TABLE work_orders ADD COLUMN uid uuid DEFAULT gen_random_uuid()",
    "ALTER TABLE work_orders ADD COLUMN total int GENERATED ALWAYS AS (a + b) STORED",
    "ALTER TABLE work_orders SET UNLOGGED",
]


def kinds(*statements: str) -> set[str]:
    return {found.kind for found in findings(list(statements))}


@pytest.mark.parametrize("statement", HARMLESS)
def test_harmless(statement: str) -> None:
    assert kinds(statement) == set()


@pytest.mark.parametrize("statement", TAKES_AWAY)
def test_takes_away(statement: str) -> None:
    assert kinds(statement) == {"takes away"}


@pytest.mark.parametrize("statement", LOCKS)
def test_locks(statement: str) -> None:
    assert kinds(statement) == {"locks"}


def test_another_type_does_both() -> None:
    assert kinds("ALTER TABLE work_orders ALTER COLUMN note TYPE varchar(9)") == {"takes away", "locks"}


def test_a_table_is_free_only_in_the_revision_that_creates_it() -> None:
    assert kinds("CREATE TABLE parts (id int)", "CREATE INDEX by_id ON parts (id)") == set()
    assert kinds("CREATE TABLE parts (id int)", "CREATE INDEX by_id ON other (id)") == {"locks"}


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (lambda: op.drop_column("work_orders", "title"), "takes away"),
        (lambda: op.drop_table("work_orders"), "takes away"),
        (lambda: op.rename_table("work_orders", "orders"), "takes away"),
        (lambda: op.alter_column("work_orders", "title", new_column_name="name"), "takes away"),
        (lambda: op.alter_column("work_orders", "title", nullable=False), "takes away"),
        (lambda: op.add_column("work_orders", sa.Column("n", sa.Integer, nullable=False)), "takes away"),
        (lambda: op.create_index("by_title", "work_orders", ["title"]), "locks"),
        (lambda: op.create_check_constraint("c", "work_orders", "id > 0"), "locks"),
        (lambda: op.create_foreign_key("f", "work_orders", "parts", ["part"], ["id"]), "locks"),
        (lambda: op.create_unique_constraint("u", "work_orders", ["title"]), "locks"),
        (lambda: op.execute("LOCK TABLE work_orders"), "locks"),
    ],
)
def test_operations_of_alembic_are_seen(operation: Callable[[], None], kind: str) -> None:
    assert {found.kind for found in findings(statements_of(operation))} == {kind}


def test_what_is_found_says_what_to_do_instead() -> None:
    (found,) = findings(["CREATE INDEX by_note ON work_orders (note)"])
    assert "instead: CONCURRENTLY" in str(found)
