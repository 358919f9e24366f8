/** What the engine knows that the guard's rules need. */
import type Docker from "dockerode";
import { type Colour, colours, otherColour } from "../colour";
import { type EngineScope, findContainers, labels } from "../docker/engine";
import { type HaProxy, type LoadBalancerStatus } from "../load-balancer/haproxy";
import { type ImageFacts, refuseSchema, type SchemaFacts, type Serving } from "./guard";

/** Everything that has weight on file or in a process serves. */
export function servingOf({ onFile, running, versions }: LoadBalancerStatus): Serving {
  const seen = [onFile, ...running];
  return {
    colours: colours.filter((colour) => seen.some((weights) => (weights?.[colour] ?? 0) > 0)),
    versions,
  };
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

/** Faults of running this image's migration while the other colour serves; none when the image is not there yet. */
export async function schemaFaults(
  { engine }: HaProxy,
  scope: EngineScope,
  serving: Serving,
  moving: { colour: Colour; version: string; image: string },
): Promise<string[]> {
  const other = otherColour(moving.colour);
  if (!serving.colours.includes(other)) return [];
  const [container] = await findContainers(engine, scope, {
    [labels.colour]: other,
    [labels.role]: "backend",
  });
  if (!container) return [];
  const runs = {
    colour: other,
    version: serving.versions[other] ?? "",
    schema: await schemaFacts(engine, container.image),
  };
  return refuseSchema({ ...moving, schema: await schemaFacts(engine, moving.image) }, [runs]);
}

/** What an image says of its schema; nothing when it is not there. */
export async function schemaFacts(engine: Docker, reference: string): Promise<SchemaFacts> {
  const found = (await unlessMissing(engine.getImage(reference).inspect()))?.Config.Labels ?? {};
  return { head: found["maintenance.schema.head"], servesFrom: found["maintenance.schema.serves-from"] };
}

async function unlessMissing<T>(inspected: Promise<T>): Promise<T | undefined> {
  try {
    return await inspected;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}
