/** What the simulated EKS keeps, and how it refuses: moto knows too little of EKS to be asked. */
import { randomBytes } from "node:crypto";
import { accountId, region } from "../../account";
import type { Parameters } from "../query";
import type { Surroundings } from "./surroundings";

/** As the API tells it. */
export type Told = Record<string, unknown>;

export interface Cluster {
  readonly told: Told & { readonly name: string };
  readonly addons: Map<string, Told>;
  /** By their principals. */
  readonly entries: Map<string, Told>;
  /** By their ids. */
  readonly identities: Map<string, Told>;
  readonly nodeGroups: Map<string, Told>;
  /** By principal and policy. */
  readonly policies: Map<string, Told>;
}

export interface Eks {
  readonly clusters: Map<string, Cluster>;
  readonly around: Surroundings;
  /** Where a real API server is, for clusters to lead to. */
  readonly server: { readonly endpoint: string; readonly ca: string } | undefined;
}

export interface Call {
  /** What the path names. */
  readonly at: Readonly<Record<string, string>>;
  readonly body: Parameters;
  readonly query: URLSearchParams;
}

export interface Route {
  readonly action: string;
  readonly method: "DELETE" | "GET" | "POST";
  /** With names for its parts: `/clusters/:cluster`. */
  readonly path: string;
  readonly answer: (eks: Eks, call: Call) => unknown;
}

const statuses = {
  InvalidParameterException: 400,
  InvalidRequestException: 400,
  ResourceInUseException: 409,
  ResourceNotFoundException: 404,
} as const;

export class EksRefusal extends Error {
  readonly status: number;
  constructor(
    readonly code: keyof typeof statuses,
    message: string,
  ) {
    super(message);
    this.status = statuses[code];
  }
}

export const invalid = (message: string) => new EksRefusal("InvalidParameterException", message);

export function clusterAt({ clusters }: Eks, { at }: Call): Cluster {
  const found = clusters.get(at.cluster ?? "");
  if (!found) throw new EksRefusal("ResourceNotFoundException", `No cluster found for name: ${at.cluster}.`);
  return found;
}

export function found(all: ReadonlyMap<string, Told>, key: string | undefined, what: string): Told {
  const one = all.get(key ?? "");
  if (!one) throw new EksRefusal("ResourceNotFoundException", `No ${what} found for name: ${key}.`);
  return one;
}

export const arnOf = (path: string) => `arn:aws:eks:${region}:${accountId}:${path}`;
export const now = () => Date.now() / 1000;
export const madeUp = (bytes: number) => randomBytes(bytes).toString("hex");

/** Changes are done when they are answered. */
export const update = (type: string) => ({
  update: { id: madeUp(16), status: "Successful", type, params: [], createdAt: now(), errors: [] },
});

/** `33` of `1.33`. */
export const minorOf = (version: unknown) => Number(String(version).split(".")[1]);
