import { distance } from "fastest-levenshtein";
import * as v from "valibot";
import { colours, weightsFor } from "../colour";
import { awsContradictions } from "./aws/aws";
import { connectionsNeeded } from "./aws/data";
import { registryContradictions } from "./aws/registry";
import { type About, productionFaults } from "./production";
import { strategyKinds } from "./releasing";
import { type Settings, schema } from "./schema";

/** Bad settings: every fault at once, each with its key, the value, what is allowed, and the fix (R10). */
export class SettingsError extends Error {
  constructor(readonly faults: readonly string[]) {
    const count = faults.length === 1 ? "One setting is" : `${faults.length} settings are`;
    super(`${count} not valid; nothing was changed.\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "SettingsError";
  }
}

/**
 * Settings of a stack from its raw values (JSON objects and scalars by key), defaults filled in.
 * @param about what is asked of production besides; absent: nothing
 * @throws SettingsError with all faults.
 */
export function parseSettings(raw: Readonly<Record<string, unknown>>, about?: About): Settings {
  const result = v.safeParse(schema, raw, { abortPipeEarly: true });
  const faults = [...(result.issues?.flatMap(describeIssue) ?? []), ...contradictions(raw, about)];
  if (about) faults.push(...productionFaults(raw, about));
  if (!result.success || faults.length > 0) throw new SettingsError(faults);
  return result.output;
}

/** What each setting alone cannot say; asked of every section that is right in itself, whatever the others are. */
function contradictions(raw: Readonly<Record<string, unknown>>, about?: About): string[] {
  const release = v.safeParse(schema.entries.release, raw.release);
  const docker = v.safeParse(schema.entries.docker, raw.docker);
  const frontend = v.safeParse(schema.entries.frontend, raw.frontend);
  const platform = v.safeParse(schema.entries.platform, raw.platform);
  const strategy = v.safeParse(schema.entries.strategy, raw.strategy);
  return [
    ...(release.success ? missingVersions(release.output, about) : []),
    ...(docker.success ? impossibleAddresses(docker.output) : []),
    ...(frontend.success ? impossibleSites(frontend.output) : []),
    ...(platform.success ? otherPlatform(platform.output, raw) : []),
    ...(strategy.success && platform.output === "aws" ? rollingOnAws(strategy.output) : []),
    ...awsContradictions(raw.aws),
    ...tooFewConnections(raw),
    ...imagesElsewhere(raw),
  ];
}

/** What a platform needs, and what it has no use for. */
function otherPlatform(platform: Settings["platform"], raw: Readonly<Record<string, unknown>>): string[] {
  if (platform === "docker") {
    return raw.aws === undefined
      ? []
      : ["aws: should not be there with platform docker: take it out, or set platform: aws"];
  }
  const built = (["frontend", "backend"] as const).filter(
    (part) => (raw[part] as { build?: unknown } | undefined)?.build !== undefined,
  );
  return [
    ...(raw.aws === undefined
      ? ["aws: is missing; with platform aws it says where everything is (docs/settings.md)"]
      : []),
    ...(raw.docker === undefined ? [] : ["docker: should not be there with platform aws: take it out"]),
    ...built.map(
      (part) =>
        `${part}/build: should not be there with platform aws, where images are pulled from a registry`,
    ),
  ];
}

/** A Service leads to one version at a time. */
function rollingOnAws({ kind }: Settings["strategy"]): string[] {
  if (kind !== "rolling") return [];
  const others = strategyKinds.filter((other) => other !== kind).join(", ");
  return [
    `strategy/kind: should be one of ${others} with platform aws, got "${kind}": canary gives users a version in steps, too`,
  ];
}

/** Of a database that is made; how many another one accepts is not known. */
function tooFewConnections(raw: Readonly<Record<string, unknown>>): string[] {
  const { aws, backend, postgres } = schema.entries;
  if (raw.aws === undefined || !v.is(aws, raw.aws)) return [];
  if (!v.is(backend, raw.backend) || !v.is(postgres, raw.postgres)) return [];
  const made = v.parse(aws, raw.aws);
  if (!made || made.postgres.existing) return [];
  const { connections } = v.parse(backend, raw.backend);
  const { maxConnections } = v.parse(postgres, raw.postgres);
  const needed = connectionsNeeded(made.maxReplicas, connections);
  if (maxConnections >= needed) return [];
  return [
    `postgres/maxConnections: should be at least ${needed} for two colours of ${made.maxReplicas} backends with ${connections} connections each (aws/maxReplicas, backend/connections), got ${maxConnections}: raise it, with aws/postgres/size, or lower the others`,
  ];
}

/** Of repositories that are made. */
function imagesElsewhere(raw: Readonly<Record<string, unknown>>): string[] {
  const { aws, backend, frontend } = schema.entries;
  if (!v.is(aws, raw.aws) || !raw.aws?.registry) return [];
  if (!v.is(backend, raw.backend) || !v.is(frontend, raw.frontend)) return [];
  const images = {
    frontend: v.parse(frontend, raw.frontend).image,
    backend: v.parse(backend, raw.backend).image,
  };
  return registryContradictions(raw.aws, images);
}

function missingVersions(release: Settings["release"], about?: About): string[] {
  if (about?.coloursElsewhere && colours.every((colour) => release[colour] === undefined)) return [];
  const weights = weightsFor(release);
  return colours
    .filter((colour) => weights[colour] > 0 && release[colour] === undefined)
    .map((colour) => {
      const why =
        colour === release.live ? `release/live is ${colour}` : `release/canary is ${release.canary}`;
      return `release/${colour}: should be a version, since ${why}, got nothing: name the version that ${colour} runs`;
    });
}

function impossibleAddresses(docker: Settings["docker"]): string[] {
  const { bind, tls, port, previewPort, tlsPort } = docker;
  const faults: string[] = [];
  if (port === previewPort) {
    faults.push(`docker/previewPort: should differ from docker/port, got ${previewPort} for both`);
  }
  if (tls !== "off" && [port, previewPort].includes(tlsPort)) {
    faults.push(`docker/tlsPort: should differ from docker/port and docker/previewPort, got ${tlsPort}`);
  }
  if (tls === "off" && !isLoopback(bind)) {
    faults.push(
      `docker/bind: should be a loopback address while docker/tls is off, got "${bind}": set docker/tls to own or given`,
    );
  }
  for (const file of ["certificate", "key"] as const) {
    if (tls === "given" && docker[file] === undefined) {
      faults.push(
        `docker/${file}: should be a file, since docker/tls is given, got nothing: name it, or set docker/tls to own`,
      );
    }
  }
  return faults;
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

function impossibleSites({ tag, build, assets, backendPaths }: Settings["frontend"]): string[] {
  const faults: string[] = [];
  if (tag !== undefined && build !== undefined) {
    faults.push(
      `frontend/tag: should not be there together with frontend/build, got "${tag}": a build makes one tag for each version`,
    );
  }
  const twice = backendPaths.find((path, at) => backendPaths.indexOf(path) !== at);
  if (twice !== undefined) {
    faults.push(`frontend/backendPaths: should name each path once, got "${twice}" twice`);
  }
  if (!backendPaths.includes("/") && ["/", ...backendPaths].includes(assets)) {
    faults.push(
      `frontend/assets: should be a folder of its own, not / and none of frontend/backendPaths, got "${assets}"`,
    );
  }
  return faults;
}

function describeIssue(issue: v.BaseIssue<unknown>): string[] {
  const path = issue.path?.map((item) => String(item.key)) ?? [];
  const key = path.join("/");
  if (issue.type === "strict_object" && issue.expected === "never") {
    return unknownKeys(path.slice(0, -1), issue.path?.at(-1)?.input);
  }
  if (issue.type === "strict_object") {
    return [
      issue.input === undefined
        ? `${key}: is missing`
        : `${key}: should be a map of settings, got ${JSON.stringify(issue.input)}`,
    ];
  }
  return [`${key}: ${issue.message}`];
}

/** The library stops at the first unknown key of a map; all of them are named. */
function unknownKeys(path: readonly string[], map: unknown): string[] {
  const known = knownKeys(path);
  return Object.entries(map as Record<string, unknown>)
    .filter(([key]) => !known.includes(key))
    .map(([key, value]) => unknownKey([...path, key], value, known));
}

function unknownKey(path: readonly string[], value: unknown, known: readonly string[]): string {
  const key = path.at(-1) ?? "";
  const nearest = known
    .map((name) => ({ name, far: distance(name.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  const hint =
    nearest && nearest.far <= Math.max(2, Math.floor(key.length / 3))
      ? `did you mean "${nearest.name}"?`
      : `known here: ${known.join(", ")}`;
  // A password under a key that is misspelt is a password still.
  const isSecret = known.includes("password") || /pass|secret|token/i.test(key);
  const got = isSecret ? "something that is not shown" : JSON.stringify(value);
  return `${path.join("/")}: is not a setting, got ${got}; ${hint}`;
}

function knownKeys(path: readonly string[]): string[] {
  let entries = schema.entries as Record<string, unknown>;
  for (const key of path) entries = entriesOf(entries[key]) ?? {};
  return Object.keys(entries);
}

/** The members of an object schema, through the optional or the pipe that wraps it. */
export function entriesOf(wrapped: unknown): Record<string, unknown> | undefined {
  const schema = wrapped as
    | { entries?: Record<string, unknown>; wrapped?: unknown; pipe?: unknown[] }
    | undefined;
  if (schema?.entries) return schema.entries;
  if (schema?.wrapped) return entriesOf(schema.wrapped);
  return undefined;
}
