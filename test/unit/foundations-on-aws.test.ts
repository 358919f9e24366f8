/** What an environment on AWS stands on, for any settings: right for AWS, and never made again by a change of them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { parse } from "yaml";
import { changeableSettings } from "../support/aws-settings";
import { makeFoundations } from "../support/foundations";
import { kindOf } from "../support/provider/aws/table";
import { faultsOf } from "../support/provider/aws/fields";
import { unknown, type Values } from "../support/provider/values";
import { podsGroup, record, type Recorded, Secret } from "../support/recorder";

const functions = {
  "aws:route53/getZone:getZone": { zoneId: "Z0A1B2C3D4E5F6" },
  "aws:secretsmanager/getRandomPassword:getRandomPassword": { randomPassword: "a-random-password" },
};

async function foundationsOf(raw: Record<string, unknown>, stack?: string): Promise<Recorded[]> {
  const recording = await record(() => makeFoundations(raw), { functions, stack });
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

/** Inputs whose change, from the one to the other, makes another resource, unless it is ignored. */
function replaced(after: Recorded, before: Recorded): string[] {
  const { ignoreChanges = [] } = after.options as { ignoreChanges?: readonly string[] };
  return Object.entries(kindOf(after.type).fields)
    .filter(([name, { replaces }]) => {
      const [now, then] = [plain(after.inputs[name]), plain(before.inputs[name])];
      if (ignoreChanges.includes(name) || isDeepStrictEqual(now, then)) return false;
      return typeof replaces === "function" ? replaces(now, then) : replaces === true;
    })
    .map(([name]) => name);
}

const allowed = ({ release }: { release: { allowInPlace: boolean } }) => release.allowInPlace;

/** What holds something, or is known to others by its name or address. */
const stateful =
  /:(Vpc|Subnet|NatGateway|Eip|LoadBalancer|TargetGroup|Bucket|Certificate|LogGroup|WebAcl|Key|Secret|SecretVersion|Instance|ReplicationGroup|SubnetGroup|Cluster)$/;

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
          // An older version of Redis costs the cache, and waits for `allowInPlace` therefore.
          const unasked = replaced(after, former).filter(
            (name) => name !== "engineVersion" || !allowed(other),
          );
          assert.deepEqual(unasked, [], key(after));
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it("have names that AWS takes, at their longest too", async () => {
    // As long as the load balancer's may be, with `maintenance-`.
    const stack = "a".repeat(32 - "maintenance-".length);
    await fc.assert(
      fc.asyncProperty(changeableSettings, async (raw) => {
        for (const { type, name, inputs } of await foundationsOf(raw, stack)) {
          if (type === "aws:index/provider:Provider") continue;
          const { longestName, nameInput = "name" } = kindOf(type);
          if (longestName === undefined) continue;
          const called = (inputs[nameInput] ?? generated(type, name, stack)) as string;
          assert.ok(called.length <= longestName, `${type} ${called}: ${called.length} > ${longestName}`);
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it("let in whom the settings name, and nobody else", async () => {
    await fc.assert(
      fc.asyncProperty(changeableSettings, async (raw) => {
        const rules = (await foundationsOf(raw)).filter(({ type }) => type.endsWith("IngressRule"));
        const { edge } = raw.aws;
        assert.deepEqual(
          rules.map(letIn).sort(),
          [
            "0.0.0.0/0 -> load-balancer-users 80",
            "0.0.0.0/0 -> load-balancer-users 443",
            ...edge.previewFrom.map((range) => `${range} -> load-balancer-preview ${edge.previewPort}`),
            "load-balancer-users -> pods 1024-65535",
            "pods -> postgres-access 5432",
            "pods -> redis-access 6379",
            "10.20.0.0/16 -> endpoints 443",
          ].sort(),
        );
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

/** As Pulumi.yaml says that names are made up. */
function generated(type: string, name: string, stack: string): string {
  const { config } = parse(readFileSync("Pulumi.yaml", "utf8")) as {
    config: Record<
      string,
      { value: { providers: { aws: Patterns & { resources: Record<string, Patterns> } } } }
    >;
  };
  const { aws } = config["pulumi:autonaming"]!.value.providers;
  const { pattern } = aws.resources[type] ?? aws;
  return pattern
    .replace("${project}", "maintenance")
    .replace("${stack}", stack)
    .replace("${name}", name)
    .replace("${hex(6)}", "0a1b2c");
}

interface Patterns {
  readonly pattern: string;
}

/** `pods -> postgres-access 5432` */
function letIn({ inputs }: Recorded): string {
  const { securityGroupId, referencedSecurityGroupId, cidrIpv4, ipProtocol, fromPort, toPort } = plain(
    inputs,
  ) as Readonly<Record<string, string>>;
  const nameOf = (group = "") => (group === podsGroup ? "pods" : group.replace(/-id$/, ""));
  const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
  const from = cidrIpv4 === undefined ? nameOf(referencedSecurityGroupId) : cidrIpv4;
  assert.equal(ipProtocol, "tcp");
  return `${from} -> ${nameOf(securityGroupId)} ${ports}`;
}
