"""The application: settings in, ASGI out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from json import dumps

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import REGISTRY
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import ASGIApp

from maintenance_api import changes, metrics, status, work_orders
from maintenance_api.cache import Cache
from maintenance_api.database import Database, reason
from maintenance_api.middleware import AroundEveryRequest
from maintenance_api.settings import Settings
from maintenance_api.version import VERSION

log = logging.getLogger(__name__)


def create_app(settings: Settings, stopping: Callable[[], bool] = lambda: False) -> ASGIApp:
    database, cache = Database(settings), Cache(settings)
    pool = metrics.PoolCollector(database.engine.pool)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        REGISTRY.register(pool)
        metrics.build.labels(VERSION, settings.colour).set(1)
        stopping = asyncio.Event()
        reaching = asyncio.create_task(_say_when_reached(database, stopping))
        yield
        stopping.set()
        # Not cancelled: an attempt under way would open a connection that nobody closes. It may hang, though.
        await asyncio.wait([reaching], timeout=1)
        REGISTRY.unregister(pool)
        cache.client.close()
        database.engine.dispose()

    app = FastAPI(
        title="maintenance-api",
        version=VERSION,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
    )
    app.include_router(status.routes(settings, database, cache))
    app.include_router(work_orders.routes(database, cache))
    app.include_router(changes.routes(settings, cache, stopping))
    app.add_api_route("/metrics", metrics.metrics, include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _invalid)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(away, _database_away)
    app.add_exception_handler(Exception, _unexpected)
    return AroundEveryRequest(app, settings.colour)


async def _say_when_reached(database: Database, stopping: asyncio.Event) -> None:
    """Requests connect by themselves; this fills the first place of the pool early and tells the log."""
    said = ""
    while not stopping.is_set():
        try:
            await asyncio.to_thread(database.ping)
        except SQLAlchemyError as error:
            if (now := reason(error)) != said:
                log.warning("database not reached, trying on: %s", now)
                said = now
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 2)
        else:
            log.info("database reached")
            return


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for nothing else)
    faults = [{"loc": fault["loc"], "msg": fault["msg"], "type": fault["type"]} for fault in error.errors()]
    # What was sent is not sent back. In ASCII: a key may hold half a surrogate pair, which has no UTF-8 form.
    return Response(dumps({"detail": faults}), 422, media_type="application/json")


async def _database_away(_: Request, error: Exception) -> Response:
    log.error("database not available: %s", reason(error))
    return JSONResponse({"detail": "the database is not available"}, 503, {"Retry-After": "2"})


async def _unexpected(_: Request, error: Exception) -> Response:
    return JSONResponse({"detail": "internal error"}, 500)
