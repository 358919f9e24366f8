"""Entry point of a version that is broken in the way that BREAKAGE names; everything else works as built."""

import asyncio
import os
import sys
import time

from maintenance_api import app, cli, metrics

breakage = os.environ["BREAKAGE"]
migrating = "migrate" in sys.argv


def without_health(create_app):
    def create(settings, *more):
        inner = create_app(settings, *more)

        async def asgi(scope, receive, send):
            if scope["type"] != "http" or scope["path"] != "/health":
                await inner(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"this version is never well"})

        return asgi

    return create


# How often each process answers work orders, which only users ask for, before it goes bad.
WELL = 60
asked = 0
leaked = []


def going_bad(create_app):
    def create(settings, *more):
        inner = create_app(settings, *more)

        async def asgi(scope, receive, send):
            global asked
            if scope["type"] != "http" or not scope["path"].startswith("/api/work-orders"):
                await inner(scope, receive, send)
                return
            asked += 1
            if asked <= WELL:
                await inner(scope, receive, send)
            else:
                await late[breakage](inner, scope, receive, send)

        return asgi

    return create


async def fails(_inner, _scope, _receive, send):
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"this version has gone bad"})


async def dawdles(inner, scope, receive, send):
    await asyncio.sleep(1)
    await inner(scope, receive, send)


async def ends(_inner, _scope, _receive, _send):
    os._exit(1)


async def leaks(inner, scope, receive, send):
    leaked.append(b"x" * (4 << 20))
    await inner(scope, receive, send)


async def loses(inner, scope, receive, send):
    metrics.data_loss.inc()
    await inner(scope, receive, send)


late = {
    "late-errors": fails,
    "late-slowness": dawdles,
    "late-crash": ends,
    "late-leak": leaks,
    "late-loss": loses,
}

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
    if breakage in late:
        app.create_app = going_bad(app.create_app)

sys.argv[0] = "maintenance-api"
cli.main()
