/** A visitor counter that keeps its number in Redis: what docs/your-app.md asks of a backend, and nothing else. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";

const { COLOUR, INSTANCE, CACHE_HOST, REDIS_PORT, REDIS_PASSWORD_FILE, VERSION } = process.env;
const missing = Object.entries({ COLOUR, INSTANCE, CACHE_HOST, REDIS_PORT, REDIS_PASSWORD_FILE })
  .filter(([, value]) => !value)
  .map(([name]) => name);
if (missing.length > 0) {
  log({ level: "error", message: `these variables are not set: ${missing.join(", ")}` });
  process.exit(2);
}

const page = `<!doctype html><html lang="en"><title>Visits</title><h1>Visits</h1><p>Version ${VERSION}, without a site.</p></html>`;

const routes = {
  "GET /livez": () => json({ status: "ok" }),
  "GET /readyz": async () => json({ status: "ok", visits: await visits(0) }),
  "GET /v1/about": () => json({ version: VERSION, colour: COLOUR, instance: INSTANCE, schema: null }),
  "GET /v1/visits": async () => json({ visits: await visits(0) }),
  "POST /v1/visits": async () => json({ visits: await visits(1) }),
  "GET /": () => ({ status: 200, type: "text/html; charset=utf-8", body: page }),
};

const server = createServer(async (request, response) => {
  const id = request.headers["x-request-id"] ?? randomUUID();
  const route = routes[`${request.method} ${request.url}`];
  const { status, type, body } = await answer(route);
  const headers = { "X-Request-Id": id, "X-Backend-Colour": COLOUR, "X-Backend-Version": VERSION };
  response.writeHead(status, { ...headers, "Content-Type": type }).end(body);
  const quiet = status < 400 && /^\/(livez|readyz)$/.test(request.url);
  if (!quiet) log({ level: "info", request_id: id, method: request.method, path: request.url, status });
});
// Idle connections are closed by Nginx, not by us.
server.keepAliveTimeout = 76_000;
server.listen(3000, () => log({ level: "info", message: `version ${VERSION} listens on port 3000` }));
process.on("SIGTERM", () => server.close(() => process.exit(0)));

async function answer(route) {
  if (!route) return json({ detail: "there is nothing here" }, 404);
  try {
    return await route();
  } catch (error) {
    return json({ detail: error.message }, 503);
  }
}

function json(value, status = 200) {
  return { status, type: "application/json", body: JSON.stringify(value) };
}

/** Raises the number of visits, and answers it. The password is read at each connection: it may have changed. */
function visits(by) {
  return new Promise((resolve, reject) => {
    const password = readFileSync(REDIS_PASSWORD_FILE, "utf8").trim();
    const socket = connect(Number(REDIS_PORT), CACHE_HOST);
    let answered = "";
    socket.setEncoding("utf8").setTimeout(1_000, () => socket.destroy(new Error("Redis does not answer")));
    socket.on("error", reject);
    socket.on("data", (text) => {
      answered += text;
      const number = /^\+OK\r\n:(\d+)\r\n/.exec(answered)?.[1];
      if (number === undefined && !answered.startsWith("-")) return;
      socket.end();
      if (number === undefined) reject(new Error(`Redis: ${answered.trim()}`));
      else resolve(Number(number));
    });
    socket.write(command("AUTH", password) + command("INCRBY", "visits", String(by)));
  });
}

function command(...words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

function log(fields) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`);
}
