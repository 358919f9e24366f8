/** Snapshots of an RDS instance that were made before migrations. Packages are loaded when the first question is asked. */
import type * as Sdk from "@aws-sdk/client-rds";
import { loadSdk, awsRetries } from "../aws/sdk";
import { until } from "../until";
import { parseVersion, physicalVersion } from "../version";
import { tooMany } from "./backup";
import type { SnapshotInputs } from "./aws";

/** Tag by which a snapshot says what it was made before: `blue 1.4.2`. */
const beforeTag = "maintenance:before";

export interface Taken {
  readonly name: string;
  readonly takenAt: Date;
}

export class Snapshots {
  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: Sdk.RDSClient,
    private readonly instance: string,
  ) {}

  static async of({ region, instance }: Pick<SnapshotInputs, "region" | "instance">): Promise<Snapshots> {
    const sdk = await loadSdk(() => import("@aws-sdk/client-rds"));
    return new Snapshots(sdk, new sdk.RDSClient({ region, ...awsRetries }), instance);
  }

  /** One that a killed run has begun is waited for. @returns when it can be restored from */
  async take(inputs: SnapshotInputs, say: (text: string) => void): Promise<Taken> {
    const before = `${inputs.colour} ${inputs.version}`;
    const begun = (await this.all()).find((one) => one.Status === "creating" && tagOf(one) === before);
    const name = begun?.DBSnapshotIdentifier ?? (await this.begin(inputs, before));
    say(`${name}: waiting until AWS has written it`);
    const isThere = async () => {
      const found = (await this.all()).find((one) => one.DBSnapshotIdentifier === name);
      if (found?.Status === "available") return found;
      if (found?.Status === "creating") return false;
      throw new Error(`AWS says "${found?.Status ?? "no such snapshot"}" of ${name}`);
    };
    const taken = await until(isThere, `the snapshot ${name}`, {
      timeoutMs: inputs.timeoutMs,
      intervalMs: 2_000,
    });
    return { name, takenAt: taken.SnapshotCreateTime ?? new Date() };
  }

  /** Of those made before migrations. */
  async deleteOldest(keep: number): Promise<void> {
    const done = (await this.all()).filter(({ Status }) => Status === "available");
    for (const DBSnapshotIdentifier of tooMany(done.map(nameOf), keep)) {
      await this.client.send(new this.sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
    }
  }

  private async begin({ colour, version }: SnapshotInputs, before: string): Promise<string> {
    const name = snapshotName(
      this.instance,
      new Date(),
      `${colour}-${physicalVersion(parseVersion(version))}`,
    );
    await this.client.send(
      new this.sdk.CreateDBSnapshotCommand({
        DBInstanceIdentifier: this.instance,
        DBSnapshotIdentifier: name,
        Tags: [{ Key: beforeTag, Value: before }],
      }),
    );
    return name;
  }

  /** Those of this program; others are not looked at. */
  private async all(): Promise<Sdk.DBSnapshot[]> {
    const found: Sdk.DBSnapshot[] = [];
    const pages = this.sdk.paginateDescribeDBSnapshots(
      { client: this.client },
      { DBInstanceIdentifier: this.instance, SnapshotType: "manual" },
    );
    for await (const { DBSnapshots = [] } of pages) found.push(...DBSnapshots);
    return found.filter((one) => tagOf(one) !== undefined);
  }
}

/** Sorts by time. At most 255 letters, digits and single dashes (API_CreateDBSnapshot). */
export function snapshotName(instance: string, at: Date, of: string): string {
  const moment = at
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")
    .toLowerCase();
  return `${instance}-${moment}-before-${of}`.replace(/-{2,}/g, "-").replace(/-$/, "");
}

function nameOf({ DBSnapshotIdentifier = "" }: Sdk.DBSnapshot): string {
  return DBSnapshotIdentifier;
}

function tagOf({ TagList = [] }: Sdk.DBSnapshot): string | undefined {
  return TagList.find(({ Key }) => Key === beforeTag)?.Value;
}
