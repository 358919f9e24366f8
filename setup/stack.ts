/** What the daily commands know of a stack: its file, its state, and its things on the engine. */
import { formerType, type Kind, typeOf } from "../components/provider/kinds";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type Docker from "dockerode";
import { parse } from "yaml";
import { type Colour, colours, type Weights } from "../components/colour";
import { nameIn } from "../components/colour-names";
import { connect, type Found, findContainers, labels } from "../components/docker/engine";
import type { Names } from "../components/docker/left-behind";
import { versionInTargetGroup } from "../components/load-balancer/haproxy-config";
import type { Settings } from "../components/settings/schema";
import { parseSettings } from "../components/settings/settings";

/** Of Pulumi.yaml. */
export const project = "maintenance";

/** How a stack is asked; tests have theirs in another folder. */
export interface Stack {
  readonly name: string;
  /** Folder of the project. */
  readonly folder: string;
  /** Runs a command of Pulumi on the stack. @returns what it wrote. @throws when it fails. */
  pulumi(...args: string[]): Promise<string>;
}

export function stackHere(name: string): Stack {
  const folder = process.cwd();
  const always = ["--stack", name, "--non-interactive", "--color", "never"];
  const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
  return {
    name,
    folder,
    pulumi: async (...args) => (await promisify(execFile)("pulumi", [...args, ...always], options)).stdout,
  };
}

/** The engine that the stack file names, be the rest of it valid or not; without a file or a name, the local one. */
export function hostOf({ name, folder }: Pick<Stack, "name" | "folder">): string | undefined {
  const file = join(folder, `Pulumi.${name}.yaml`);
  if (!existsSync(file)) return undefined;
  const { config } = (parse(readFileSync(file, "utf8")) ?? {}) as {
    config?: Record<string, { host?: string } | undefined>;
  };
  return config?.[`${project}:docker`]?.host;
}

/** @throws SettingsError when the stack file is not valid. */
export async function settingsOf(stack: Stack): Promise<Settings> {
  return parseSettings(await sectionsOf(stack));
}

/** What the stack file says, by section. */
export async function sectionsOf(stack: Stack): Promise<Record<string, unknown>> {
  const config = JSON.parse(await stack.pulumi("config", "--json")) as Record<
    string,
    { value?: string; objectValue?: unknown }
  >;
  const prefix = `${project}:`;
  const ours = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(
    ours.map(([key, { value, objectValue }]) => [key.slice(prefix.length), objectValue ?? value]),
  );
}

/** Where a backend keeps what it knows; undefined: not in a folder of this machine. */
export function stateFolder(backend: string | undefined): string | undefined {
  return backend?.startsWith("file:///") ? join(fileURLToPath(backend), ".pulumi") : undefined;
}

/** What the last run wrote down. */
export interface Recorded {
  /** Undefined before the first flip. */
  readonly weights?: Weights;
  readonly versions: Partial<Record<Colour, string>>;
  /** Where users reach the live colour, and where the idle one can be tried. */
  readonly url?: string;
  readonly previewUrl?: string;
  /** Operations that a killed run began; nobody knows how they ended. */
  readonly pending: number;
}

interface Exported {
  readonly deployment: {
    readonly resources?: readonly { type: string; outputs?: Record<string, unknown> }[];
    readonly pending_operations?: readonly unknown[];
  };
}

export async function recordedOf(stack: Stack): Promise<Recorded> {
  return readState(await stack.pulumi("stack", "export"));
}

export function readState(exported: string): Recorded {
  const { deployment } = JSON.parse(exported) as Exported;
  const outputsOf = (...types: string[]) =>
    (deployment.resources ?? [])
      .filter(({ type }) => types.includes(type))
      .map(({ outputs }) => outputs ?? {});
  const outputsOfKind = (kind: Kind) => outputsOf(typeOf(kind), formerType(kind));
  const [listener] = outputsOfKind("docker:Listener");
  const { url, previewUrl } = (outputsOf("pulumi:pulumi:Stack")[0] ?? {}) as Partial<Record<string, string>>;
  const groups = outputsOfKind("docker:TargetGroup");
  return {
    weights: listener && { blue: Number(listener.blue), green: Number(listener.green) },
    versions: Object.fromEntries(
      groups.map(({ colour, content }) => [colour, versionInTargetGroup(String(content))]),
    ) as Recorded["versions"],
    url,
    previewUrl,
    pending: deployment.pending_operations?.length ?? 0,
  };
}

/** What `pulumi stack export` says, as far as it is read here. */
export interface State {
  readonly deployment?: {
    readonly resources?: readonly {
      readonly type: string;
      readonly outputs?: { readonly name?: string };
    }[];
  };
}

/** Names of what the state knows on the engine. */
export function namesInState({ deployment }: State): Names {
  const named = (kind: string) =>
    (deployment?.resources ?? [])
      .filter(({ type }) => type.startsWith("docker:") && type.endsWith(`:${kind}`))
      .flatMap(({ outputs }) => outputs?.name ?? []);
  return { containers: named("Container"), volumes: named("Volume"), networks: named("Network") };
}

/** @throws when there is no state, or it cannot be read. */
export async function namesKnownTo(stack: Stack): Promise<Names> {
  return namesInState(JSON.parse(await stack.pulumi("stack", "export")) as State);
}

/** The stack's things on its engine. */
export interface OnEngine {
  readonly engine: Docker;
  /** Undefined when the environment is down. */
  readonly scope?: { readonly host?: string; readonly network: string };
  readonly containers: readonly Found[];
}

export async function onEngine(
  { name: stack, folder }: Pick<Stack, "name" | "folder">,
  host: string | undefined,
): Promise<OnEngine> {
  const engine = await connect(host);
  const label = `${labels.stack}=${stack}`;
  const networks = await engine.listNetworks({ filters: { label: [label] } });
  // Another checkout may have a stack of this name on the same engine.
  const identity = identityIn(folder, stack);
  const network = networks.find(({ Labels }) => Labels?.[labels.environment] === identity) ?? networks[0];
  if (!network) return { engine, containers: [] };
  const scope = { host, network: network.Name };
  const containers = await findContainers(engine, scope, { [labels.stack]: stack });
  return { engine, scope, containers: containers.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** `identityOf` an environment that is up. */
function identityIn(folder: string, stack: string): string | undefined {
  const file = join(folder, ".state/identity", stack);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** A container as a person names it: `backend-1` of a colour, or `postgres`. */
export function shortName(stack: string, { name, labels: own }: Pick<Found, "name" | "labels">): string {
  const logical = name.replace(new RegExp(`^${stack}-`), "").replace(/-[0-9a-f]{6,}$/, "");
  const colour = colourOf({ labels: own });
  const version = own[labels.version];
  if (!colour || version === undefined) return logical;
  return logical.replace(nameIn(colour, version, ""), "");
}

export function colourOf({ labels: own }: Pick<Found, "labels">): Colour | undefined {
  return colours.find((colour) => colour === own[labels.colour]);
}
