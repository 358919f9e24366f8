"""What the load balancer, the gate and people ask about this process."""

import asyncio
import logging
import uuid
from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from maintenance_api import metrics
from maintenance_api.cache import Cache
from maintenance_api.database import Database, reason
from maintenance_api.models import WorkOrder
from maintenance_api.settings import Settings
from maintenance_api.version import VERSION

log = logging.getLogger(__name__)

PATIENCE = 3  # seconds for each check: a service that hangs is reported like one that is away


def routes(settings: Settings, database: Database, cache: Cache) -> APIRouter:
    router = APIRouter(tags=["status"])

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/ready")
    async def ready() -> JSONResponse:
        checks = await _check_all(postgres=database.ping, redis=cache.client.ping)
        return _verdict(checks, "unavailable")

    @router.get("/api/version")
    async def version() -> dict[str, str | None]:
        try:
            schema = await asyncio.wait_for(asyncio.to_thread(database.schema), PATIENCE)
        except (SQLAlchemyError, TimeoutError) as error:
            log.warning("schema revision unknown: %s", reason(error))
            schema = None
        return {
            "version": VERSION,
            "colour": settings.colour,
            "instance": settings.instance,
            "schema": schema,
        }

    @router.get("/api/selfcheck")
    async def selfcheck() -> JSONResponse:
        """Writes, reads and takes back: it leaves no row and no key, only a used number of the sequence."""
        checks = await _check_all(
            postgres=lambda: _write_and_roll_back(database), redis=lambda: _write_and_delete(cache)
        )
        return _verdict(checks, "failed")

    return router


def _verdict(checks: dict[str, str], bad: str) -> JSONResponse:
    """Without Postgres nothing works; without Redis everything does, only slower, a rollback too."""
    if checks["postgres"] != "ok":
        return JSONResponse({"status": bad, "checks": checks}, 503)
    return JSONResponse({"status": "ok" if checks["redis"] == "ok" else "degraded", "checks": checks})


async def _check_all(**attempts: Callable[[], object]) -> dict[str, str]:
    results = await asyncio.gather(*(_check(name, attempt) for name, attempt in attempts.items()))
    return dict(zip(attempts, results, strict=True))


async def _check(name: str, attempt: Callable[[], object]) -> str:
    """`ok`, or the kind of the fault; the log has its words, which may name hosts and users."""
    try:
        await asyncio.wait_for(asyncio.to_thread(attempt), PATIENCE)
    except Exception as error:  # whatever it is, the answer names it
        log.warning("%s: %s", name, reason(error))
        return type(getattr(error, "orig", None) or error).__name__
    return "ok"


def _write_and_roll_back(database: Database) -> None:
    with database.session() as session:
        order = WorkOrder(title="self-check", description=uuid.uuid4().hex)
        session.add(order)
        session.flush()
        stored = session.scalar(text("SELECT description FROM work_orders WHERE id = :id"), {"id": order.id})
        session.rollback()
        if stored != order.description:
            metrics.data_loss.inc()
            raise RuntimeError("a work order was not read back as written")


def _write_and_delete(cache: Cache) -> None:
    key, value = f"self-check:{uuid.uuid4().hex}", uuid.uuid4().hex.encode()
    cache.client.set(key, value, ex=30)
    try:
        if cache.client.get(key) != value:
            raise RuntimeError("a key was not read back as written")
    finally:
        cache.client.delete(key)
