"""What in a revision hurts while two colours run: it looks at the SQL that the revision would execute.

A statement *takes away* what code of the former release uses, or it *locks*: it keeps users of a large table
waiting. What a contract step takes away is meant; nothing excuses a lock. Tables that the revision itself
creates are free.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from alembic.migration import MigrationContext
from alembic.operations import Operations

Kind = Literal["takes away", "locks"]


@dataclass(frozen=True)
class Finding:
    kind: Kind
    statement: str
    instead: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.statement}\n  instead: {self.instead}"


LATER = "leave it until no running code uses it, then do it in a contract step (migrations/__init__.py)"
COPY = "add a column, write both, copy in small steps, and drop the old one in a contract step"
NOT_VALID = "add it NOT VALID, and VALIDATE CONSTRAINT in the next revision"
CONCURRENTLY = "CONCURRENTLY, in an autocommit_block()"
USING_INDEX = "create a unique index CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX"
NOBODY = "nothing: nobody can use the table meanwhile"
FILL = "add the column without it, fill it in small steps, then set it"
COMPUTED = r"GEN_RANDOM_UUID|UUID_GENERATE\w+|RANDOM|CLOCK_TIMESTAMP|TIMEOFDAY|NEXTVAL"

Rules = tuple[tuple[Kind, str, str], ...]

STATEMENTS: Rules = (
    ("takes away", r"DROP (?!INDEX)", LATER),
    ("takes away", r"TRUNCATE |DELETE ", LATER),
    (
        "takes away",
        r"ALTER .*\b(RENAME|SET SCHEMA) ",
        "the new name beside the old one; drop that in a contract step",
    ),
    ("locks", r"(CREATE|CREATE UNIQUE|DROP) INDEX (?!CONCURRENTLY)", CONCURRENTLY),
    ("locks", r"REINDEX (?!.*CONCURRENTLY)", CONCURRENTLY),
    ("locks", r"REFRESH MATERIALIZED VIEW (?!CONCURRENTLY)", "CONCURRENTLY; it needs a unique index"),
    ("locks", r"LOCK |CLUSTER|VACUUM FULL", NOBODY),
    ("locks", r"UPDATE (?!.* WHERE )", "small steps, each a transaction of its own"),
)

# Of ALTER TABLE: what it does to the table.
ACTIONS: Rules = (
    ("takes away", r"DROP (?!CONSTRAINT)", LATER),
    ("takes away", r"ALTER \S+ (SET DATA )?TYPE ", COPY),
    ("locks", r"ALTER \S+ (SET DATA )?TYPE ", COPY),
    ("takes away", r"ALTER \S+ SET NOT NULL", "a server default now; NOT NULL in a contract step"),
    ("takes away", r"ALTER \S+ DROP DEFAULT", LATER),
    ("locks", r"SET (LOGGED|UNLOGGED|TABLESPACE)", NOBODY),
    ("locks", r"ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)\b(?!.*NOT VALID)", NOT_VALID),
    ("locks", r"ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*USING INDEX)", USING_INDEX),
)

# Of ADD COLUMN: what follows the name.
COLUMNS: Rules = (
    (
        "takes away",
        r"(?=.*NOT NULL)(?!.*DEFAULT)(?!.*GENERATED)",
        "a server default: former code inserts without it",
    ),
    ("locks", r".*\b(UNIQUE|PRIMARY KEY)\b", USING_INDEX),
    ("locks", rf".*\b(GENERATED|\w*SERIAL)\b|.*\bDEFAULT \(?({COMPUTED})\b", FILL),
)


def findings(statements: list[str]) -> list[Finding]:
    """What hurts in these statements, which are those of one revision in their order."""
    found: list[Finding] = []
    fresh: set[str] = set()
    for statement in (_plain(part) for text in statements for part in _split(text)):
        if created := re.match(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.\"]+)", statement):
            fresh.add(created[1])
        if (table := _table(statement)) and table in fresh:
            continue
        found += [Finding(kind, statement, instead) for kind, instead in _hits(statement)]
    return found


def statements_of(upgrade: Callable[[], None]) -> list[str]:
    """The SQL of a revision, without a database; a revision that asks one cannot be looked at, and fails."""
    recorded: list[str] = []

    class Recorder:
        def write(self, text: str) -> None:
            recorded.append(text)

        def flush(self) -> None:
            pass

    options = {"as_sql": True, "output_buffer": Recorder()}
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=options)):
        upgrade()
    return recorded


def _hits(statement: str) -> Iterator[tuple[Kind, str]]:
    yield from _matching(STATEMENTS, statement)
    altered = re.match(r"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?\S+ (.*)", statement)
    for action in _between_commas(altered[1]) if altered else ():
        shorter = re.sub(r"^(ADD|ALTER|DROP) COLUMN ", r"\1 ", action)
        yield from _matching(ACTIONS, shorter)
        column = re.match(
            r"ADD (?:IF NOT EXISTS )?(?!CONSTRAINT |CHECK|FOREIGN |UNIQUE|PRIMARY |EXCLUDE)\S+ (.*)", shorter
        )
        yield from _matching(COLUMNS, column[1]) if column else ()


def _matching(rules: Rules, text: str) -> Iterator[tuple[Kind, str]]:
    return ((kind, instead) for kind, pattern, instead in rules if re.match(pattern, text))


def _table(statement: str) -> str | None:
    """The table that is changed, or that an index is made on."""
    found = re.match(
        r"(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|DROP TABLE (?:IF EXISTS )?"
        r"|UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?"
        r"|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?\S+ ON (?:ONLY )?)([\w.\"]+)",
        statement,
    )
    return found[1] if found else None


def _plain(statement: str) -> str:
    """In capitals, on one line; what stands in comments and quotes is nothing that is executed."""
    return " ".join(re.sub(r"--[^\n]*|/\*.*?\*/", " ", statement, flags=re.S).split()).upper().rstrip(";")


def _split(text: str) -> list[str]:
    unquoted = re.sub(r"(\$\w*\$).*?\1|'(?:[^']|'')*'", "''", text, flags=re.S)
    return [part for part in unquoted.split(";") if part.strip()]


def _between_commas(text: str) -> list[str]:
    """Commas inside parentheses do not count."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
