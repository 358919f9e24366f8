import { Cluster } from "../kubernetes/cluster";
import { notice, resourceProvider } from "../provider/provider";
import { Snapshots } from "./aws-snapshots";
import type { SnapshotInputs } from "./aws";

/** What was done, to be read in the outputs of the resource: a snapshot, or why there is none. */
interface Evidence {
  readonly snapshot?: string;
  readonly takenAt?: string;
  readonly seconds?: number;
  readonly skipped?: string;
}

export const provider = resourceProvider<SnapshotInputs, Evidence>({
  // A backup is of the moment before its migration: while that has not come to its end, the next run makes a new one.
  differs: async (olds, news) => olds.snapshot !== undefined && !(await hasMigrated(news)),
  create: backUp,
  update: (_olds, news) => backUp(news),
});

async function hasMigrated(inputs: SnapshotInputs): Promise<boolean> {
  return Cluster.of(inputs)
    .then((cluster) => cluster.hasSucceeded(inputs.job))
    .catch(() => false);
}

/** @throws when there is none that can be restored from; then nothing is migrated. */
async function backUp(inputs: SnapshotInputs): Promise<Evidence> {
  const subject = `snapshot before the migration of ${inputs.colour} ${inputs.version}`;
  try {
    const versions = await (await Cluster.of(inputs)).versions();
    if (Object.keys(versions).length === 0)
      return { skipped: "no version has ever run: there is no data yet" };
    const started = Date.now();
    const snapshots = await Snapshots.of(inputs);
    const snapshot = await snapshots.take(inputs, (text) => notice(`${subject}: ${text}`));
    await snapshots.deleteOldest(inputs.keep);
    const seconds = Math.round((Date.now() - started) / 1_000);
    notice(`${subject}: ${snapshot.name}, ${seconds} s`);
    return { snapshot: snapshot.name, takenAt: snapshot.takenAt.toISOString(), seconds };
  } catch (error) {
    throw new Error(
      `${subject}: ${(error as Error).message}\nNothing was migrated; users stay where they are.`,
      { cause: error },
    );
  }
}
