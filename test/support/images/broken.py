"""Entry point of a version that is broken in the way that BREAKAGE names; everything else works as built."""

import os
import sys
import time

from maintenance_api import app, cli

breakage = os.environ["BREAKAGE"]
migrating = "migrate" in sys.argv


def without_health(create_app):
    def create(settings):
        inner = create_app(settings)

        async def asgi(scope, receive, send):
            if scope["type"] != "http" or scope["path"] != "/health":
                await inner(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"this version is never well"})

        return asgi

    return create


if breakage == "migration-fails" and migrating:
    sys.exit("this migration cannot be applied")
if not migrating:
    if breakage == "crash":
        sys.exit("this version ends at once")
    if breakage == "hang":
        print("this version hangs", flush=True)
        time.sleep(3600)
    if breakage == "no-database":
        os.environ["POSTGRES_HOST"] = "database.invalid"
    if breakage == "unhealthy":
        app.create_app = without_health(app.create_app)

sys.argv[0] = "maintenance-api"
cli.main()
