"""The one entry point."""

import argparse
import logging
import os
import signal
import sys

from maintenance_api import logs
from maintenance_api.settings import BadSettings, PostgresSettings, Settings
from maintenance_api.version import VERSION

log = logging.getLogger("maintenance_api")


def main() -> None:
    parser = argparse.ArgumentParser(prog="maintenance-api", description="Work orders, version " + VERSION)
    commands = parser.add_subparsers(dest="command")
    serving = commands.add_parser("serve", help="answer requests (default)")
    serving.add_argument("--port", type=int, default=8000)
    migrate = commands.add_parser("migrate", help="bring the database to the newest revision of this version")
    migrate.add_argument("--database-wait", type=float, default=60, metavar="SECONDS")
    migrate.add_argument("--lock-wait", type=float, default=60, metavar="SECONDS")
    arguments = parser.parse_args(sys.argv[1:] or ["serve"])

    logs.configure("INFO")
    try:
        kind = PostgresSettings if arguments.command == "migrate" else Settings
        settings = kind.load(os.environ)
    except BadSettings as error:
        log.error("%s", error)
        sys.exit(2)
    logs.configure(settings.log_level)

    if arguments.command == "migrate":
        sys.exit(_migrate(settings, arguments.database_wait, arguments.lock_wait))
    from maintenance_api import serve  # noqa: PLC0415 (a migration need not load the web framework)

    serve.run(settings, arguments.port)


def _migrate(settings: PostgresSettings, database_wait: float, lock_wait: float) -> int:
    from maintenance_api import migrate  # noqa: PLC0415

    # As process 1 of a container a signal without a handler does nothing.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        migrate.run(settings, database_wait, lock_wait)
    except migrate.MigrationFailed as error:
        log.error("migration failed: %s", error)
        return 1
    except Exception as error:  # the reason is the last line, whatever it is
        log.exception("the migration stopped")
        log.error("migration failed: %s", migrate.reason(error))
        return 1
    return 0
