"""Around every request: its id, the headers of this backend, one log line, the metrics."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maintenance_api import logs, metrics
from maintenance_api.version import VERSION

log = logging.getLogger(__name__)

GOOD_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
# Asked every second or two by probes and scrapers: logged at INFO only when they fail.
QUIET = {"/health", "/ready", "/metrics"}


class AroundEveryRequest:
    """Outermost, so that answers to unexpected errors carry the headers as well."""

    def __init__(self, app: ASGIApp, colour: str) -> None:
        self._app = app
        self._colour = colour

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        token = logs.request_id.set(request_id)
        began = time.perf_counter()
        status = 500

        async def send_stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                headers["X-Backend-Colour"] = self._colour
                headers["X-Backend-Version"] = VERSION
            await send(message)

        try:
            with metrics.in_flight.track_inprogress():
                await self._app(scope, receive, send_stamped)
        except Exception:
            log.exception("unexpected error")  # answered with 500 by the application's own handler
        finally:
            self._record(scope, status, time.perf_counter() - began)
            logs.request_id.reset(token)

    @staticmethod
    def _record(scope: Scope, status: int, seconds: float) -> None:
        method, path = scope["method"], scope["path"]
        # The pattern, not the path: a label with ids in it would grow without bound.
        route = getattr(scope.get("route"), "path", "none")
        metrics.requests.labels(method, route, status).inc()
        metrics.latency.labels(method, route).observe(seconds)
        level = logging.DEBUG if path in QUIET and status < 400 else logging.INFO
        fields = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
        log.log(level, "request", extra={"fields": fields})
