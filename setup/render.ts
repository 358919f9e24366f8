/** Everything that a stack on AWS would make, as files, without a cloud and without a cluster: `make render STACK=prod`. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { Environment } from "../components/environment";
import { choosePlatform } from "../components/platform";
import { parseSettings } from "../components/settings/settings";
import { record, type Recorded, Secret } from "../test/support/recorder";

/** Long enough for the validator, and the same for everybody. */
const redacted = "(a secret, not shown)";

/** Settings as the stack file writes them, with secrets that are not read. */
export function rawSettings(stackFile: string): Record<string, unknown> {
  const { config = {} } = parse(stackFile) as { config?: Record<string, unknown> };
  const own = Object.entries(config).filter(([key]) => key.startsWith("maintenance:"));
  return Object.fromEntries(
    own.map(([key, value]) => [key.slice("maintenance:".length), withoutSecrets(value)]),
  );
}

function withoutSecrets(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  const map = value as Record<string, unknown>;
  if (typeof map.secure === "string" && Object.keys(map).length === 1) return redacted;
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, withoutSecrets(item)]));
}

/** What the program asks AWS in a preview already. */
const asked = {
  "aws:route53/getZone:getZone": { zoneId: "(the id of the zone)" },
  "aws:secretsmanager/getRandomPassword:getRandomPassword": { randomPassword: redacted },
};

/** What AWS says once it has made them, by their names. */
const said = {
  "postgres-instance": { address: "(the host of postgres)" },
  "redis-nodes": { primaryEndpointAddress: "(the host of redis)" },
};

/** All resources of a stack, in the order of their types and names. */
export async function resourcesOf(stack: string, raw: Record<string, unknown>): Promise<Recorded[]> {
  const settings = parseSettings(raw);
  const recording = await record(
    async () => {
      const platform = await choosePlatform(settings);
      new Environment("environment", { settings, platform }, { providers: platform.providers });
    },
    { stack, functions: asked, outputs: said },
  );
  const key = ({ type, name }: Recorded) => `${type} ${name}`;
  return [...recording.resources].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Kubernetes objects by file name, as they would be applied. */
export function manifests(resources: readonly Recorded[]): Map<string, string> {
  // A chart is none: what it holds is not known here.
  const objects = resources.filter(
    ({ type, inputs }) => type.startsWith("kubernetes:") && inputs.apiVersion !== undefined,
  );
  return new Map(
    objects.map(({ name, inputs }) => [
      `${name.replaceAll(" ", "-").toLowerCase()}.yaml`,
      stringify(shown(inputs), { lineWidth: 0 }),
    ]),
  );
}

function shown(value: unknown): unknown {
  if (value instanceof Secret) return hidden(value.value);
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}

/** The keys of a secret map are no secret. */
function hidden(value: unknown): unknown {
  if (value === null || typeof value !== "object") return redacted;
  return Object.fromEntries(Object.keys(value).map((key) => [key, redacted]));
}

async function main(stack: string, folder: string): Promise<void> {
  const stackFile = `Pulumi.${stack}.yaml`;
  if (!existsSync(stackFile)) {
    throw new Error(
      `there is no ${stackFile}; name a stack that has a file, STACK=name (docs/aws.md shows one)`,
    );
  }
  const resources = await resourcesOf(stack, rawSettings(readFileSync(stackFile, "utf8")));
  const out = resolve(folder);
  rmSync(join(out, "kubernetes"), { recursive: true, force: true });
  mkdirSync(join(out, "kubernetes"), { recursive: true });
  const files = manifests(resources);
  for (const [file, text] of files) writeFileSync(join(out, "kubernetes", file), text);
  const list = resources.map(({ type, name, inputs, dependsOn }) => ({
    type,
    name,
    inputs: shown(inputs),
    dependencies: dependsOn,
  }));
  writeFileSync(join(out, "resources.json"), `${JSON.stringify(list, undefined, 2)}\n`);
  process.stdout.write(
    `${list.length} resources in ${folder}/resources.json, ${files.size} of them in ${folder}/kubernetes\n`,
  );
}

if (require.main === module) {
  const [stack = "prod", folder = "out"] = process.argv.slice(2);
  main(stack, folder).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
