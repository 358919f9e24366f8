"""Expand steps of the schema.

While two colours run, the old code works on the new schema: a revision adds and never takes away.
What no running code uses any more goes in a later release. Such a contract step says which code still
works after it (`contract = "0004"`: that of head 0004 and later), and SERVES_FROM says the same.
tests/test_expand_contract.py looks at every revision.
"""

from pathlib import Path

from alembic.config import Config
from alembic.script import Script, ScriptDirectory

# The oldest head of code that still works on the schema of today's head. Raise it with a contract step.
SERVES_FROM = "0001"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def scripts() -> list[Script]:
    """The revisions of this code, oldest first."""
    return list(ScriptDirectory.from_config(alembic_config()).walk_revisions())[::-1]


def revisions() -> list[str]:
    """Their names; the last one is the head of this code."""
    return [script.revision for script in scripts()]
