/** What a stack file on AWS may not say, told at once and without a password. */
import assert from "node:assert/strict";
import { parseSettings, SettingsError } from "../../../components/settings/settings";
import { awsSection, goodConfig, onAws } from "../../support/release";

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
    const { network, edge, ...rest } = awsSection() as Record<string, Record<string, unknown>>;
    const aws = {
      ...rest,
      region: "Frankfurt",
      network: { ...network, publicSubnets: ["subnet-0a1b2c3d4e5f67890"], dataRanges: [] },
      edge: { ...edge, tlsPolicy: "ELBSecurityPolicy-2016-08", certificate: undefined },
      idle: "none",
    };
    assert.deepEqual(keys(faultsOf(onAws({ aws }))).sort(), [
      "aws/edge/certificate",
      "aws/edge/tlsPolicy",
      "aws/idle",
      "aws/network/dataRanges",
      "aws/network/publicSubnets",
      "aws/region",
    ]);
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
