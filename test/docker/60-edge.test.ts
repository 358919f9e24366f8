/** What the load balancer does with requests that should not reach the application, and with every answer. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import { nobody } from "../../components/colour";
import { pagePolicy } from "../../components/load-balancer/problem";
import type { Answer } from "../../components/load-balancer/answer";
import { until } from "../../components/until";
import { docker } from "../support/docker";
import { ask, type Question, send } from "../support/http";
import { assertServed, assertSlowCrossed, phaseOf, Users } from "../support/load";
import { type LongConnection, openEventStream, openWebSocket } from "../support/long-connections";
import { freePorts } from "../support/ports";
import { given, loadBalancerOf, up, useEnvironment } from "../support/stories";

const limits = {
  rateLimit: 200,
  connectionsPerClient: 30,
  maxBodySize: 64,
  requestTimeout: "2 seconds",
  keepAliveTimeout: "2 seconds",
};
const drainMs = 4_000;
const tooLarge = "x".repeat(limits.maxBodySize * 1024 + 1);
const type = (answer: Answer) => (answer.headers["content-type"] ?? "").split(";")[0];

describe("the edge", () => {
  const environment = useEnvironment("edge");

  before(async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    dev.set({
      loadBalancer: limits,
      backend: { replicas: 1 },
      settle: { drain: `${drainMs / 1000} seconds` },
    });
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  const chunked = (path: string) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
    return send(
      environment().ports.users,
      `${head}${tooLarge.length.toString(16)}\r\n${tooLarge}\r\n0\r\n\r\n`,
    );
  };
  const get = (path: string, question?: Question) => ask(environment().url + path, question);
  const post = (path: string, body: string) => get(path, { method: "POST", body });
  const asset = async () => get(/"(\/assets\/[^"]+\.js)"/.exec((await get("/")).body)?.[1] ?? "none");

  /** Answers of the application: name, status, how to get it. */
  const answers: [string, number, () => Promise<Answer>][] = [
    ["a page", 200, () => get("/")],
    ["an asset", 200, asset],
    ["an answer of the API", 200, () => get("/api/work-orders")],
    ["a refusal of the API", 404, () => get("/api/work-orders/999999")],
    ["a redirect of the API", 307, () => get("/api/work-orders/")],
  ];

  /** Answers that something before the application gives instead of it: name, status, type, how to get it. */
  const problems: [string, number, string, () => Promise<Answer>][] = [
    ["a missing asset", 404, "text/html", () => get("/assets/none.js")],
    ["a method that a page does not take", 405, "text/html", () => post("/", "")],
    ["a body that is too large", 413, "application/json", () => post("/api/work-orders", tooLarge)],
    ["a body that is too large for a page", 413, "text/html", () => post("/", tooLarge)],
    ["a body in chunks that is too large", 413, "application/json", () => chunked("/api/work-orders")],
    ["an address that is too long", 414, "text/html", () => get(`/${"a".repeat(9_000)}`)],
    [
      "headers that are too large",
      431,
      "text/html",
      () => get("/", { headers: { cookie: "x".repeat(17_000) } }),
    ],
    [
      "a problem told to a program",
      404,
      "application/json",
      () => get("/assets/none.js", { headers: { accept: "application/json, text/plain, */*" } }),
    ],
  ];

  for (const [name, status, how] of answers) {
    it(`${name} carries the security headers and names no server`, async () => {
      const answer = await how();
      assert.equal(answer.status, status, answer.body);
      assertHeaders(answer, /^default-src 'self'; .*frame-ancestors 'none'/);
    });
  }

  for (const [name, status, wanted, how] of problems) {
    it(`${name} gets ${status} as ${wanted}, with the same headers and the id of the request`, async () => {
      assertProblem(await how(), status, wanted);
    });
  }

  it("while the application is away, users get 503, and when to come back", async () => {
    const backend = (await environment().containers()).find(({ role }) => role === "backend");
    await docker(["kill", backend?.id ?? ""]);
    await until(async () => (await get("/")).status === 503, "503 for a target that is down");
    const page = await get("/");
    assertProblem(page, 503, "text/html");
    assert.equal(page.headers["retry-after"], "5");
    assertProblem(await get("/api/version"), 503, "application/json");
    await docker(["start", backend?.id ?? ""]);
    await until(async () => (await get("/")).status === 200, "a page after the backend came back");
  });

  it("nobody having weight, users get the maintenance page; the preview route stays", async () => {
    const loadBalancer = await loadBalancerOf(environment());
    await loadBalancer.setWeights(nobody);
    const page = await get("/");
    assertProblem(page, 503, "text/html");
    assert.match(page.body, /<h1>Maintenance<\/h1>/);
    assert.equal(page.headers["retry-after"], "60");
    assertProblem(await get("/api/version"), 503, "application/json");
    const { onFile, running } = await loadBalancer.status();
    assert.deepEqual([onFile, ...running], [nobody, ...running.map(() => nobody)]);
    assert.equal((await ask(environment().previewUrl, { headers: { "x-colour": "blue" } })).status, 200);
    await loadBalancer.setWeights({ blue: 100, green: 0 });
    assert.equal((await get("/")).status, 200);
    assert.deepEqual((await loadBalancer.status()).onFile, { blue: 100, green: 0 });
  });

  describe("a client that asks too often", () => {
    it("gets 429 and Retry-After, while the preview route goes on answering", async () => {
      const before = Date.now();
      let answer = await get("/favicon.svg");
      for (let asked = 1; answer.status === 200; asked += 1) {
        assert(
          asked <= 4 * limits.rateLimit,
          `${asked} requests in ${Date.now() - before} ms were all answered`,
        );
        answer = await get("/favicon.svg");
      }
      assertProblem(answer, 429, "text/html");
      assert.equal(answer.headers["retry-after"], "20");
      assert.equal((await ask(environment().previewUrl, { headers: { "x-colour": "blue" } })).status, 200);
    });

    it("or opens too many connections, or sends slowly, or sends no HTTP, is sent away", async () => {
      const { users } = environment().ports;
      // None of these sends a whole request: those that are let in get 408 for it.
      const many = await Promise.all(
        Array.from({ length: limits.connectionsPerClient + 10 }, () =>
          send(users, "GET / HTTP/1.1\r\nHost: e"),
        ),
      );
      const statuses = many.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 408).length, limits.connectionsPerClient);
      assert.equal(statuses.filter((status) => status === 0).length, 10);
      const nonsense = await send(users, "how do you do?\r\n\r\n");
      assert.equal(nonsense.status, 400);
      for (const { headers } of [...many, nonsense]) assert.equal(headers.server, undefined);
    });

    it("is answered again when it has waited as told", async () => {
      // Ten at once, as the first that is answered may be the last that the limit has room for.
      const ten = () => Promise.all(Array.from({ length: 10 }, () => get("/")));
      await until(
        async () => (await ten()).every(({ status }) => status === 200),
        "answers after the rate limit",
        { timeoutMs: 20_000, intervalMs: 2_000 },
      );
    });
  });

  describe("a connection that stays open", () => {
    const open: LongConnection[] = [];
    after(() => open.forEach((connection) => connection.close()));
    const openBoth = async () => {
      const { url } = environment();
      open.splice(0, 2, await openEventStream(url), await openWebSocket(url));
    };

    it("brings what the application sends at once, as an event stream and as a WebSocket", async () => {
      await openBoth();
      const before = open.map(({ states }) => states.at(-1)?.generation ?? 0);
      const headers = { "content-type": "application/json" };
      const posted = await get("/api/work-orders", { method: "POST", headers, body: '{"title":"news"}' });
      assert.equal(posted.status, 201);
      for (const [at, { states }] of open.entries()) {
        const told = () => Promise.resolve((states.at(-1)?.generation ?? 0) > (before[at] ?? 0));
        await until(told, "word of the new work order", { timeoutMs: 5_000 });
      }
    });

    it("outlives a reload and a flip until the time for old requests is over; then it is cut, counted and told", async () => {
      const dev = environment();
      await dev.makeVersion("1.1.0");
      const users = await Users.start(
        { url: dev.url, clients: 4, perSecond: 8, slowMs: drainMs - 1_500 },
        { blue: "1.0.0" },
      );
      await users.reach("start", 10, 60_000);
      await users.phase("release", { blue: "1.0.0", green: "1.1.0" });
      dev.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
      const { output } = await up(dev);
      assert.match(output, /blue drained after \d+\.\d s; 2 long connections cut/);
      const report = await assertServed(users);
      assertSlowCrossed(report);
      const { flippedAt = Infinity } = phaseOf(report, "release");
      const ended = () => Promise.resolve(open.every(({ endedAt }) => endedAt !== undefined));
      await until(ended, "both to end", { timeoutMs: 5_000 });
      for (const { endedAt = 0, states } of open) {
        assert(endedAt >= flippedAt + drainMs - 1_000, `cut ${endedAt - flippedAt} ms after the flip`);
        assert.equal(states.at(-1)?.colour, "blue");
      }
    });

    it("comes back to the colour that serves", async () => {
      await openBoth();
      for (const { states } of open) assert.equal(states.at(-1)?.colour, "green");
    });
  });

  describe("TLS", () => {
    let tlsPort = 0;
    const authority = () => readFileSync(join(environment().folder, ".state/tls/ca.crt"), "utf8");
    const secure = (path = "/") => ask(`https://127.0.0.1:${tlsPort}${path}`, { ca: authority() });
    const release = { live: "green", blue: "1.0.0", green: "1.1.0" } as const;

    it("is asked for: users get it under a certificate of the own CA, and are sent there; the key stays a file", async () => {
      const dev = environment();
      [tlsPort = 0] = await freePorts(1);
      dev.set({ docker: { tls: "own", tlsPort } });
      await given(dev, { ...release, allowInPlace: true });
      const page = await secure();
      assert.equal(page.status, 200);
      assertHeaders(page, /^default-src 'self'/);
      assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
      const sent = await get("/orders?page=2");
      assert.equal(sent.status, 308);
      assert.equal(sent.headers.location, `https://127.0.0.1:${tlsPort}/orders?page=2`);
      assertHeaders(sent, /^default-src 'self'/);
      assert.equal((await dev.outputs()).url, `https://127.0.0.1:${tlsPort}`);
      const key = readFileSync(join(dev.folder, `.state/tls/${dev.stack}.key`), "utf8").split("\n")[1] ?? "";
      assert(key.length > 40);
      const visible = [
        (await dev.command("stack", "export")).stdout,
        ...dev.runs.map(({ output }) => output),
      ];
      for (const text of visible) assert(!text.includes(key), "the private key stands in clear");
    });

    it("renews its certificate by up, and no request fails", async () => {
      const dev = environment();
      const before = await presented(tlsPort);
      rmSync(join(dev.folder, `.state/tls/${dev.stack}.crt`));
      let asked = 0;
      let over = false;
      const asking = async () => {
        for (; !over; asked += 1) {
          assert.equal((await secure("/health")).status, 200);
          await pause(100); // below the rate limit
        }
      };
      dev.setRelease(release);
      await Promise.all([up(dev).finally(() => (over = true)), asking()]);
      assert(asked > 20, `invalid run: ${asked} requests`);
      assert.notEqual(await presented(tlsPort), before);
    });
  });
});

