"""`maintenance-api serve`: one process, which finishes what it began when it is told to stop."""

import os
import signal

import uvicorn
import uvloop
from uvicorn.main import STARTUP_FAILURE

from maintenance_api.app import create_app
from maintenance_api.settings import Settings


def run(settings: Settings, port: int) -> None:
    config = uvicorn.Config(
        create_app(settings, lambda: server.should_exit),
        host="0.0.0.0",  # noqa: S104 (the network around the container decides who reaches it)
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        timeout_keep_alive=75,  # longer than Nginx keeps its side, so that Nginx is always first to close
        timeout_graceful_shutdown=25,
    )
    # uvicorn raises the signal once more when it is done; being told to stop is no failure.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: None)
    server = uvicorn.Server(config)
    uvloop.new_event_loop().run_until_complete(server.serve())
    # All requests are answered. A thread that hangs in a connection, a probe's perhaps, must not keep us.
    os._exit(0 if server.started else STARTUP_FAILURE)
