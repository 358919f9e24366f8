"""/api/events and /api/live: word of changed work orders, over a connection that stays open."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

from maintenance_api.cache import Cache
from maintenance_api.settings import Settings
from maintenance_api.version import VERSION

LOOK_SECONDS = 0.5
# Well below the time after which load balancer and Nginx take silence for an end.
HEARTBEAT_SECONDS = 15


def routes(settings: Settings, cache: Cache, stopping: Callable[[], bool]) -> APIRouter:
    router = APIRouter(tags=["changes"])

    async def news(gone: Callable[[], bool] = lambda: False) -> AsyncIterator[dict[str, object]]:
        """The state now, then again with every write of either colour, and now and then without one."""
        told, at = object(), 0.0
        # A process that is told to stop ends its open connections itself: the server would wait for them.
        while not stopping() and not gone():
            generation = await asyncio.to_thread(cache.generation)
            if generation != told or time.monotonic() > at + HEARTBEAT_SECONDS:
                told, at = generation, time.monotonic()
                yield {"generation": generation, "colour": settings.colour, "version": VERSION}
            await asyncio.sleep(LOOK_SECONDS)

    @router.get("/api/events", response_class=StreamingResponse)
    async def events() -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            async for state in news():
                yield f"event: work-orders\ndata: {json.dumps(state)}\n\n"

        # The second header asks Nginx to pass each piece on at once.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)

    @router.websocket("/api/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        gone = asyncio.create_task(_gone(socket))
        with suppress(WebSocketDisconnect, RuntimeError):  # it may go while something is sent
            async for state in news(gone.done):
                await socket.send_json(state)
            await socket.close(1012)  # the service restarts: come back
        gone.cancel()

    return router


async def _gone(socket: WebSocket) -> None:
    """Ends when the client leaves; what it says is not heard."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