/** The fingerprint of the certificate that a port shows. */
async function presented(port: number): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

function assertHeaders({ headers }: Answer, policy: RegExp): void {
  assert.match(headers["content-security-policy"] ?? "", policy);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["x-frame-options"], "DENY");
  assert.equal(headers["referrer-policy"], "strict-origin-when-cross-origin");
  assert.match(headers["x-request-id"] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual([headers.server, headers["x-powered-by"], headers.via], [undefined, undefined, undefined]);
}

/** A page of ours, for people or for programs. */
function assertProblem(answer: Answer, status: number, wanted: string): void {
  assert.equal(answer.status, status, answer.body);
  assert.equal(type(answer), wanted);
  assertHeaders(answer, new RegExp(`^${pagePolicy.replace(/[+/]/g, "\\$&")}$`));
  const { body } = answer;
  assert(body.includes(answer.headers["x-request-id"] ?? "no id"), `no id of the request in ${body}`);
  if (wanted === "text/html")
    assert.match(body, /^<!doctype html>.*<h1>[A-Z][a-zA-Z ]+<\/h1><p>[A-Z].*<\/html>$/);
  else assert.deepEqual(Object.keys(JSON.parse(body) as object), ["detail", "request_id"]);
  assert.doesNotMatch(body, /nginx|haproxy|uvicorn|\$|%/i);
}
