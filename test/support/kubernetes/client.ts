/** The API server over https: any kind by its name, as plain objects. */
import { Agent, request } from "node:https";
import { type Access, accessOf } from "./kubeconfig";

/** An object of any kind, or a list of them. */
export interface Item {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Readonly<Record<string, unknown>> & {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What the API server says when it refuses. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The fields it names. */
    readonly causes: readonly { readonly field?: string; readonly message?: string }[] = [],
  ) {
    super(message);
  }
}

export interface Ask {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export class Client {
  private readonly agent: Agent;
  private readonly kinds = new Map<string, { readonly plural: string; readonly namespaced: boolean }>();

  constructor(readonly access: Access = accessOf()) {
    const { ca, cert, key } = access;
    this.agent = new Agent({ keepAlive: true, maxSockets: 16, ca, cert, key });
  }

  /** @throws Refused, or that it cannot be reached. */
  ask(method: string, path: string, { query = {}, body, contentType, signal }: Ask = {}): Promise<Item> {
    const url = new URL(path, this.access.server);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = { accept: "application/json" };
    if (this.access.token !== undefined) headers.authorization = `Bearer ${this.access.token}`;
    if (text !== undefined) {
      headers["content-type"] = contentType ?? "application/json";
      // Node leaves it out of a DELETE, whose body is then refused.
      headers["content-length"] = Buffer.byteLength(text);
    }
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent: this.agent, signal, timeout: 30_000 }, (answer) => {
        let heard = "";
        answer.setEncoding("utf8").on("data", (part: string) => (heard += part));
        answer.on("error", reject);
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          const item = parsed(heard);
          if (status < 300) resolve(item);
          else reject(refusal(status, item, `${method} ${path}`));
        });
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
      sent.on("error", reject);
      sent.end(text);
    });
  }

  /** @returns nothing when the server does not know the kind (yet). */
  async kind(apiVersion: string, kind: string): Promise<{ plural: string; namespaced: boolean } | undefined> {
    const key = `${apiVersion}/${kind}`;
    const known = this.kinds.get(key);
    if (known) return known;
    const list = await unlessMissing(this.ask("GET", root(apiVersion)));
    const resources = (list?.resources ?? []) as { name: string; kind: string; namespaced: boolean }[];
    for (const { name, kind: its, namespaced } of resources) {
      if (!name.includes("/")) this.kinds.set(`${apiVersion}/${its}`, { plural: name, namespaced });
    }
    return this.kinds.get(key);
  }

  /** The path of an object, or of a kind's list when it has no name. @throws Refused (404) for an unknown kind. */
  async path({ apiVersion = "", kind = "", metadata }: Item): Promise<string> {
    const found = await this.kind(apiVersion, kind);
    if (!found) throw new Refused(404, `the API server has no kind ${kind} in ${apiVersion}`);
    const namespace = found.namespaced ? `/namespaces/${metadata?.namespace ?? this.access.namespace}` : "";
    const name = metadata?.name === undefined ? "" : `/${metadata.name}`;
    return `${root(apiVersion)}${namespace}/${found.plural}${name}`;
  }

  async get(item: Item): Promise<Item | undefined> {
    return unlessMissing(this.path(item).then((path) => this.ask("GET", path)));
  }

  async list(of: Item, labelSelector?: string): Promise<Item[]> {
    return ((await this.ask("GET", await this.path(of), { query: { labelSelector } })).items ?? []) as Item[];
  }

  /** Server-side apply: the fields given become this manager's, and those it gave before and not now are removed. */
  async apply(
    item: Item,
    fieldManager: string,
    { dryRun = false, signal }: ApplyOptions = {},
  ): Promise<Item> {
    return this.ask("PATCH", await this.path(item), {
      query: {
        fieldManager,
        force: "true",
        fieldValidation: "Strict",
        dryRun: dryRun ? "All" : undefined,
      },
      body: item,
      contentType: "application/apply-patch+yaml",
      signal,
    });
  }

  /** Also what it owns is gone before it is gone. */
  async delete(item: Item, uid?: string): Promise<void> {
    const preconditions = uid === undefined ? undefined : { uid };
    try {
      await this.ask("DELETE", await this.path(item), {
        body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Foreground", preconditions },
      });
    } catch (error) {
      // Gone already, or its name belongs to another object by now.
      if (!(error instanceof Refused) || (error.status !== 404 && error.status !== 409)) throw error;
    }
  }
}

interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

async function unlessMissing(answer: Promise<Item>): Promise<Item | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

function root(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Not every answer is JSON: an unknown path is answered in plain text. */
function parsed(text: string): Item {
  try {
    return JSON.parse(text) as Item;
  } catch {
    return { message: text.trim() };
  }
}

function refusal(status: number, { message, details }: Item, what: string): Refused {
  const { causes } = (details ?? {}) as { causes?: { field?: string; message?: string }[] };
  return new Refused(
    status,
    `${what}: ${typeof message === "string" ? message : `status ${status}`}`,
    causes,
  );
}
