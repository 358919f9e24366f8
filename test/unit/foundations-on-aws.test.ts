/** What an environment on AWS stands on, for any settings: right for AWS, and never made again by a change of them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { changeableSettings } from "../support/aws-settings";
import { makeFoundations } from "../support/foundations";
import { kindOf } from "../support/provider/aws/table";
import { faultsOf } from "../support/provider/aws/fields";
import { unknown, type Values } from "../support/provider/values";
import { record, type Recorded, Secret } from "../support/recorder";

const functions = {
  "aws:route53/getZone:getZone": { zoneId: "Z0A1B2C3D4E5F6" },
  "aws:secretsmanager/getRandomPassword:getRandomPassword": { randomPassword: "a-random-password" },
};

async function foundationsOf(raw: Record<string, unknown>): Promise<Recorded[]> {
  const recording = await record(() => makeFoundations(raw), { functions });
  return recording.resources.filter(({ type }) => type.startsWith("aws:"));
}

const key = ({ type, name }: Recorded) => `${type} ${name}`;

function plain(value: unknown): unknown {
  if (value instanceof Secret) return plain(value.value);
  // On mocks nobody says what only AWS tells.
  if (Array.isArray(value)) return value.map((item) => (item === null ? unknown : plain(item)));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

/** Those of which a change makes another resource, unless it is ignored. */
function identity({ type, inputs, options }: Recorded): Values {
  const { ignoreChanges = [] } = options as { ignoreChanges?: readonly string[] };
  const fixed = Object.entries(kindOf(type).fields).filter(
    ([name, field]) => field.replaces && !ignoreChanges.includes(name),
  );
  return Object.fromEntries(fixed.map(([name]) => [name, inputs[name]]));
}

/** What holds something, or is known to others by its name or address. */
const stateful =
  /:(Vpc|Subnet|NatGateway|Eip|LoadBalancer|TargetGroup|Bucket|Certificate|LogGroup|WebAcl|Key|Secret|SecretVersion|Instance|ReplicationGroup|SubnetGroup)$/;

describe("foundations on AWS", function () {
  this.timeout(60_000);

  it("ask AWS for nothing that it would refuse, whatever the settings", async () => {
    await fc.assert(
      fc.asyncProperty(changeableSettings, async (raw) => {
        for (const resource of await foundationsOf(raw)) {
          if (resource.type === "aws:index/provider:Provider") continue;
          const kind = kindOf(resource.type);
          const inputs = plain(resource.inputs) as Values;
          const faults = [...faultsOf(kind.fields, inputs), ...(kind.faults?.(inputs) ?? [])];
          // What comes from another resource is not known here; the engine's test finds what is missing.
          const wrong = faults.filter(({ reason }) => reason !== "is missing");
          assert.deepEqual(wrong, [], key(resource));
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it("are never made again by a change of settings, as far as they hold or are known by something", async () => {
    await fc.assert(
      fc.asyncProperty(changeableSettings, changeableSettings, async (one, other) => {
        const before = new Map((await foundationsOf(one)).map((each) => [key(each), each]));
        for (const after of await foundationsOf(other)) {
          const former = before.get(key(after));
          if (!former || !stateful.test(after.type)) continue;
          assert.deepEqual(plain(identity(after)), plain(identity(former)), key(after));
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
