import type Docker from "dockerode";
import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { resourceProvider } from "../provider/provider";
import { connect, logTail } from "../docker/engine";
import { helperOptions, removeHelpers } from "../docker/helper";
import { schemaFaults, servingOf } from "../guard/docker-facts";
import { HaProxy } from "../load-balancer/haproxy";
import type { MigrationInputs } from "./docker";

interface Evidence {
  readonly ranAt: string;
  readonly log: string;
}

export const provider = resourceProvider<MigrationInputs, Evidence>({
  // A migration belongs to its version: it never runs again under the same one.
  differs: () => Promise.resolve(false),
  create: migrate,
  update: migrate,
});

/** @throws with the last log lines when the migration fails or does not end in time. */
async function migrate(inputs: MigrationInputs): Promise<Evidence> {
  if (inputs.command.length === 0) {
    return { ranAt: new Date().toISOString(), log: "nothing to migrate: backend/migrate is empty" };
  }
  const engine = await connect(inputs.host);
  await refuseBreakingSchema(engine, inputs);
  await removeHelpers(engine, inputs, "migration", inputs.colour);
  await failPoint("migration:before-start");
  await assertStillAsked();
  const container = await engine.createContainer(
    helperOptions({ ...inputs, files: inputs.volumes, volumes: {} }),
  );
  try {
    await container.start();
    const exitCode = await exitOf(container, inputs.timeoutMs);
    const log = await logTail(engine, container.id);
    if (exitCode !== 0) {
      const how =
        exitCode === undefined
          ? `did not end within ${inputs.timeoutMs / 1000} s`
          : `ended with exit code ${exitCode}`;
      throw new Error(
        `migration of ${inputs.colour} ${inputs.version} (${inputs.image} ${inputs.command.join(" ")}) ${how}. Users stay where they are. Its last lines:\n${log}`,
      );
    }
    return { ranAt: new Date().toISOString(), log: lastLines(log, 5) };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** The guard could not know an image that this run has built: asked again before anything is touched. */
async function refuseBreakingSchema(engine: Docker, inputs: MigrationInputs): Promise<void> {
  const loadBalancer = await HaProxy.find(inputs);
  if (!loadBalancer) return;
  const { colours, versions } = servingOf(await loadBalancer.status());
  const others = colours.map((colour) => ({
    colour,
    version: versions[colour] ?? "",
    runs: true,
    image: "",
  }));
  const faults = await schemaFaults(engine, inputs, inputs, others);
  if (faults.length > 0)
    throw new Error(`${faults.join("\n")}\nNothing was migrated; users stay where they are.`);
}

/** @returns undefined when it did not end in time. */
async function exitOf(container: Docker.Container, timeoutMs: number): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    const ended = container.wait() as Promise<{ StatusCode: number }>;
    return await Promise.race([ended.then(({ StatusCode }) => StatusCode), late]);
  } finally {
    clearTimeout(timer);
  }
}

function lastLines(text: string, count: number): string {
  return text.split("\n").slice(-count).join("\n");
}
