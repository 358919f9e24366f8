/** Settings for tests: a good stack file, and what differs in it. */
import type { Release } from "../../components/colour";
import type { Settings } from "../../components/settings/schema";
import { parseSettings } from "../../components/settings/settings";

/** A stack file with nothing but what is required, and both colours. */
export function goodConfig(): Record<string, unknown> {
  return { release: { live: "blue", blue: "1.4.2", green: "1.5.0" } };
}

/** A network that is made, with no more than it needs. */
export const madeNetwork = { range: "10.20.0.0/16", zones: ["a", "b"] };

/** The edge in front of it, with a name and a certificate that are made too. */
export const madeEdge = {
  domain: "maintenance.example.com",
  zone: "example.com",
  previewFrom: ["10.0.0.0/8"],
};

export function edgeSection(differing: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    domain: "maintenance.example.com",
    certificate: "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
    previewFrom: ["10.0.0.0/8"],
    ...differing,
  };
}

/** What a stack on AWS has to say besides, as far as it is required. */
export function awsSection(differing: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    region: "eu-central-1",
    edge: edgeSection(),
    network: {
      existing: {
        vpc: "vpc-0a1b2c3d4e5f67890",
        publicSubnets: ["subnet-0a1b2c3d4e5f67890", "subnet-0a1b2c3d4e5f67891"],
        publicRanges: ["10.0.0.0/20", "10.0.16.0/20"],
        dataRanges: ["10.0.64.0/20"],
      },
    },
    cluster: { existing: { securityGroup: "sg-0a1b2c3d4e5f67890" } },
    postgres: { existing: { host: "database.example.com", password: "the-password-of-postgres" } },
    redis: { existing: { host: "cache.example.com", password: "the-password-of-redis" } },
    ...differing,
  };
}

/** Of a cluster that is made, as far as it is required. */
export function clusterSection(): Record<string, unknown> {
  return { version: "1.36", administrators: ["arn:aws:iam::123456789012:role/deployer"] };
}

/** Sections of a good stack file on AWS. */
export function onAws(sections: Record<string, unknown> = {}): Record<string, unknown> {
  return { platform: "aws", aws: awsSection(), frontend: { replicas: 2 }, ...sections };
}

/** Valid settings: defaults, with these sections of a stack file instead. */
export function settingsWith(sections: Record<string, unknown> = {}): Settings {
  return parseSettings({ ...goodConfig(), ...sections });
}

export function releaseOf(release: Partial<Release>): Release {
  return {
    live: "blue",
    canary: 0,
    blue: "1.4.2",
    green: "1.5.0",
    maintenance: false,
    allowInPlace: false,
    ...release,
  };
}
