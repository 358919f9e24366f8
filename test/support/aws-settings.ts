/** Settings of a stack on AWS that may follow one another, for property tests. */
import fc from "fast-check";
import { zoneLetters } from "../../components/network/subnets";

const flag = fc.boolean();
const days = fc.constantFrom(1, 7, 30, 365);

const edge = fc.record({
  zone: fc.constant("example.com"),
  domain: fc.constant("maintenance.example.com"),
  previewFrom: fc.constantFrom(["10.0.0.0/8"], ["192.0.2.0/24", "198.51.100.0/24"]),
  previewPort: fc.constantFrom(8443, 9443),
  tlsPolicy: fc.constantFrom("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06"),
  firewall: fc.record({ enabled: flag, rateLimit: fc.integer({ min: 10, max: 100_000 }), logDays: days }),
  accessLogs: fc.record({ days }),
  deregistrationDelay: fc.integer({ min: 0, max: 3_600 }),
  deletionProtection: flag,
});

const network = fc.record({
  range: fc.constant("10.20.0.0/16"),
  zones: fc.subarray(zoneLetters.slice(0, 4), { minLength: 2, maxLength: 3 }),
  nat: fc.constantFrom("one", "per-zone"),
  flowLogDays: days,
});

const postgres = fc.record({
  size: fc.constantFrom("db.t4g.medium", "db.m7g.large"),
  storage: fc.constantFrom(20, 100),
  maxStorage: fc.constantFrom(100, 1_000),
  standby: flag,
  backupDays: fc.integer({ min: 1, max: 35 }),
  extendedSupport: flag,
  deletionProtection: flag,
});

const redis = fc.record({
  size: fc.constantFrom("cache.t4g.small", "cache.m7g.large"),
  nodes: fc.integer({ min: 1, max: 6 }),
  snapshotDays: fc.integer({ min: 0, max: 35 }),
  deletionProtection: flag,
});

const cluster = fc.record({
  version: fc.constantFrom("1.35", "1.36"),
  nodes: fc.record({
    size: fc.constantFrom("m6i.large", "m7g.large"),
    perZone: fc.integer({ min: 1, max: 5 }),
    disk: fc.integer({ min: 20, max: 200 }),
  }),
  administrators: fc.subarray(
    ["arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/a/two"],
    {
      minLength: 1,
    },
  ),
  viewers: fc.subarray(["arn:aws:iam::123456789012:role/three"]),
  reachedFrom: fc.constantFrom([], ["192.0.2.0/24"]),
  addons: fc.constantFrom({}, { "vpc-cni": "v1.20.1-eksbuild.3" }),
  logDays: days,
  deletionProtection: flag,
});

/** Everything but what names a thing, or says where it stands. */
export const changeableSettings = fc.record({
  platform: fc.constant("aws"),
  release: fc.record({
    live: fc.constant("blue"),
    blue: fc.constant("1.4.2"),
    allowInPlace: flag,
  }),
  postgres: fc.record({
    version: fc.integer({ min: 16, max: 17 }),
    maxConnections: fc.integer({ min: 100, max: 1_000 }),
  }),
  redis: fc.record({ version: fc.constantFrom("7.0", "7.1") }),
  aws: fc.record({
    region: fc.constant("eu-central-1"),
    cluster,
    network,
    edge,
    postgres,
    redis,
  }),
});
