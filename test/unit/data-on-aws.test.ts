/** PostgreSQL and Redis that are made on AWS, on mocks. */
import assert from "node:assert/strict";
import { isAsExpected } from "../support/expected";
import { readable } from "../support/readable";
import { recordEnvironment } from "../support/recorded-environment";
import { type Recorded, Recording, Secret } from "../support/recorder";
import { awsSection, madeNetwork, onAws } from "../support/release";

const options = {
  functions: {
    "aws:secretsmanager/getRandomPassword:getRandomPassword": { randomPassword: "made-up-by-aws" },
  },
  outputs: {
    "postgres-instance": { address: "the-host-of-postgres" },
    "redis-nodes": { primaryEndpointAddress: "the-host-of-redis" },
  },
};

const made = { network: madeNetwork, postgres: {}, redis: {} };
const recordData = (aws: Record<string, unknown> = {}, sections: Record<string, unknown> = {}) =>
  recordEnvironment(
    onAws({ aws: awsSection({ ...made, ...aws }), postgres: { version: 17 }, ...sections }),
    options,
  );

const instanceOf = (recording: Recording) => recording.ofType("aws:rds/instance:Instance")[0]!;
const groupOf = (recording: Recording) =>
  recording.ofType("aws:elasticache/replicationGroup:ReplicationGroup")[0]!;

describe("data that is made on AWS", () => {
  it("is the file expected/data-on-aws.yaml", async () => {
    const recording = await recordData();
    const isOurs = ({ parent, name }: Recorded) =>
      parent === "postgres" || parent === "redis" || name === "postgres-role";
    isAsExpected("data-on-aws.yaml", readable(new Recording(recording.resources.filter(isOurs), {})));
  });

  it("is told to the application: where it answers, and that it lets in encrypted connections only", async () => {
    const recording = await recordData({}, { backend: { environment: { PGHOST: "{POSTGRES_HOST}" } } });
    const { spec } = recording.get("Deployment blue-1-4-2-backend").inputs as unknown as {
      spec: { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } };
    };
    const env = spec.template.spec.containers[0]?.env ?? [];
    const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    assert.equal(values.POSTGRES_HOST, "the-host-of-postgres");
    assert.equal(values.REDIS_HOST, "the-host-of-redis");
    assert.deepEqual([values.POSTGRES_SSLMODE, values.REDIS_TLS], ["require", "true"]);
    // A reference works only to what comes before it.
    assert.equal(values.PGHOST, "$(POSTGRES_HOST)");
    const names = env.map(({ name }) => name);
    assert.ok(names.indexOf("POSTGRES_HOST") < names.indexOf("PGHOST"));
  });

  it("has passwords that nobody sees, the same for pods and server", async () => {
    const recording = await recordData();
    const secret = recording.get("Secret blue-1-4-2-passwords").inputs.stringData;
    assert(secret instanceof Secret);
    assert.deepEqual(secret.value, { postgres: "made-up-by-aws", redis: "made-up-by-aws" });
    const role = recording.get("postgres-role").inputs;
    for (const password of [instanceOf(recording).inputs.password, groupOf(recording).inputs.authToken]) {
      assert(password instanceof Secret);
    }
    for (const password of [role.masterPassword, role.password]) assert(password instanceof Secret);
    const shown = recording.resources.filter(({ inputs }) =>
      JSON.stringify(inputs).includes("made-up-by-aws"),
    );
    assert.ok(shown.length > 0);
    for (const { inputs } of shown) {
      const clear = JSON.stringify(inputs, (_key, value: unknown) => (value instanceof Secret ? "" : value));
      assert.doesNotMatch(clear, /made-up-by-aws/);
    }
  });

  it("comes before everything that needs it, a snapshot before each migration", async () => {
    const recording = await recordData();
    for (const colour of ["blue-1-4-2", "green-1-5-0"]) {
      const before = recording.before(`Job ${colour}-migration`);
      for (const name of ["postgres-role", "redis-nodes", `${colour}-backup`])
        assert.ok(before.has(name), name);
    }
    assert.ok(recording.before("postgres-role").has("NetworkPolicy database-role"));
  });

  it("is protected, or may be given up", async () => {
    const protectedBy = async (deletionProtection: boolean) => {
      const recording = await recordData({ postgres: { deletionProtection }, redis: { deletionProtection } });
      return [instanceOf(recording), groupOf(recording), recording.get("postgres-key")].map(
        ({ options }) => options.protect === true,
      );
    };
    assert.deepEqual(await protectedBy(true), [true, true, true]);
    assert.deepEqual(await protectedBy(false), [false, false, false]);
  });

  it("is restarted by no setting but with allowInPlace", async () => {
    const ignored = async (allowInPlace: boolean) => {
      const release = { live: "blue", blue: "1.4.2", green: "1.5.0", allowInPlace };
      const recording = await recordData({}, { release });
      return [instanceOf(recording), groupOf(recording)].map(({ options }) => options.ignoreChanges);
    };
    assert.deepEqual(await ignored(false), [
      ["password", "engineLifecycleSupport", "engineVersion", "instanceClass", "parameterGroupName"],
      ["authToken", "engineVersion", "nodeType"],
    ]);
    assert.deepEqual(await ignored(true), [["password", "engineLifecycleSupport"], ["authToken"]]);
  });

  it("that is there already is used as it is: nothing is made, and no snapshot", async () => {
    const { postgres, redis } = awsSection();
    const recording = await recordData({ postgres, redis });
    const types = recording.resources.map(({ type }) => type);
    assert.ok(!types.some((type) => /^aws:(rds|elasticache|kms|secretsmanager)/.test(type)));
    assert.ok(!types.some((type) => /:(DatabaseRole|Snapshot)$/.test(type)));
  });
});
