/** What a stack file on AWS may not say, told at once and without a password. */
import assert from "node:assert/strict";
import { parseSettings, SettingsError } from "../../../components/settings/settings";
import { awsSection, goodConfig, madeNetwork, onAws } from "../../support/release";

function faultsOf(sections: Record<string, unknown>): readonly string[] {
  try {
    parseSettings({ ...goodConfig(), ...sections });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

const keys = (faults: readonly string[]) => faults.map((fault) => fault.split(":")[0]);

describe("a stack file on AWS", () => {
  it("is good with what is required and no more", () => {
    assert.deepEqual(faultsOf(onAws()), []);
  });

  it("without the section aws is refused; on docker the section is", () => {
    assert.deepEqual(keys(faultsOf({ platform: "aws" })), ["aws"]);
    assert.deepEqual(keys(faultsOf({ aws: awsSection() })), ["aws"]);
  });

  it("may not build images, nor say anything of Docker", () => {
    const faults = faultsOf(
      onAws({ frontend: { build: "app/frontend" }, backend: { build: "app/api" }, docker: { port: 80 } }),
    );
    assert.deepEqual(keys(faults).sort(), ["backend/build", "docker", "frontend/build"]);
  });

  it("is refused with all that is missing or wrong, each by its key", () => {
    const { network, edge, ...rest } = awsSection() as Record<string, Record<string, object>>;
    const aws = {
      ...rest,
      region: "Frankfurt",
      network: {
        existing: { ...network?.existing, publicSubnets: ["subnet-0a1b2c3d4e5f67890"], dataRanges: [] },
      },
      edge: { ...edge, tlsPolicy: "ELBSecurityPolicy-2016-08", certificate: "mine" },
      idle: "none",
    };
    assert.deepEqual(keys(faultsOf(onAws({ aws }))).sort(), [
      "aws/edge/certificate",
      "aws/edge/tlsPolicy",
      "aws/idle",
      "aws/network/existing/dataRanges",
      "aws/network/existing/publicSubnets",
      "aws/region",
    ]);
  });

  it("makes a network of range and zones, or uses one that is there, and not both", () => {
    const made = madeNetwork;
    const { existing } = (awsSection() as { network: { existing: object } }).network;
    const faults = (network: unknown) => faultsOf(onAws({ aws: awsSection({ network }) }));
    assert.deepEqual(faults(made), []);
    assert.deepEqual(faults({ ...made, nat: "per-zone", flowLogDays: 365 }), []);
    assert.deepEqual(keys(faults({ existing, ...made, nat: "one" })), [
      "aws/network/range",
      "aws/network/zones",
      "aws/network/nat",
    ]);
    assert.deepEqual(keys(faults({})), ["aws/network/range", "aws/network/zones"]);
    assert.deepEqual(keys(faults({ range: "10.20.0.0/16" })), ["aws/network/zones"]);
    assert.deepEqual(
      keys(faults({ range: "10.20.1.0/16", zones: ["a", "a"], nat: "two", flowLogDays: 31 })),
      ["aws/network/range", "aws/network/zones", "aws/network/nat", "aws/network/flowLogDays"],
    );
    for (const zones of [["a"], ["a", "b", "c", "d"], ["eu-central-1a", "b"], "a, b"]) {
      assert.ok(faults({ ...made, zones }).length > 0, JSON.stringify(zones));
    }
  });

  it("has a certificate or a zone to prove one in, and a domain of that zone", () => {
    const { certificate, ...edge } = (awsSection() as { edge: Record<string, unknown> }).edge;
    const faults = (differing: object) =>
      keys(faultsOf(onAws({ aws: awsSection({ edge: { ...edge, ...differing } }) })));
    assert.deepEqual(faults({}), ["aws/edge/certificate"]);
    assert.deepEqual(faults({ certificate }), []);
    for (const zone of ["example.com", "Example.com.", "maintenance.example.com", "Z0123456789ABC"]) {
      assert.deepEqual(faults({ zone }), [], zone);
    }
    for (const zone of ["ample.com", "example.org", "other.example.com"]) {
      assert.deepEqual(faults({ zone }), ["aws/edge/domain"], zone);
    }
    assert.deepEqual(faults({ zone: "not a zone" }), ["aws/edge/zone"]);
  });

  it("has ports, logs and limits that fit together", () => {
    const { edge } = awsSection() as { edge: object };
    const faults = (differing: object) =>
      keys(faultsOf(onAws({ aws: awsSection({ edge: { ...edge, ...differing } }) })));
    assert.deepEqual(faults({ previewPort: 443 }), ["aws/edge/previewPort"]);
    assert.deepEqual(faults({ accessLogs: { bucket: "logs-of-all", days: 9 } }), [
      "aws/edge/accessLogs/days",
    ]);
    assert.deepEqual(
      faults({ firewall: { enabled: "yes", rateLimit: 9, logDays: 2 }, deletionProtection: "on" }).sort(),
      [
        "aws/edge/deletionProtection",
        "aws/edge/firewall/enabled",
        "aws/edge/firewall/logDays",
        "aws/edge/firewall/rateLimit",
      ],
    );
  });

  it("is refused, not failed on, when a section is no section", () => {
    for (const aws of [null, "eu-central-1", []]) assert.ok(faultsOf(onAws({ aws })).length > 0);
    for (const network of [null, "vpc-1", [], 7]) {
      assert.ok(faultsOf(onAws({ aws: awsSection({ network }) })).length > 0, JSON.stringify(network));
    }
  });

  it("is refused without showing a password, too short or under a key that is misspelt", () => {
    const postgres = { host: "database.example.com", password: "short-secret" };
    const redis = { host: "cache.example.com", pasword: "another-long-secret" };
    const faults = faultsOf(onAws({ aws: awsSection({ postgres, redis }) }));
    assert.deepEqual(keys(faults).sort(), [
      "aws/postgres/password",
      "aws/redis/password",
      "aws/redis/pasword",
    ]);
    assert.doesNotMatch(faults.join(), /short-secret|another-long-secret/);
  });
});
