/** The users of the load tests have to notice what they are for: each kind of failure is made on purpose. */
import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import { assertNoneFailed, phaseOf, Users } from "../support/load";
import type { Report } from "../support/load-judge";

type Stamps = Partial<Record<"load-balancer" | "frontend" | "backend" | "version", string>>;

/** An environment in miniature: every answer is right but for the stamps given. */
function answering(stamps: Stamps = {}, status?: number): RequestListener {
  const { "load-balancer": colour = "blue", frontend = "blue", backend = "blue", version = "1.0.0" } = stamps;
  return (request, response) => {
    request.resume().once("end", () => {
      response.writeHead(status ?? (request.method === "POST" ? 201 : 200), {
        "x-colour": colour,
        "x-frontend-colour": frontend,
        "x-frontend-version": version,
        "x-backend-colour": backend,
      });
      response.end(JSON.stringify({ version, colour }));
    });
  };
}

async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

/** 100 requests against a server of which 1.0.0 in blue is expected. */
async function reportOn(
  listener: RequestListener,
  during: (server: Server) => void = () => undefined,
): Promise<Report> {
  const { server, url } = await serve(listener);
  const users = await Users.start({ url, timeoutMs: 1_000, slowMs: 300 }, { blue: "1.0.0" });
  try {
    await users.reach("start", 50, 20_000);
    during(server);
    await users.reach("start", 100, 20_000);
    return await users.stop();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("load client", () => {
  it("reports no failure when there is none, and counts every request", async () => {
    let served = 0;
    const right = answering();
    const report = await reportOn((request, response) => {
      served += 1;
      right(request, response);
    });
    assertNoneFailed(report);
    assert.equal(phaseOf(report, "start").requests, served);
    assert(report.slow.length > 0 && report.slow.every(({ ok }) => ok));
  });

  const faults: [string, RequestListener, RegExp][] = [
    ["a server that answers 503", answering({}, 503), /status 503/],
    ["a colour that should not answer", answering({ "load-balancer": "green" }), /should not answer/],
    ["a frontend of the other colour", answering({ frontend: "green" }), /x-frontend-colour is green/],
    ["a backend of the other colour", answering({ backend: "green" }), /x-backend-colour is green/],
    ["another version", answering({ version: "0.9.0" }), /version 0\.9\.0/],
    ["a server that never answers", (request) => void request.resume(), /no answer within/],
    ["a connection that is reset", (request) => void request.socket.destroy(), /hang up|ECONNRESET/],
  ];
  for (const [name, listener, what] of faults) {
    it(`reports ${name}`, async () => {
      const report = await reportOn(listener);
      assert(phaseOf(report, "start").failed > 0);
      assert.match(report.failures.map((failure) => failure.what).join("\n"), what);
    });
  }

  it("reports a target that is killed", async () => {
    const report = await reportOn(answering(), (server) => {
      server.close();
      server.closeAllConnections();
    });
    assert(phaseOf(report, "start").failed > 10);
    assert.match(report.failures.map(({ what }) => what).join("\n"), /ECONNREFUSED|ECONNRESET|hang up/);
  });

  it("refuses to send load anywhere but to this machine", async () => {
    await assert.rejects(Users.start({ url: "http://192.0.2.1" }, {}), /loopback addresses only/);
  });
});
