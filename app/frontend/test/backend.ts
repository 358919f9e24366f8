import { vi } from "vitest";
import type { WorkOrder } from "../src/api";

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** A backend in memory, behind `fetch`: the page talks to it as to the real one. */
export function fakeBackend(count = 0) {
  const orders: WorkOrder[] = [];
  const asked: Asked[] = [];
  let answerInstead: (() => Response) | undefined;

  function add(order: Partial<WorkOrder>): WorkOrder {
    const added: WorkOrder = {
      id: orders.length + 1,
      title: `Order ${orders.length + 1}`,
      description: "",
      priority: "normal",
      status: "open",
      created_at: "2024-05-01T10:00:00Z",
      updated_at: "2024-05-01T10:00:00Z",
      ...order,
    };
    orders.unshift(added);
    return added;
  }
  for (let made = 0; made < count; made++) add({});

  function answer({ method, path, body }: Asked): Response {
    if (path === "/api/version") {
      return Response.json({ version: "1.5.0", colour: "green", instance: "api-1", schema: "0003" });
    }
    if (answerInstead) return answerInstead();
    const url = new URL(path, "http://page");
    const one = /^\/api\/work-orders\/(\d+)$/.exec(url.pathname);
    if (one) {
      const order = orders.find(({ id }) => id === Number(one[1]));
      if (!order) return Response.json({ detail: "there is none" }, { status: 404 });
      return Response.json(method === "PATCH" ? Object.assign(order, body) : order);
    }
    if (method === "POST") return Response.json(add(body as Partial<WorkOrder>), { status: 201 });
    const limit = Number(url.searchParams.get("limit"));
    const offset = Number(url.searchParams.get("offset"));
    return Response.json({ items: orders.slice(offset, offset + limit), total: orders.length, limit, offset });
  }

  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const body = typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    const request = { method: init?.method ?? "GET", path: input as string, body };
    asked.push(request);
    return new Promise((resolve) => {
      resolve(answer(request)); // what it throws becomes a rejection, as of a network that fails
    });
  });

  return {
    orders,
    /** What the page wrote; reading is not of interest to a test. */
    writes: () => asked.filter(({ method }) => method !== "GET"),
    instead: (response?: () => Response) => {
      answerInstead = response;
    },
  };
}
