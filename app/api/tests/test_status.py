"""What probes and the gate see, in good and in bad times."""

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from maintenance_api import database, status
from maintenance_api.cache import Cache
from tests.conftest import Relay, Start, wait_until


def test_all_is_well(client: TestClient, sql: psycopg.Connection) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ok", "checks": {"postgres": "ok", "redis": "ok"}}
    assert client.get("/api/version").json() == {
        "version": "dev",
        "colour": "blue",
        "instance": "api-1",
        "schema": sql.execute("SELECT version_num FROM alembic_version").fetchone()[0],
    }


def test_selfcheck_leaves_nothing(client: TestClient, sql: psycopg.Connection, environment) -> None:
    response = client.get("/api/selfcheck")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"postgres": "ok", "redis": "ok"}}
    assert sql.execute("SELECT count(*) FROM work_orders").fetchone() == (0,)
    # A sequence that moved proves that a row was really written.
    assert sql.execute("SELECT last_value, is_called FROM work_orders_id_seq").fetchone() == (1, True)


def test_selfcheck_names_what_failed(client: TestClient, sql: psycopg.Connection) -> None:
    sql.execute("ALTER TABLE work_orders RENAME TO hidden")
    response = client.get("/api/selfcheck")
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "checks": {"postgres": "UndefinedTable", "redis": "ok"}}


def test_without_redis_it_is_degraded_not_dead(start: Start, closed_port: str) -> None:
    client = start(REDIS_PORT=closed_port)
    for path in ("/ready", "/api/selfcheck"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "degraded",
            "checks": {"postgres": "ok", "redis": "ConnectionError"},
        }
    assert client.post("/api/work-orders", json={"title": "still works"}).status_code == 201
    assert client.get("/api/work-orders").json()["total"] == 1


def test_without_postgres(start: Start, closed_port: str) -> None:
    client = start(POSTGRES_PORT=closed_port)
    assert client.get("/health").status_code == 200
    ready = client.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["status"] == "unavailable"
    assert ready.json()["checks"] == {"postgres": "OperationalError", "redis": "ok"}
    assert client.get("/api/selfcheck").status_code == 503
    assert client.get("/api/version").json()["schema"] is None
    refused = client.get("/api/work-orders")
    assert refused.status_code == 503
    assert refused.json() == {"detail": "the database is not available"}


def test_postgres_that_comes_later(start: Start, relay: Relay) -> None:
    client = start(POSTGRES_PORT=relay.port)
    assert client.get("/ready").status_code == 503
    relay.open()
    assert client.get("/ready").status_code == 200


def test_postgres_that_hangs(start: Start, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    relay.open()
    client = start(POSTGRES_PORT=relay.port)
    assert client.get("/ready").status_code == 200
    monkeypatch.setattr(status, "PATIENCE", 0.3)
    relay.flows.clear()
    assert client.get("/ready").json()["checks"] == {"postgres": "TimeoutError", "redis": "ok"}
    assert client.get("/api/version").json()["schema"] is None
    assert client.get("/health").status_code == 200
    # Only what hangs is to be given up on: a busy machine may answer late.
    monkeypatch.setattr(status, "PATIENCE", 30)
    relay.flows.set()
    assert client.get("/ready").status_code == 200


def test_connections_cut_by_the_server_fail_no_request(client: TestClient, sql: psycopg.Connection) -> None:
    assert client.get("/api/work-orders?offset=1").status_code == 200
    sql.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert client.get("/api/work-orders?offset=2").status_code == 200


def test_a_busy_pool_refuses_and_health_still_answers(
    start: Start, sql: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "POOL_PATIENCE", 0.2)
    client = start(POOL_SIZE="1")
    assert client.get("/ready").status_code == 200
    with ThreadPoolExecutor() as threads:
        sql.execute("BEGIN; LOCK TABLE work_orders")
        waiting = threads.submit(client.get, "/api/work-orders")
        wait_until(lambda: "maintenance_pool_in_use 1.0" in client.get("/metrics").text)
        refused = client.get("/api/work-orders/1")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        assert client.get("/ready").json()["checks"]["postgres"] == "TimeoutError"
        assert client.get("/health").status_code == 200
        sql.execute("COMMIT")
        assert waiting.result().status_code == 200


@pytest.mark.parametrize("path", ["/health", "/nowhere", "/api/work-orders?limit=0", "/api/work-orders"])
def test_every_answer_names_its_backend(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Cache, "through", broken)  # makes the last of the paths a 500
    response = client.get(path, headers={"X-Request-Id": "req-7"})
    assert response.status_code == {"/health": 200, "/nowhere": 404, "/api/work-orders": 500}.get(path, 422)
    assert response.json()
    assert response.headers["X-Backend-Colour"] == "blue"
    assert response.headers["X-Backend-Version"] == "dev"
    assert response.headers["X-Request-Id"] == "req-7"


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, 'quote"'])
def test_request_ids_that_will_not_do_are_replaced(client: TestClient, given: str | None) -> None:
    headers = {} if given is None else {"X-Request-Id": given}
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/health", headers=headers).headers["X-Request-Id"])


def test_metrics(client: TestClient) -> None:
    created = client.post("/api/work-orders", json={"title": "counted"}).json()
    client.get(f"/api/work-orders/{created['id']}")
    client.get("/no/such/thing")
    text = client.get("/metrics").text
    one = 'method="GET",route="/api/work-orders/{order_id}"'
    assert f'maintenance_requests_total{{{one},status="200"}}' in text
    assert f'maintenance_request_seconds_bucket{{le="0.5",{one}}}' in text
    assert 'route="none",status="404"' in text
    assert "/no/such/thing" not in text
    assert "maintenance_pool_size 5.0" in text
    assert "maintenance_pool_in_use 0.0" in text
    assert 'maintenance_build_info{colour="blue",version="dev"} 1.0' in text


def test_logs_are_json_lines_without_secrets(
    start: Start, environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("s3cr3t-that-is-wrong")
    client = start(POSTGRES_PASSWORD_FILE=str(wrong), REDIS_PASSWORD_FILE=str(wrong))
    client.get("/ready", headers={"X-Request-Id": "req-8"})
    client.get("/api/work-orders?token=in-the-query", headers={"X-Request-Id": "req-9"})
    written = capsys.readouterr().out
    lines = [json.loads(line) for line in written.splitlines()]
    request = next(line for line in lines if line["message"] == "request" and line["request_id"] == "req-9")
    assert (request["method"], request["path"], request["status"]) == ("GET", "/api/work-orders", 503)
    assert request["ms"] > 0
    assert any("password authentication failed" in line["message"] for line in lines)
    assert any(line["request_id"] == "req-8" for line in lines if line["message"].startswith("redis: "))
    for secret in ("s3cr3t", "in-the-query"):
        assert secret not in written
    assert logging.getLogger().level == logging.INFO
