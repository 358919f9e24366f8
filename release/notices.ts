/** Tells others of a release. What cannot be told is said here, and fails nothing. */
import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../setup/stack";
import { project } from "../setup/stack";

export type Event = "announced" | "started" | "succeeded" | "failed" | "taken back" | "stopped";

export interface Notice {
  readonly event: Event;
  readonly stack: string;
  /** The command: `deploy 1.1.0`. */
  readonly what: string;
  readonly by: string;
  /** Who answers users now, or from when on something happens. */
  readonly says: string;
  readonly errors?: readonly string[];
}

/** Where notices go, by kind; nothing is sent where there is none. */
export type Addresses = Partial<Readonly<Record<keyof typeof bodies, string>>>;

/** What each is sent. Slack: incoming webhooks take `text`, at most 40,000 characters. */
const bodies = {
  slack: (notice: Notice) => ({ text: textOf(notice).slice(0, 10_000) }),
  webhook: (notice: Notice) => ({ schema: "release.notice/1", at: new Date().toISOString(), ...notice }),
};

export function textOf({ event, stack, what, by, says, errors = [] }: Notice): string {
  return [
    `*${stack}*: ${what} ${event}, by ${by}. ${says}`,
    ...errors.map((error) => `> ${error.split("\n")[0]}`),
  ].join("\n");
}

/** The addresses of a stack, decrypted; they are asked for only where the stack file has some. */
export async function addressesOf(
  stack: Stack,
  given: Readonly<Record<string, string | undefined>>,
): Promise<Addresses> {
  const asked = (Object.keys(bodies) as (keyof Addresses)[]).filter((kind) => given[kind] !== undefined);
  const found = asked.map(async (kind) => {
    const value = await stack.pulumi("config", "get", "--path", `${project}:notices.${kind}`);
    return [kind, value.trim()] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** What is told of one command. */
export class Notices {
  private readonly sending: Promise<string[]>[] = [];

  constructor(
    private readonly addresses: Addresses,
    private readonly about: Pick<Notice, "stack" | "what" | "by">,
  ) {}

  /** Nobody waits for it. */
  send(event: Event, says: string, errors?: readonly string[]): void {
    this.sending.push(tell(this.addresses, { ...this.about, event, says, errors }));
  }

  /** @returns what could not be told, when all was tried */
  async failures(): Promise<string[]> {
    return (await Promise.all(this.sending)).flat();
  }
}

/** How long each attempt waits for an answer, and how long before the next one. */
export interface Patience {
  readonly timeoutMs: number;
  readonly pausesMs: readonly number[];
}

const usual: Patience = { timeoutMs: 5_000, pausesMs: [1_000, 3_000] };

/** @returns what could not be told, each with its reason; never throws */
export async function tell(
  addresses: Addresses,
  notice: Notice,
  patience: Patience = usual,
): Promise<string[]> {
  const kinds = Object.entries(addresses) as [keyof Addresses, string][];
  const failures = await Promise.all(
    kinds.map(async ([kind, address]) => {
      const failure = await posted(address, JSON.stringify(bodies[kind](notice)), patience);
      return failure === undefined ? [] : [`notice "${notice.event}" to ${kind}: ${failure}`];
    }),
  );
  return failures.flat();
}

/** @returns why it was not taken, without the address, which is a secret */
async function posted(
  address: string,
  body: string,
  { timeoutMs, pausesMs }: Patience,
): Promise<string | undefined> {
  const attempt = async (): Promise<string | undefined> => {
    try {
      const headers = { "content-type": "application/json" };
      const signal = AbortSignal.timeout(timeoutMs);
      const { ok, status } = await fetch(address, { method: "POST", headers, body, signal });
      return ok ? undefined : `answered with ${status}`;
    } catch (error) {
      const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
      if (name === "TimeoutError") return `no answer in ${timeoutMs / 1000} s`;
      return cause?.code ?? cause?.message ?? name;
    }
  };
  let failure = await attempt();
  for (const ms of pausesMs) {
    if (failure === undefined) break;
    await pause(ms);
    failure = await attempt();
  }
  return failure;
}
