"""The labels of the image say what the code says."""

import re
from pathlib import Path

from maintenance_api.migrations import SERVES_FROM, revisions

DOCKERFILE = (Path(__file__).parents[1] / "Dockerfile").read_text()


def label(name: str) -> str:
    found = re.findall(rf'{re.escape(name)}="([^"]*)"', DOCKERFILE)
    assert len(found) == 1
    return found[0]


def test_schema_labels() -> None:
    assert label("maintenance.schema.head") == revisions()[-1]
    assert label("maintenance.schema.serves-from") == SERVES_FROM
    assert SERVES_FROM in revisions()
