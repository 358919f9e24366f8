/**
 * What is kept of a failure, for whoever has to understand it later: what the run said and did, who served, what the
 * containers wrote. `make up` writes one when it fails, and so do the tests.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withoutFrames } from "../components/docker/engine";
import { HaProxy } from "../components/load-balancer/haproxy";
import { hostOf, onEngine, type Stack, stackHere } from "./stack";
import { gatherFacts } from "./status";
import { statusText } from "./status-report";
import { failWith } from "./terminal";

export interface Failure {
  readonly stack: Stack;
  /** Where the bundle goes. */
  readonly folder: string;
  /** What commands said, by file name. */
  readonly said: Readonly<Record<string, string>>;
  /** The engine's event log of the last run. */
  readonly events?: string;
}

/** Writes what can be had; of what cannot, the reason. */
export async function writeFailureBundle({ stack, folder, said, events }: Failure): Promise<void> {
  const secrets = passwordsOf(stack);
  const put = (name: string, text: string) =>
    writeFileSync(join(folder, name), withoutSecrets(text, secrets));
  const keep = async (name: string, make: () => string | Promise<string>) => {
    try {
      put(name, await make());
    } catch (error) {
      put(name, `could not be had: ${(error as Error).message}\n`);
    }
  };
  mkdirSync(join(folder, "logs"), { recursive: true });
  for (const [name, text] of Object.entries(said)) put(name, withoutColours(text));
  await Promise.all([
    keep("status.txt", async () => statusText(await gatherFacts(stack))),
    keep("state.json", () => stack.pulumi("stack", "export")),
    keep("containers.json", () => containers(stack, put)),
    keep("load-balancer.txt", () => loadBalancer(stack)),
    keep("stack.yaml", () => stackFile(stack)),
    ...(events === undefined ? [] : [keep("events.json", () => readFileSync(events, "utf8"))]),
    keep("versions.txt", () => versions(stack)),
  ]);
}

/** How each container is, in short; its last lines go into a file of their own. */
async function containers(stack: Stack, put: (name: string, text: string) => void): Promise<string> {
  const { engine, containers: found } = await onEngine(stack, hostOf(stack));
  const inspected = found.map(async ({ id, name, state }) => {
    const container = engine.getContainer(id);
    const options = { stdout: true, stderr: true, timestamps: true, tail: 2_000 };
    put(`logs/${name}.${state}.log`, withoutFrames(await container.logs(options)));
    const { Image, RestartCount, State, Config, NetworkSettings } = await container.inspect();
    const { Labels, Image: image } = Config;
    return {
      name,
      image,
      imageId: Image,
      restarts: RestartCount,
      state: State,
      labels: Labels,
      networks: NetworkSettings.Networks,
    };
  });
  return json(await Promise.all(inspected));
}

async function loadBalancer(stack: Stack): Promise<string> {
  const { scope } = await onEngine(stack, hostOf(stack));
  if (!scope) return "it is not there\n";
  const { files, ...status } = await (await HaProxy.of(scope)).status();
  const texts = Object.entries(files).map(([name, text]) => `== ${name}\n${text}`);
  return `${json(status)}${texts.join("\n")}`;
}

function versions({ folder }: Stack): string {
  const said = (command: string, ...args: string[]) => {
    try {
      return execFileSync(command, args, {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }).trim();
    } catch (error) {
      return `could not be had: ${(error as Error).message.split("\n")[0]}`;
    }
  };
  const { version, dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const rows = {
    "this program": version,
    commit: said("git", "log", "-1", "--format=%h %cd %s"),
    changed: said("git", "status", "--short") || "nothing",
    system: said("uname", "-srm"),
    node: process.version,
    pulumi: said("pulumi", "version"),
    docker: said("docker", "version", "--format", "client {{.Client.Version}}, engine {{.Server.Version}}"),
    ...dependencies,
  };
  return `${Object.entries(rows)
    .map(([name, text]) => `${name}: ${text.includes("\n") ? `\n${text}` : text}`)
    .join("\n")}\n`;
}

/** The stack file; what is encrypted there is of no use to a reader. */
function stackFile({ name, folder }: Stack): string {
  return withoutEncrypted(readFileSync(join(folder, `Pulumi.${name}.yaml`), "utf8"));
}

export function withoutEncrypted(yaml: string): string {
  return yaml
    .replace(/^(encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm, "")
    .replace(/(\bsecure:\s*)\S.*$/gm, "$1(left out)");
}

function passwordsOf({ name, folder }: Stack): string[] {
  const passwords = join(folder, ".state/passwords", name);
  if (!existsSync(passwords)) return [];
  return readdirSync(passwords).map((file) => readFileSync(join(passwords, file), "utf8").trim());
}

/** Nothing should hold a password, but a bundle is given to others: what slipped through anywhere stays out of it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ]);
  return forms
    .filter((form) => form !== "")
    .reduce((left, form) => left.replaceAll(form, "(a password)"), text);
}

function withoutColours(text: string): string {
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** `out/failure-2026-01-31T12-30-05`: the folder that CI keeps. */
async function main([name = "dev", output = "", events = ""]: readonly string[]): Promise<void> {
  const stack = stackHere(name);
  const when = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = join(stack.folder, "out", `failure-${when}`);
  await writeFailureBundle({ stack, folder, said: { "run.txt": readFileSync(output, "utf8") }, events });
  process.stderr.write(`What is known of this failure is kept in ${relative(process.cwd(), folder)}\n`);
}

if (require.main === module) main(process.argv.slice(2)).catch(failWith);
