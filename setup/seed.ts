/** `make seed`: work orders to look at, through the users' route. Again: what is there already is left alone. */
import { setTimeout as pause } from "node:timers/promises";
import { type SeedOrder, seedOrders } from "./seed-orders";
import { recordedOf, stackHere } from "./stack";
import { failWith } from "./terminal";

const most = 1_000;

export function countFrom(text: string | undefined): number {
  const count = Number(text || "40");
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new Error(`COUNT is "${text}"; allowed is a whole number from 1 to ${most}`);
}

export interface Seeded {
  readonly made: number;
  readonly there: number;
}

/** @param url the users' route. */
export async function seed(url: string, orders: readonly SeedOrder[]): Promise<Seeded> {
  const titles = await titlesAt(url);
  const missing = orders.filter(({ title }) => !titles.has(title));
  for (const { status, ...order } of missing) {
    const { id } = (await ask(`${url}/api/work-orders`, "POST", order)) as { id: number };
    if (status !== "open") await ask(`${url}/api/work-orders/${id}`, "PATCH", { status });
  }
  return { made: missing.length, there: orders.length - missing.length };
}

async function titlesAt(url: string): Promise<Set<string>> {
  const titles = new Set<string>();
  const limit = 100;
  for (let offset = 0; ; offset += limit) {
    const page = await ask(`${url}/api/work-orders?limit=${limit}&offset=${offset}`, "GET");
    const { items, total } = page as { items: { title: string }[]; total: number };
    for (const { title } of items) titles.add(title);
    if (items.length === 0 || offset + limit >= total) return titles;
  }
}

/** @throws saying what was asked and what came. */
async function ask(url: string, method: string, body?: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  for (;;) {
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) }).catch(
      (error: Error) => {
        const { cause } = error as { cause?: Error };
        throw new Error(
          `${method} ${url} was not answered (${cause?.message ?? error.message}): make status says why`,
        );
      },
    );
    if (response.ok) return response.json();
    const wait = Number(response.headers.get("retry-after"));
    if (response.status !== 429 || !(wait > 0)) {
      throw new Error(
        `${method} ${url} was answered with ${response.status}: ${(await response.text()).slice(0, 200)}`,
      );
    }
    await pause(wait * 1_000); // The load balancer's limit: it says when to go on.
  }
}

async function main(name: string): Promise<void> {
  const orders = seedOrders(countFrom(process.env.COUNT));
  const { url } = await recordedOf(stackHere(name));
  if (url === undefined) throw new Error(`${name} is not up: make up`);
  const { made, there } = await seed(url, orders);
  process.stdout.write(`${made} work orders made, ${there} were there already: ${url}\n`);
}

if (require.main === module) main(process.argv[2] ?? "dev").catch(failWith);
