"""Expand steps of the schema.

While two colours run, the old code works on the new schema: a revision adds and never takes away.
What no running code uses any more goes in a later release (contract), together with SERVES_FROM.
"""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

# The oldest head of code that still works on the schema of today's head. Raise it with a contract step.
SERVES_FROM = "0001"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def revisions() -> list[str]:
    """All revisions of this code, oldest first; the last one is its head."""
    script = ScriptDirectory.from_config(alembic_config())
    return [revision.revision for revision in script.walk_revisions()][::-1]
