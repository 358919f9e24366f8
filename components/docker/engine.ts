/** The Docker engine as our own resources use it: only its API, so that a remote engine works too. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { engineHost } from "./host";
import { sshAgent } from "./ssh";

/** Where the engine is and which containers are ours: the network is unique to one environment on one engine. */
export interface EngineScope {
  /** Docker host; absent: DOCKER_HOST, else the local engine. */
  readonly host?: string;
  readonly network: string;
}

export const labels = {
  project: "maintenance.project",
  stack: "maintenance.stack",
  /** `identityOf` the environment. */
  environment: "maintenance.environment",
  role: "maintenance.role",
  colour: "maintenance.colour",
  version: "maintenance.version",
  files: "maintenance.files",
  /** On volumes: no sweep may ever remove them. */
  data: "maintenance.data",
  /** On containers that one step makes and removes; the state never knows them. */
  passing: "maintenance.passing",
} as const;

/** What tells an environment from every other on the same engine. */
export interface Whose {
  readonly project: string;
  readonly stack: string;
  readonly identity: string;
}

/** Labels by which everything of this environment is found on the engine. */
export function ownLabels({ project, stack, identity }: Whose): Record<string, string> {
  return { [labels.project]: project, [labels.stack]: stack, [labels.environment]: identity };
}

/** Says everything itself: what is left open, dockerode takes from DOCKER_HOST, which may name another engine. */
export async function connect(setting?: string): Promise<Docker> {
  const { default: Engine } = await import("dockerode");
  const host = engineHost(setting);
  const [scheme, path = ""] = host.split("://");
  if (scheme === "unix" || scheme === "npipe") {
    return new Engine({ host: undefined, socketPath: path });
  }
  if (scheme === "ssh") {
    const options = { protocol: "http", host: "engine", port: undefined, agent: sshAgent(host) } as const;
    return new Engine(options);
  }
  const { hostname, port } = new URL(host);
  const certificates = process.env.DOCKER_CERT_PATH;
  if (!certificates) return new Engine({ protocol: "http", host: hostname, port });
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((file) => readFile(join(certificates, file))),
  );
  return new Engine({ protocol: "https", host: hostname, port, ca, cert, key });
}

export interface Found {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly status: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Runs, and its health check, if it has one, holds. */
export function isWell({ state, status }: Found): boolean {
  return state === "running" && !/\((unhealthy|health: starting)\)/.test(status);
}

/** The name of a container in a list of them. */
export function nameOf({ Names, Id }: Pick<Docker.ContainerInfo, "Names" | "Id">): string {
  return (Names[0] ?? Id).replace(/^\//, "");
}

/** @returns undefined when the engine has no such thing. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** Containers of this environment with all the labels given, running or not. */
export async function findContainers(
  engine: Docker,
  scope: EngineScope,
  wanted: Readonly<Record<string, string>>,
): Promise<Found[]> {
  const list = await engine.listContainers({
    all: true,
    filters: {
      network: [scope.network],
      label: Object.entries(wanted).map(([key, value]) => `${key}=${value}`),
    },
  });
  return list.map((item) => ({
    id: item.Id,
    name: nameOf(item),
    state: item.State,
    status: item.Status,
    image: item.ImageID,
    labels: item.Labels,
  }));
}

export interface Executed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a bash script inside a running container, with arguments as `$1`, `$2`, ... */
export async function runScript(
  engine: Docker,
  container: string,
  script: string,
  args: readonly string[] = [],
): Promise<Executed> {
  const exec = await engine.getContainer(container).exec({
    Cmd: ["bash", "-c", script, "script", ...args],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: false });
  const isOver = async () => !(await exec.inspect()).Running;
  const { stdout, stderr } = await demultiplex(engine, stream, isOver).finally(() => stream.destroy());
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, stdout, stderr };
}

async function demultiplex(
  engine: Docker,
  stream: NodeJS.ReadableStream,
  isOver: () => Promise<boolean>,
): Promise<{ stdout: string; stderr: string }> {
  const { PassThrough } = await import("node:stream");
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const out = new PassThrough().on("data", (chunk: Buffer) => parts.stdout.push(chunk));
  const err = new PassThrough().on("data", (chunk: Buffer) => parts.stderr.push(chunk));
  (engine.modem as { demuxStream(from: unknown, out: unknown, err: unknown): void }).demuxStream(
    stream,
    out,
    err,
  );
  await endOf(stream, isOver);
  return { stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() };
}

/**
 * The end of what a script writes. A loaded engine may leave its stream open when the script has long ended: then it is
 * over when that was seen twice, as the last of it may still be on its way the first time.
 */
export async function endOf(
  stream: NodeJS.EventEmitter,
  isOver: () => Promise<boolean>,
  intervalMs = 5_000,
): Promise<void> {
  let seen = 0;
  let watch: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      stream.on("end", resolve);
      stream.on("close", resolve);
      stream.on("error", reject);
      const look = async () => {
        // One that is gone with its container is over too.
        seen = (await isOver().catch(() => true)) ? seen + 1 : 0;
        if (seen === 2) resolve();
      };
      watch = setInterval(() => void look(), intervalMs);
    });
  } finally {
    clearInterval(watch);
  }
}

/** The last lines that a container wrote; what cannot be read is said instead. */
export async function logTail(engine: Docker, container: string, lines = 50): Promise<string> {
  try {
    const raw = await engine.getContainer(container).logs({ stdout: true, stderr: true, tail: lines });
    return withoutFrames(raw).trimEnd();
  } catch (error) {
    return `(its log cannot be read: ${(error as Error).message})`;
  }
}

/** The engine puts 8 bytes in front of each piece of a log: stream, three zeroes, length. */
export function withoutFrames(raw: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString();
}
