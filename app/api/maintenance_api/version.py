"""The version of this build: written into the package when the image is built, never injected at run time."""

from pathlib import Path

_FILE = Path(__file__).with_name("VERSION")

VERSION = _FILE.read_text(encoding="utf-8").strip() if _FILE.exists() else "dev"
