/** The engine as tests look at it, through the docker command. */
import { execFileSync } from "node:child_process";
import { run } from "./run";

export interface Seen {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly startedAt: string;
  readonly role: string;
  readonly colour: string;
  readonly version: string;
}

/** The engine's own answer to `docker inspect`, as far as tests read it. */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null };
  readonly State: { readonly Status: string; readonly StartedAt: string };
}

/** @returns the command's standard output, without the last line end. @throws when it fails. */
export async function docker(args: readonly string[], input?: string): Promise<string> {
  return (await run("docker", args, { input })).stdout.trimEnd();
}

/** Flags for the engine of `docker.host`. */
export function at(host: string | undefined): string[] {
  return host === undefined ? [] : ["--host", host];
}

/** Containers of one stack, running or not, in the order of their names. */
export async function containersOf(stack: string, host?: string): Promise<Seen[]> {
  const all = [...at(host), "ps", "-aq", "--filter", `label=maintenance.stack=${stack}`];
  const ids = words(await docker(all));
  if (ids.length === 0) return [];
  const { code, stdout, output } = await run("docker", [...at(host), "inspect", ...ids], { mayFail: true });
  // One that belongs to a step may be gone since it was listed.
  if (code !== 0 && !/^Error: No such object/m.test(output)) throw new Error(output);
  return (JSON.parse(stdout) as Inspected[])
    .map(({ Id, Name, Config, State }) => ({
      id: Id,
      name: Name.slice(1),
      image: Config.Image,
      state: State.Status,
      startedAt: State.StartedAt,
      role: Config.Labels?.["maintenance.role"] ?? "",
      colour: Config.Labels?.["maintenance.colour"] ?? "",
      version: Config.Labels?.["maintenance.version"] ?? "",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The network of a stack. */
export async function networkOf({ stack }: { readonly stack: string }): Promise<string> {
  return docker(["network", "ls", "--filter", `label=maintenance.stack=${stack}`, "--format", "{{.Name}}"]);
}

/** Removes what bears the label of a stack; at once, as a process may be about to end. */
export function removeStack(stack: string): void {
  removeLabelled(`maintenance.stack=${stack}`);
}

/** Of stacks that bear one name, the one with that identity; nothing when it never had one. */
export function removeEnvironment(identity: string | undefined): void {
  if (identity !== undefined) removeLabelled(`maintenance.environment=${identity}`);
}

function removeLabelled(wanted: string): void {
  const label = `label=${wanted}`;
  remove(["rm", "--force", "--volumes"], list(["ps", "-aq", "--filter", label]));
  remove(["network", "rm"], list(["network", "ls", "-q", "--filter", label]));
  remove(["volume", "rm", "--force"], list(["volume", "ls", "-q", "--filter", label]));
}

/** Removes the images whose name begins so, and the volumes that remember that they were built. */
export function removeImages(prefix: string): void {
  const images = list(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]);
  remove(
    ["image", "rm", "--force"],
    images.filter((image) => image.startsWith(prefix)),
  );
  const volumes = list(["volume", "ls", "-q"]);
  remove(
    ["volume", "rm", "--force"],
    volumes.filter((volume) => volume.startsWith(`built-${prefix}`)),
  );
}

function list(args: readonly string[]): string[] {
  return words(execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

function remove(command: readonly string[], names: readonly string[]): void {
  if (names.length === 0) return;
  execFileSync("docker", [...command, ...names], { stdio: "ignore" });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
