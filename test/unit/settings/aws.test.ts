/** What a stack file on AWS may not say, told at once and without a password. */
import assert from "node:assert/strict";
import { parseSettings, SettingsError } from "../../../components/settings/settings";
import { awsSection, clusterSection, goodConfig, madeNetwork, onAws } from "../../support/release";

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

  it("makes a cluster of a version with administrators, or uses one that is there, and not both", () => {
    const made = clusterSection();
    const faults = (cluster: unknown) =>
      faultsOf(onAws({ aws: awsSection({ network: madeNetwork, cluster }) }));
    const at = (path: string) => `aws/cluster/${path}`;
    assert.deepEqual(faults(made), []);
    assert.deepEqual(keys(faults({})), ["version", "administrators"].map(at));
    assert.deepEqual(faults({ existing: { name: "shared" }, namespace: "ours", preStop: "1 second" }), []);
    assert.deepEqual(
      keys(faults({ existing: { name: "shared" }, ...made, nodes: { perZone: 2 } })),
      ["version", "nodes", "administrators"].map(at),
    );
    assert.deepEqual(keys(faults({ existing: {} })), [at("existing/name")]);
    const mixed = { name: "shared", context: "shared", securityGroup: "sg-0a1b2c3d4e5f67890" };
    assert.deepEqual(keys(faults({ existing: mixed })), [
      at("existing/context"),
      at("existing/securityGroup"),
    ]);
    const wrong = { version: 1.36, administrators: [], viewers: ["me"], addons: { "vpc-cnx": "v1.2.3" } };
    assert.deepEqual(
      keys(faults({ ...wrong, nodes: { size: "large", perZone: 0 }, reachedFrom: ["everywhere"] })).sort(),
      [
        "addons/vpc-cnx",
        "administrators",
        "nodes/perZone",
        "nodes/size",
        "reachedFrom/0",
        "version",
        "viewers/0",
      ].map(at),
    );
  });

  it("names subnets for a cluster that is made in a network that is there", () => {
    const { existing } = (awsSection() as { network: { existing: object } }).network;
    const subnets = ["subnet-0a1b2c3d4e5f67894", "subnet-0a1b2c3d4e5f67895"];
    const faults = (privateSubnets: string[]) =>
      keys(
        faultsOf(
          onAws({
            aws: awsSection({
              cluster: clusterSection(),
              network: { existing: { ...existing, privateSubnets } },
            }),
          }),
        ),
      );
    assert.deepEqual(faults(subnets), []);
    assert.deepEqual(faults(subnets.slice(1)), ["aws/network/existing/privateSubnets"]);
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
    const data = { postgres: { existing: postgres }, redis: { existing: redis } };
    const faults = faultsOf(onAws({ aws: awsSection(data) }));
    assert.deepEqual(keys(faults).sort(), [
      "aws/postgres/existing/password",
      "aws/redis/existing/password",
      "aws/redis/existing/pasword",
    ]);
    assert.doesNotMatch(faults.join(), /short-secret|another-long-secret/);
  });

  it("needs subnets for what is to be made in a network that is there already", () => {
    const { existing } = (awsSection() as { network: { existing: object } }).network;
    const faults = (dataSubnets: string[], data: object) =>
      keys(
        faultsOf(
          onAws({ aws: awsSection({ network: { existing: { ...existing, dataSubnets } }, ...data }) }),
        ),
      );
    const subnets = ["subnet-0a1b2c3d4e5f67892", "subnet-0a1b2c3d4e5f67893"];
    assert.deepEqual(faults([], { postgres: {} }), ["aws/network/existing/dataSubnets"]);
    assert.deepEqual(faults(subnets.slice(1), { redis: {} }), ["aws/network/existing/dataSubnets"]);
    assert.deepEqual(faults(subnets, { postgres: {}, redis: {} }), []);
    assert.deepEqual(faults([], {}), []);
  });

  it("makes a database and a cache, or uses what is there, and not both", () => {
    const { postgres, redis } = awsSection() as Record<string, { existing: object }>;
    const both = { postgres: { ...postgres, size: "db.m7g.large" }, redis: { ...redis, nodes: 2 } };
    assert.deepEqual(keys(faultsOf(onAws({ aws: awsSection(both) }))).sort(), [
      "aws/postgres/size",
      "aws/redis/nodes",
    ]);
    const small = { network: madeNetwork, postgres: { storage: 200, maxStorage: 100 } };
    assert.deepEqual(keys(faultsOf(onAws({ aws: awsSection(small) }))), ["aws/postgres/maxStorage"]);
  });

  it("has connections for two colours at their largest, in a database that is made", () => {
    const faults = (sections: object, aws: object = {}) =>
      faultsOf(onAws({ aws: awsSection({ network: madeNetwork, postgres: {}, ...aws }), ...sections }));
    // 2 x (6 x 5 + 1) + 10
    assert.deepEqual(faults({ postgres: { maxConnections: 72 } }), []);
    assert.deepEqual(keys(faults({ postgres: { maxConnections: 71 } })), ["postgres/maxConnections"]);
    assert.match(
      faults({ backend: { connections: 20 } }).join(),
      /at least 252 for two colours of 6 backends/,
    );
    const { postgres } = awsSection();
    assert.deepEqual(faults({ postgres: { maxConnections: 10 } }, { postgres }), []);
  });

  it("makes repositories for images of its own account and region only", () => {
    const faults = (image: string, aws: object = {}) =>
      keys(
        faultsOf(
          onAws({
            aws: awsSection({ registry: {}, ...aws }),
            frontend: { image, replicas: 2 },
            backend: { image },
          }),
        ),
      ).sort();
    const here = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/maintenance";
    assert.deepEqual(faults(here), []);
    assert.deepEqual(faults(here, { account: "123456789012" }), []);
    const both = ["backend/image", "frontend/image"];
    assert.deepEqual(faults(here, { account: "210987654321" }), both);
    assert.deepEqual(faults(here.replace("central", "west")), both);
    assert.deepEqual(faults("registry.example.com/maintenance"), both);
    assert.deepEqual(faults("registry.example.com/maintenance", { registry: undefined }), []);
  });
});
