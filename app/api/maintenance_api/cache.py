"""Redis as a cache: answers are kept for seconds, dropped on a write, and never missed when Redis is away."""

import logging
import time
from collections.abc import Callable

import redis
from prometheus_client import Counter
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.retry import Retry

from maintenance_api.settings import Settings, read_secret
from maintenance_api.version import VERSION

log = logging.getLogger(__name__)

KEEP_SECONDS = 5
PAUSE_SECONDS = 2  # after a fault, so that a Redis that hangs does not slow down every request
FAULTS = (redis.RedisError, OSError)

lookups = Counter("maintenance_cache_lookups_total", "Lookups in the cache", ["result"])


class _FromFile(CredentialProvider):
    """Read at each connection: a rotated password needs no restart."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.redis_password_file

    def get_credentials(self) -> tuple[str] | tuple[()]:
        return (read_secret(self._file),) if self._file else ()


class Cache:
    # Counted up by every write of either colour. It is part of a page's key, so a page that was being read
    # while somebody wrote is stored under a key that nobody asks for any more.
    GENERATION = "work-orders:generation"

    def __init__(self, settings: Settings) -> None:
        self.client = redis.Redis(
            host=settings.redis_host,
            port=settings.redis_port,
            ssl=settings.redis_tls,
            credential_provider=_FromFile(settings) if settings.redis_password_file else None,
            socket_connect_timeout=1,
            socket_timeout=1,
            retry=Retry(NoBackoff(), 1),
        )
        self._paused_until = 0.0

    def through(self, page: str, load: Callable[[], bytes]) -> bytes:
        """The page as kept, or as loaded now and kept for a few seconds."""
        if time.monotonic() < self._paused_until:
            lookups.labels("paused").inc()
            return load()
        try:
            generation = int(self.client.get(self.GENERATION) or 0)
            # The version too: two colours may write a page in two forms.
            key = f"work-orders:page:{VERSION}:{generation}:{page}"
            kept = self.client.get(key)
        except FAULTS as error:
            self._pause(error)
            return load()
        lookups.labels("miss" if kept is None else "hit").inc()
        if kept is not None:
            return kept
        value = load()
        try:
            self.client.set(key, value, ex=KEEP_SECONDS)
        except FAULTS as error:
            self._pause(error)
        return value

    def generation(self) -> int | None:
        """Grows with every write; None while it is not known."""
        if time.monotonic() < self._paused_until:
            return None
        try:
            return int(self.client.get(self.GENERATION) or 0)
        except FAULTS as error:
            self._pause(error)
            return None

    def invalidate(self) -> None:
        try:
            self.client.incr(self.GENERATION)
        except FAULTS as error:
            self._pause(error)  # pages kept until now go by themselves after KEEP_SECONDS

    def _pause(self, error: Exception) -> None:
        log.warning("going on without Redis: %s", error)
        lookups.labels("fault").inc()
        self._paused_until = time.monotonic() + PAUSE_SECONDS
