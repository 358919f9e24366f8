"""Work orders through the real database and the real cache."""

import psycopg
import pytest
from starlette.testclient import TestClient

from maintenance_api.cache import Cache
from maintenance_api.settings import Settings

ORDERS = "/api/work-orders"


def create(client: TestClient, **fields: str) -> dict:
    response = client.post(ORDERS, json={"title": "Lift stuck"} | fields)
    assert response.status_code == 201, response.text
    return response.json()


def test_create_and_read(client: TestClient) -> None:
    response = client.post(
        ORDERS, json={"title": "  Pump überholen 🛠 ", "description": "at gate 3", "priority": "high"}
    )
    created = response.json()
    assert response.status_code == 201
    assert set(created) == {
        "id",
        "title",
        "description",
        "priority",
        "status",
        "created_at",
        "updated_at",
    }
    assert (created["title"], created["priority"], created["status"]) == ("Pump überholen 🛠", "high", "open")
    assert client.get(response.headers["Location"]).json() == created


def test_list_is_paged_newest_first(client: TestClient) -> None:
    ids = [create(client, title=f"order {number}")["id"] for number in range(5)]
    page = client.get(ORDERS, params={"limit": 2, "offset": 1}).json()
    assert [order["id"] for order in page["items"]] == [ids[3], ids[2]]
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)
    assert client.get(ORDERS, params={"offset": 99}).json()["items"] == []


def test_change(client: TestClient) -> None:
    before = create(client, description="first floor")
    response = client.patch(f"{ORDERS}/{before['id']}", json={"status": "done", "priority": "low"})
    after = response.json()
    assert response.status_code == 200
    assert after["updated_at"] > before["updated_at"]
    assert after == before | {"status": "done", "priority": "low", "updated_at": after["updated_at"]}


def test_what_is_not_there(client: TestClient) -> None:
    for response in (client.get(f"{ORDERS}/41"), client.patch(f"{ORDERS}/41", json={"title": "x"})):
        assert response.status_code == 404
        assert response.json() == {"detail": "there is no work order 41"}


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", ORDERS, b"{}", "title"),
        ("POST", ORDERS, b'{"title": "   "}', "title"),
        ("POST", ORDERS, b'{"title": "%s"}' % (b"x" * 201), "title"),
        ("POST", ORDERS, b'{"title": "a\\u0000b"}', "title"),
        ("POST", ORDERS, b'{"title": "a", "description": "\\u0000"}', "description"),
        ("POST", ORDERS, b'{"title": "a", "description": "%s"}' % (b"x" * 10_001), "description"),
        ("POST", ORDERS, b'{"title": "a", "priority": "urgent"}', "priority"),
        ("POST", ORDERS, b'{"title": "a", "titel": "b"}', "titel"),
        ("POST", ORDERS, b'{"title": "\\ud800"}', None),
        ("POST", ORDERS, b'{"title": "a", "\\ud800": 1}', None),
        ("POST", ORDERS, b"not json", None),
        ("PATCH", f"{ORDERS}/1", b"{}", None),
        ("PATCH", f"{ORDERS}/1", b'{"title": null}', "title"),
        ("PATCH", f"{ORDERS}/1", b'{"status": "lost"}', "status"),
        ("PATCH", f"{ORDERS}/1", b'{"id": 2}', "id"),
        ("GET", f"{ORDERS}/0", None, "order_id"),
        ("GET", f"{ORDERS}/99999999999999999999", None, "order_id"),
        ("GET", f"{ORDERS}/abc", None, "order_id"),
        ("GET", f"{ORDERS}?limit=0", None, "limit"),
        ("GET", f"{ORDERS}?limit=101", None, "limit"),
        ("GET", f"{ORDERS}?offset=-1", None, "offset"),
        ("GET", f"{ORDERS}?offset=99999999999999999999", None, "offset"),
    ],
)
def test_bad_input_is_422_as_json(
    client: TestClient, method: str, path: str, body: bytes | None, field: str | None
) -> None:
    response = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422, response.text
    faults = response.json()["detail"]
    assert all(set(fault) == {"loc", "msg", "type"} for fault in faults)
    if field is not None:
        assert field in [fault["loc"][-1] for fault in faults]


def test_longest_values_are_taken(client: TestClient) -> None:
    created = create(client, title="ü" * 200, description="🛠" * 10_000)
    assert (len(created["title"]), len(created["description"])) == (200, 10_000)


def test_list_is_cached_and_dropped_on_write(client: TestClient, sql: psycopg.Connection) -> None:
    create(client)
    assert client.get(ORDERS).json()["total"] == 1
    sql.execute("INSERT INTO work_orders (title) VALUES ('behind the back')")
    assert client.get(ORDERS).json()["total"] == 1  # from the cache
    created = create(client)
    assert client.get(ORDERS).json()["total"] == 3
    client.patch(f"{ORDERS}/{created['id']}", json={"title": "renamed"})
    assert client.get(ORDERS).json()["items"][0]["title"] == "renamed"


def test_a_write_of_the_other_colour_drops_the_cache(
    client: TestClient, environment: dict[str, str], sql: psycopg.Connection
) -> None:
    assert client.get(ORDERS).json()["total"] == 0
    sql.execute("INSERT INTO work_orders (title) VALUES ('by green')")
    green = Cache(Settings.load(environment | {"COLOUR": "green"}))
    green.invalidate()
    green.client.close()
    assert client.get(ORDERS).json()["total"] == 1


def test_a_page_read_during_a_write_is_not_kept(client: TestClient, environment: dict[str, str]) -> None:
    cache = Cache(Settings.load(environment))

    def load_while_somebody_writes() -> bytes:
        cache.invalidate()
        return b"old"

    assert cache.through("20:0", load_while_somebody_writes) == b"old"
    assert cache.through("20:0", lambda: b"new") == b"new"
    cache.client.close()
