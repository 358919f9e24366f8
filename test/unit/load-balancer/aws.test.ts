/** What users meet on AWS, on mocks: name, certificate, firewall, access logs, protection. */
import assert from "node:assert/strict";
import { rules } from "../../../components/load-balancer/aws-firewall";
import { isAsExpected } from "../../support/expected";
import { readable } from "../../support/readable";
import { recordEnvironment } from "../../support/recorded-environment";
import { Recording } from "../../support/recorder";
import { awsSection, onAws } from "../../support/release";

const functions = { "aws:route53/getZone:getZone": { zoneId: "Z0123456789ABC" } };
const given = { domain: "maintenance.example.com", previewFrom: ["10.0.0.0/8"] };
const outputs = {
  "access-logs": { arn: "arn:aws:s3:::access-logs-1a2b3c4", bucket: "access-logs-1a2b3c4" },
  "load-balancer-users": { ownerId: "123456789012" },
};
const environment = (edge: Record<string, unknown>) =>
  recordEnvironment(onAws({ aws: awsSection({ edge: { ...given, ...edge } }) }), { functions, outputs });

/** The edge alone, as it is made in a whole environment. */
async function edgeWith(edge: Record<string, unknown>): Promise<Recording> {
  const { resources } = await environment(edge);
  return new Recording(
    resources.filter(({ parent }) => parent === "edge"),
    {},
  );
}

const certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f";
const typesOf = ({ resources }: Recording) => new Set(resources.map(({ type }) => type));
const ofType = (recording: Recording, type: string) => {
  const [found, ...more] = recording.ofType(type);
  assert.ok(found && more.length === 0, `${more.length + 1} of ${type}`);
  return found;
};

describe("the edge on AWS", () => {
  it("with a zone is the file expected/edge-on-aws.yaml", async () => {
    isAsExpected("edge-on-aws.yaml", readable(await edgeWith({ zone: "example.com" })));
  });

  it("has a certificate that is proven in the zone before a listener has it, and a name", async () => {
    const recording = await environment({ zone: "example.com" });
    for (const listener of ["preview", "listener"]) {
      assert.ok(recording.before(listener).has("certificate-proven"), listener);
    }
    assert.equal(recording.get("domain").inputs.zoneId, "Z0123456789ABC");
    assert.deepEqual(recording.get("domain").inputs.aliases, [
      { name: "load-balancer-dns-name", evaluateTargetHealth: false },
    ]);
  });

  it("asks nobody for a zone that is named by its id", async () => {
    const { resources } = await recordEnvironment(
      onAws({ aws: awsSection({ edge: { ...given, zone: "Z9876543210" } }) }),
      { outputs },
    );
    const records = resources.filter(({ type }) => type === "aws:route53/record:Record");
    assert.deepEqual(
      records.map(({ inputs }) => inputs.zoneId),
      ["Z9876543210", "Z9876543210"],
    );
  });

  it("with a certificate of yours makes none, and without a zone no record", async () => {
    const alone = await edgeWith({ certificate });
    const both = await edgeWith({ certificate, zone: "example.com" });
    for (const type of [
      "aws:acm/certificate:Certificate",
      "aws:acm/certificateValidation:CertificateValidation",
    ]) {
      assert.ok(!typesOf(alone).has(type) && !typesOf(both).has(type), type);
    }
    assert.ok(!typesOf(alone).has("aws:route53/record:Record"));
    assert.equal(ofType(both, "aws:route53/record:Record").name, "domain");
    assert.equal(alone.get("preview").inputs.certificateArn, certificate);
  });

  it("lets nobody in before the firewall stands", async () => {
    const before = (await environment({ certificate })).before("listener");
    assert.ok(before.has("firewall-association") && before.has("firewall-logs"));
  });

  it("has no firewall when the settings say so", async () => {
    const types = typesOf(await edgeWith({ certificate, firewall: { enabled: false } }));
    assert.deepEqual(
      [...types].filter((type) => type.startsWith("aws:wafv2/")),
      [],
    );
    assert.ok(!types.has("aws:cloudwatch/logGroup:LogGroup"));
  });

  it("uses a bucket of yours as it is, or has one that is ready before the load balancer", async () => {
    const yours = await edgeWith({ certificate, accessLogs: { bucket: "logs-of-all" } });
    assert.deepEqual(yours.get("load-balancer").inputs.accessLogs, { bucket: "logs-of-all", enabled: true });
    assert.ok(!typesOf(yours).has("aws:s3/bucket:Bucket"));
    assert.ok((await environment({ certificate })).before("load-balancer").has("access-logs-policy"));
  });

  it("deletes its access logs with the environment only when it is not protected", async () => {
    for (const deletionProtection of [true, false]) {
      const recording = await edgeWith({ certificate, deletionProtection });
      const { inputs, options } = recording.get("load-balancer");
      assert.equal(inputs.enableDeletionProtection, deletionProtection);
      assert.equal(options.protect ?? false, deletionProtection);
      assert.equal(ofType(recording, "aws:s3/bucket:Bucket").inputs.forceDestroy, !deletionProtection);
    }
  });

  it("takes access logs of this account's load balancers only, and nothing without TLS", async () => {
    const { inputs } = (await edgeWith({ certificate })).get("access-logs-policy");
    const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: Record<string, unknown>[] };
    assert.deepEqual(
      Statement.map(({ Effect, Action, Resource, Condition }) => ({ Effect, Action, Resource, Condition })),
      [
        {
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::access-logs-1a2b3c4/AWSLogs/123456789012/*",
          Condition: undefined,
        },
        {
          Effect: "Deny",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::access-logs-1a2b3c4", "arn:aws:s3:::access-logs-1a2b3c4/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    );
  });
});

describe("the firewall's rules", () => {
  it("are asked in this order, with the rate that the settings say", () => {
    const all = rules(1_234);
    assert.deepEqual(
      all.map(({ name, priority }) => `${JSON.stringify(priority)} ${JSON.stringify(name)}`),
      [
        '1 "AWSManagedRulesAmazonIpReputationList"',
        '2 "rate-limit"',
        '3 "AWSManagedRulesCommonRuleSet"',
        '4 "AWSManagedRulesKnownBadInputsRuleSet"',
        '5 "AWSManagedRulesSQLiRuleSet"',
      ],
    );
    assert.match(JSON.stringify(all[1]), /"block":\{\}.*"limit":1234,"aggregateKeyType":"IP"/);
  });

  it("refuse what the groups say, but for large bodies, which are counted", () => {
    const text = JSON.stringify(rules(10));
    const counted = '"ruleActionOverrides":[{"name":"SizeRestrictions_BODY","actionToUse":{"count":{}}}]';
    assert.equal(text.split(counted).length, 2);
    assert.equal(text.split('"ruleActionOverrides"').length, 2);
    assert.equal(text.split('"overrideAction":{"none":{}}').length, 5);
  });
});
