/** What a killed run left on the engine. Pure. */
import { labels } from "./engine";

/** What the engine has under the labels of a stack. */
export interface OnEngine {
  readonly containers: readonly EngineContainer[];
  readonly volumes: readonly Labelled[];
  readonly networks: readonly Labelled[];
}

export interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EngineContainer extends Labelled {
  /** `created` is one that never ran. */
  readonly state: string;
  /** Names of the volumes and networks that it uses. */
  readonly uses: readonly string[];
}

export interface Names {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

export function allOf({ containers, volumes, networks }: Names): string[] {
  return [...containers, ...volumes, ...networks];
}

/**
 * What bears the environment's label, is not known to the program and is of no use to anybody: containers that were never
 * started or that belong to one step, empty volumes and networks of none that stay. Whatever has run is in the state
 * (`start-provider.ts`), and Pulumi deletes it; data is nobody's to remove.
 */
export function leftBehind(found: OnEngine, known: Names, environment: string): Names {
  const ours = (each: Labelled) => each.labels[labels.environment] === environment;
  const containers = found.containers.filter(
    (each) =>
      ours(each) &&
      !known.containers.includes(each.name) &&
      (each.state === "created" || each.labels[labels.passing] === "true"),
  );
  const used = new Set(
    found.containers.filter((each) => !containers.includes(each)).flatMap(({ uses }) => uses),
  );
  const unused = (all: readonly Labelled[], names: readonly string[]) =>
    all
      .filter((each) => ours(each) && !names.includes(each.name) && !used.has(each.name))
      .filter((each) => each.labels[labels.data] !== "true")
      .map(({ name }) => name);
  return {
    containers: containers.map(({ name }) => name),
    volumes: unused(found.volumes, known.volumes),
    networks: unused(found.networks, known.networks),
  };
}
