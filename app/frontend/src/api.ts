/** The backend, as this page knows it. Addresses are relative: the page talks to whoever served it. */

export const priorities = ["low", "normal", "high"] as const;
export const statuses = ["open", "in_progress", "done"] as const;
export type Priority = (typeof priorities)[number];
export type Status = (typeof statuses)[number];

export interface NewWorkOrder {
  title: string;
  description: string;
  priority: Priority;
}

export interface WorkOrder extends NewWorkOrder {
  id: number;
  status: Status;
  created_at: string;
  updated_at: string;
}

export interface Page {
  items: WorkOrder[];
  total: number;
}

export interface BackendVersion {
  version: string;
  colour: string;
  instance: string;
}

interface Fault {
  loc: (string | number)[];
  msg: string;
}

/** Something a person can read; `fields` has the messages that belong to one field of the form. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly fields: Partial<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const PATIENCE_MS = 15_000;

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const limits = [AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])];
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.any(limits),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("The server did not answer. Check your connection and try again.");
  }
  if (!response.ok) throw await explain(response);
  return (await response.json()) as T;
}

async function explain(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as { detail?: string | Fault[] };
  if (Array.isArray(body.detail)) {
    const fields = Object.fromEntries(body.detail.map((fault) => [String(fault.loc.at(-1)), fault.msg]));
    return new ApiError("Some values will not do. See the notes at the fields.", fields);
  }
  if (response.status === 404) return new ApiError("There is no such work order.");
  if (response.status >= 500) return new ApiError("The server cannot do this just now. Try again soon.");
  return new ApiError(body.detail ?? `The server refused this (${response.status}).`);
}

const orders = "/api/work-orders";

export const api = {
  list: (limit: number, offset: number, signal?: AbortSignal) =>
    call<Page>("GET", `${orders}?limit=${limit}&offset=${offset}`, undefined, signal),
  read: (id: number, signal?: AbortSignal) => call<WorkOrder>("GET", `${orders}/${id}`, undefined, signal),
  create: (order: NewWorkOrder) => call<WorkOrder>("POST", orders, order),
  change: (id: number, change: Partial<WorkOrder>) => call<WorkOrder>("PATCH", `${orders}/${id}`, change),
  version: (signal?: AbortSignal) => call<BackendVersion>("GET", "/api/version", undefined, signal),
};
