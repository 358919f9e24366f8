"""/metrics: requests, their latency, the pool."""

from collections.abc import Iterator

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import QueuePool

requests = Counter("maintenance_requests_total", "Requests answered", ["method", "route", "status"])
in_flight = Gauge("maintenance_requests_in_flight", "Requests being answered")
latency = Histogram(
    "maintenance_request_seconds",
    "Time from the first byte of a request to the last of its answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
# After a release, one more of these takes it back (docs/your-app.md).
data_loss = Counter("maintenance_data_loss_total", "Things not read back as they were written")
security_incidents = Counter("maintenance_security_incidents_total", "Signs of a break-in")
build = Gauge("maintenance_build_info", "Always 1; the labels say what runs", ["version", "colour"])


class PoolCollector(Collector):
    """Asks the pool when it is scraped."""

    def __init__(self, pool: QueuePool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[GaugeMetricFamily]:
        pool = self._pool
        yield GaugeMetricFamily("maintenance_pool_size", "Most connections", value=pool.size())
        yield GaugeMetricFamily("maintenance_pool_in_use", "Connections in use", value=pool.checkedout())
        yield GaugeMetricFamily("maintenance_pool_idle", "Connections open and idle", value=pool.checkedin())


async def metrics() -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
