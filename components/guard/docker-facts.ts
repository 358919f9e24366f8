/** What the engine knows that the guard's rules need. */
import type Docker from "dockerode";
import { type Colour, colours } from "../colour";
import { type EngineScope, findContainers, labels, nameOf, unlessMissing } from "../docker/engine";
import type { LoadBalancerStatus } from "../load-balancer/haproxy-status";
import { type DatabaseAccess, databaseFacts } from "../postgres/server";
import type { GuardInputs } from "./docker";
import { type ImageFacts, type Met, refuseSchema, type SchemaFacts, type Serving } from "./guard";

/** Everything that has weight on file or in a process serves. */
export function servingOf({ onFile, running, versions }: LoadBalancerStatus): Serving {
  const seen = [onFile, ...running];
  return {
    colours: colours.filter((colour) => seen.some((weights) => (weights?.[colour] ?? 0) > 0)),
    versions,
  };
}

/**
 * Without a load balancer nobody serves, but one that is made again takes up the weights of its volume. Cannot ask means
 * serving: each colour that runs counts.
 */
export async function runningColours(engine: Docker, scope: EngineScope): Promise<Serving> {
  const all = await findContainers(engine, scope, { [labels.role]: "frontend" });
  const running = all.filter(({ state }) => state === "running");
  const versions = Object.fromEntries(
    running.map((each) => [each.labels[labels.colour], each.labels[labels.version]]),
  ) as Serving["versions"];
  return { colours: colours.filter((colour) => versions[colour] !== undefined), versions };
}

/** Names of what has run under the labels of this environment, but not in its network: the state does not know it. */
export async function ranUnknown(
  engine: Docker,
  { network, labels: whose }: Pick<GuardInputs, "network" | "labels">,
): Promise<string[]> {
  const label = Object.entries(whose).map(([key, value]) => `${key}=${value}`);
  const all = await engine.listContainers({ all: true, filters: { label } });
  return all
    .filter(({ State, NetworkSettings }) => State !== "created" && !NetworkSettings.Networks[network])
    .filter(({ Labels }) => Labels[labels.passing] !== "true")
    .map(nameOf)
    .sort();
}

export async function imageFacts(
  engine: Docker,
  image: { reference: string; marker: string },
): Promise<ImageFacts> {
  const [there, builtBefore] = await Promise.all([
    unlessMissing(engine.getImage(image.reference).inspect()),
    unlessMissing(engine.getVolume(image.marker).inspect()),
  ]);
  return { reference: image.reference, there: there !== undefined, builtBefore: builtBefore !== undefined };
}

/** Faults of running this image's migration while, or before, others serve; none when an image is not there yet. */
export async function schemaFaults(
  engine: Docker,
  scope: EngineScope,
  moving: { colour: Colour; version: string; image: string },
  others: readonly (Met & { image: string })[],
): Promise<string[]> {
  const [schema, ...met] = await Promise.all([
    schemaFacts(engine, moving.image),
    ...others.map(async ({ colour, version, image, runs }) => {
      const running = runs ? await imageThatRuns(engine, scope, colour) : undefined;
      return { colour, version, schema: await schemaFacts(engine, running ?? image) };
    }),
  ]);
  return refuseSchema({ ...moving, schema }, met);
}

async function imageThatRuns(
  engine: Docker,
  scope: EngineScope,
  colour: Colour,
): Promise<string | undefined> {
  const wanted = { [labels.colour]: colour, [labels.role]: "backend" };
  return (await findContainers(engine, scope, wanted))[0]?.image;
}

/**
 * The schema that the database is on, with what the images of that head say of it; where they do not agree, the word of
 * the most tolerant. Nothing is known while Postgres does not answer: then the gate refuses.
 */
export async function databaseSchema(
  engine: Docker,
  scope: EngineScope,
  access: DatabaseAccess,
  image: string,
): Promise<SchemaFacts> {
  const { revision } = await databaseFacts(engine, scope, access).catch(() => ({ revision: undefined }));
  if (revision === undefined) return {};
  const filters = {
    reference: [image.replace(/:[^:/]+$/, "")],
    label: [`${schemaLabels.head}=${revision}`],
  };
  const claims = (await engine.listImages({ filters })).map((each) => each.Labels?.[schemaLabels.servesFrom]);
  const [servesFrom] = claims.sort((a = "", b = "") => (a < b ? -1 : 1));
  return { head: revision, servesFrom };
}

/** docs/your-app.md */
const schemaLabels = {
  head: "maintenance.schema.head",
  servesFrom: "maintenance.schema.serves-from",
} as const;

/** What an image says of its schema; nothing when it is not there. */
export async function schemaFacts(engine: Docker, reference: string): Promise<SchemaFacts> {
  const found = (await unlessMissing(engine.getImage(reference).inspect()))?.Config.Labels ?? {};
  return { head: found[schemaLabels.head], servesFrom: found[schemaLabels.servesFrom] };
}
