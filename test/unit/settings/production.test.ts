/** What production on AWS is refused for, all at once. */
import assert from "node:assert/strict";
import { parseSettings, SettingsError } from "../../../components/settings/settings";
import { awsSection, edgeSection, goodConfig, madeNetwork, onAws } from "../../support/release";

const good = {
  production: true,
  idle: "full",
  network: { ...madeNetwork, nat: "per-zone" },
  postgres: { standby: true },
  redis: {},
};

function faultsOf(
  aws: Record<string, unknown>,
  sections: Record<string, unknown> = {},
  { stack = "prod", isEncrypted = true } = {},
): string[] {
  try {
    const raw = { ...goodConfig(), ...onAws({ aws: awsSection({ ...good, ...aws }) }), ...sections };
    parseSettings(raw, { stack, isSecret: () => isEncrypted });
    return [];
  } catch (error) {
    assert(error instanceof SettingsError);
    return [...error.faults];
  }
}

const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const keys = (faults: readonly string[]) => faults.map((fault) => fault.slice(0, fault.indexOf(":"))).sort();

describe("production", () => {
  it("is not refused for what it should be", () => {
    assert.deepEqual(faultsOf({}), []);
  });

  it("is refused for all that it must not have, at once", () => {
    const faults = faultsOf(
      {
        idle: undefined,
        edge: edgeSection({ firewall: { enabled: false }, deletionProtection: false }),
        postgres: { deletionProtection: false, backupDays: 3 },
        redis: { deletionProtection: false, nodes: 1 },
        registry: { deletionProtection: false },
      },
      {
        release: { live: "blue", blue: "latest", green: "main+2" },
        frontend: { replicas: 1, tag: "stable", image: `${registry}/frontend` },
        backend: { replicas: 1, image: `${registry}/api` },
      },
    );
    assert.deepEqual(keys(faults), [
      "aws/edge/deletionProtection",
      "aws/edge/firewall/enabled",
      "aws/idle",
      "aws/postgres/backupDays",
      "aws/postgres/deletionProtection",
      "aws/postgres/standby",
      "aws/redis/deletionProtection",
      "aws/redis/nodes",
      "aws/registry/deletionProtection",
      "backend/replicas",
      "frontend/replicas",
      "frontend/tag",
      "release/blue",
      "release/green",
    ]);
  });

  it("may have tags of releases and of commits, and no others", () => {
    const faults = (blue: string) => faultsOf({}, { release: { live: "blue", blue } });
    for (const tag of ["1.4.2", "v2.0", "2024-05-01", "1.4.2+3", "0a1b2c3", "sha-0a1b2c3d4e5f"]) {
      assert.deepEqual(faults(tag), [], tag);
    }
    for (const tag of ["latest", "main", "stable", "v1", "release"]) {
      assert.deepEqual(keys(faults(tag)), ["release/blue"], tag);
    }
  });

  it("may have no password in clear", () => {
    const existing = { host: "database.example.com", password: "the-password-of-postgres" };
    const faults = faultsOf({ postgres: { existing } }, {}, { isEncrypted: false });
    assert.deepEqual(keys(faults), ["aws/postgres/existing/password"]);
    assert.doesNotMatch(faults.join(), /the-password/);
    assert.deepEqual(faultsOf({ postgres: { existing } }), []);
  });

  it("may have no address for notices in clear", () => {
    const sections = { notices: { slack: "https://hooks.example.com/the-token", webhook: "[secret]" } };
    const faults = faultsOf({}, sections, { isEncrypted: false });
    assert.deepEqual(keys(faults), ["notices/slack", "notices/webhook"]);
    assert.doesNotMatch(faults.join(), /the-token/);
    assert.deepEqual(faultsOf({}, sections), []);
  });

  it("shows no address for notices that is wrong", () => {
    const faults = faultsOf({}, { notices: { slack: "ftp://hooks.example.com/the-token" } });
    assert.deepEqual(keys(faults), ["notices/slack"]);
    assert.match(faults.join(), /should be an address that begins with https:\/\//);
    assert.doesNotMatch(faults.join(), /the-token/);
  });

  it("has to be stated in a stack that is called so, and is asked nothing when it is not", () => {
    assert.deepEqual(keys(faultsOf({ production: undefined })), ["aws/production"]);
    assert.deepEqual(faultsOf({ production: undefined }, {}, { stack: "staging" }), []);
    assert.deepEqual(faultsOf({ production: false, postgres: {}, idle: undefined }), []);
  });
});
