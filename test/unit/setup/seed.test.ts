import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { countFrom, seed } from "../../../setup/seed";
import { seedOrders } from "../../../setup/seed-orders";

describe("the work orders of make seed", () => {
  it("are always the same, whatever the count", () => {
    assert.deepEqual(seedOrders(500).slice(0, 40), seedOrders(40));
  });

  it("have no title twice", () => {
    const titles = seedOrders(1_000).map(({ title }) => title);
    assert.equal(new Set(titles).size, 1_000);
  });

  it("are of every priority and status", () => {
    const orders = seedOrders(40);
    assert.equal(new Set(orders.map(({ priority }) => priority)).size, 3);
    assert.equal(new Set(orders.map(({ status }) => status)).size, 3);
  });

  it("are counted by a whole number, 40 when none is given", () => {
    assert.deepEqual([countFrom(undefined), countFrom(""), countFrom("7")], [40, 40, 7]);
    for (const text of ["0", "-1", "1.5", "many", "1001"])
      assert.throws(() => countFrom(text), /allowed is a whole/);
  });
});

describe("seeding", () => {
  let server: Server;
  let url: string;
  let orders: { id: number; title: string; status: string }[];
  let refusals: number;
  beforeEach(async () => {
    orders = [];
    refusals = 0;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (text) => (body += String(text)));
      request.on("end", () => {
        const answer = (status: number, value: unknown, headers = {}) =>
          response.writeHead(status, headers).end(JSON.stringify(value));
        const { searchParams, pathname } = new URL(request.url ?? "", "http://localhost");
        if (refusals > 0) {
          refusals -= 1;
          return answer(429, {}, { "retry-after": "0.01" });
        }
        if (request.method === "GET") {
          const [limit, offset] = [Number(searchParams.get("limit")), Number(searchParams.get("offset"))];
          return answer(200, { items: orders.slice(offset, offset + limit), total: orders.length });
        }
        const given = JSON.parse(body) as { title: string; status?: string };
        if (request.method === "PATCH") {
          const order = orders.find(({ id }) => pathname.endsWith(`/${id}`));
          return answer(200, Object.assign(order ?? {}, given));
        }
        const order = { id: orders.length + 1, status: "open", ...given };
        orders.push(order);
        return answer(201, order);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => void server.close());

  it("makes each order once, with its status, however often it is done", async () => {
    assert.deepEqual(await seed(url, seedOrders(12)), { made: 12, there: 0 });
    assert.deepEqual(await seed(url, seedOrders(12)), { made: 0, there: 12 });
    assert.deepEqual(
      orders.map(({ title, status }) => ({ title, status })),
      seedOrders(12).map(({ title, status }) => ({ title, status })),
    );
  });

  it("finds what is there on every page of the list", async () => {
    await seed(url, seedOrders(230));
    assert.deepEqual(await seed(url, seedOrders(240)), { made: 10, there: 230 });
  });

  it("waits as long as the load balancer's limit says, and goes on", async () => {
    refusals = 3;
    assert.deepEqual(await seed(url, seedOrders(2)), { made: 2, there: 0 });
  });

  it("says what was asked when nobody answers", async () => {
    await assert.rejects(
      seed("http://127.0.0.1:1", seedOrders(1)),
      /GET http:\/\/127\.0\.0\.1:1\S* was not answered .*make status/,
    );
  });
});
