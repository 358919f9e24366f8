/** A good stack file with one or several things wrong: each is named, all at once, and nothing else is. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSettings, SettingsError } from "../../../components/settings/settings";

const good = () => ({
  platform: "docker",
  release: {
    live: "blue",
    canary: 10,
    blue: "1.4.2",
    green: "1.5.0+1",
    maintenance: false,
    allowInPlace: false,
  },
  frontend: {
    image: "maintenance-frontend",
    build: "app/frontend",
    replicas: 1,
    memory: 128,
    cpus: "0.5",
    user: 101,
    port: 8080,
    root: "/usr/share/nginx/html",
    assets: "/assets/",
    singlePage: true,
    backendPaths: ["/api/"],
  },
  backend: {
    image: "maintenance-api",
    build: "app/api",
    replicas: 2,
    memory: 384,
    cpus: "1",
    user: 10_001,
    port: 8000,
    healthPath: "/health",
    readyPath: "/ready",
    versionPath: "/api/version",
    migrate: ["migrate"],
    environment: { LOG_LEVEL: "info" },
    migrationTimeout: "10 minutes",
    revisionQuery: "SELECT max(version) FROM schema_history",
    stopTimeout: "30 seconds",
  },
  postgres: { version: 14, memory: 512, maxConnections: 100 },
  backup: { keep: 7, timeout: "30 minutes" },
  redis: { version: "7.0", memory: 128 },
  docker: {
    host: "unix:///var/run/docker.sock",
    bind: "127.0.0.1",
    port: 8080,
    previewPort: 8081,
    tls: "off",
    tlsPort: 8443,
    names: [],
  },
  loadBalancer: {
    image: "haproxy:2.6",
    memory: 256,
    maxConnections: 2_000,
    connectionsPerClient: 500,
    rateLimit: 1_000,
    maxHeaderSize: 16,
    maxBodySize: 10_240,
    requestTimeout: "10 seconds",
    connectTimeout: "2 seconds",
    drainTimeout: "30 seconds",
    contentSecurityPolicy: "default-src 'self'",
  },
  gate: {
    timeout: "90 seconds",
    interval: "500 milliseconds",
    polls: 3,
    page: "/",
    smoke: ["/api/selfcheck"],
  },
  settle: { answers: 20, timeout: "30 seconds", drain: "30 seconds" },
});

const notAWord = [1, true, null, [], {}, ""];
const notAMap = [1, true, "text", null];
const notAVersion = [1.4, 2, true, null, "", "1.4.2+0", "1 4", "v/1", ".1"];
const notADuration = [10, "10", "10s", "ten seconds", "-1 seconds", null, "1 day", ""];
const notMemory = [0, 15, 65_537, 1.5, "128", null, -1];
const notCpus = [1, "0", "0.001", "0,5", "half", "", null];
const notAnImage = [1, "", "Upper", "with:tag", "a b", "-a", "a//b", `${"a".repeat(60)}!`, null];
const notANumberOf = [0, 65_536, -1, 1.5, "80", null];
const notASafePath = ["health", "", "/a b", "/a;b", "/a{b}", '/"', "/$x", "/a#b", 1, null];
const notAFolder = ["/api", "api/", "", "/a b/", "/a;/", "//", 1, null];
const notAPath = ["api", "", "/with space", 1, null];

/** For each key, values that are not allowed there. */
const wrong: Record<string, readonly unknown[]> = {
  platform: ["kubernetes", "Docker", ...notAWord],
  "release/live": ["red", "BLUE", ...notAWord],
  "release/canary": [-1, 101, 0.5, "10", null, true],
  "release/blue": notAVersion,
  "release/green": notAVersion,
  "release/allowInPlace": ["true", 1, null],
  frontend: notAMap,
  "frontend/image": notAnImage,
  "frontend/build": ["/absolute/path/", "../elsewhere", "", "a b", 1, null],
  "frontend/replicas": [0, 21, 1.5, "1", null],
  "frontend/memory": notMemory,
  "frontend/cpus": notCpus,
  "frontend/tag": [1.22, "", "a b", "-a", null],
  "frontend/user": notANumberOf,
  "frontend/port": notANumberOf,
  "frontend/root": notASafePath,
  "frontend/assets": notAFolder,
  "frontend/singlePage": ["true", 0, null],
  "frontend/backendPaths": ["/api/", 1, null],
  "frontend/backendPaths/0": notAFolder,
  "backend/image": notAnImage,
  "backend/replicas": [0, 21, -1, "2", null],
  "backend/memory": notMemory,
  "backend/cpus": notCpus,
  "backend/user": notANumberOf,
  "backend/port": notANumberOf,
  "backend/healthPath": notASafePath,
  "backend/readyPath": notASafePath,
  "backend/versionPath": notASafePath,
  "backend/migrate": ["migrate", 1, null],
  "backend/migrate/0": [1, "", null],
  "backend/environment": [1, "LOG_LEVEL=info", null],
  "backend/environment/LOG_LEVEL": [1, true, null, {}],
  "backend/migrationTimeout": notADuration,
  "backend/revisionQuery": ["DELETE FROM x", "SELECT 1; SELECT 2", "", 1, null],
  "backend/stopTimeout": notADuration,
  "postgres/version": [13, 18, "14", 14.1, null],
  "postgres/maxConnections": [9, 1_001, "100", null],
  backup: notAMap,
  "backup/keep": [0, 1_001, "7", 1.5, null],
  "backup/timeout": notADuration,
  redis: notAMap,
  "redis/version": [7, 7.2, "6.2", "8", "latest", null],
  "redis/memory": notMemory,
  "docker/host": [
    ...[
      "localhost",
      "http://x",
      "unix://docker.sock",
      "tcp://10.0.0.5",
      "ssh://a:password@b",
      "ssh://a@b/path",
      "ssh://",
    ],
    ...["", 1, null],
  ],
  "docker/bind": ["localhost", "127.0.0.256", "", "::1", 1, "0.0.0.0.0", null],
  "docker/port": [0, 65_536, "8080", null],
  "docker/previewPort": [0, 65_536, "8081", null],
  "docker/tls": ["on", "Own", ...notAWord],
  "docker/tlsPort": [0, 65_536, "8443", null],
  "docker/names": ["localhost", 1, null],
  "loadBalancer/image": ["haproxy", "", 1, null],
  "loadBalancer/maxConnections": [9, 100_001, null],
  "loadBalancer/connectionsPerClient": [0, 100_001, "500", null],
  "loadBalancer/rateLimit": [-1, 1_000_001, 0.5, "off", null],
  "loadBalancer/maxHeaderSize": [3, 33, "16k", null],
  "loadBalancer/requestTimeout": notADuration,
  "loadBalancer/maxBodySize": [0, 1_048_577, "10k", null],
  "loadBalancer/connectTimeout": notADuration,
  "loadBalancer/drainTimeout": notADuration,
  "loadBalancer/contentSecurityPolicy": [
    'say "self"',
    "img-src /%20",
    "img-src $HOME",
    "img-src \\",
    "two\nlines",
    "",
    1,
    null,
  ],
  "gate/timeout": notADuration,
  "gate/interval": notADuration,
  "gate/polls": [0, 101, "3", null],
  "gate/page": notAPath,
  "gate/smoke": ["/api", 1, null],
  "gate/smoke/0": notAPath,
  "settle/answers": [0, 1_001, "20", null],
  "settle/drain": notADuration,
};

interface Mutation {
  readonly key: string;
  readonly value: unknown;
}

/** What is wrong only together with another key; with `live: blue` and `canary: 10`, both colours need a version. */
const wrongTogether: readonly Mutation[] = [
  { key: "release/green", value: undefined },
  { key: "release/blue", value: undefined },
  { key: "docker/previewPort", value: 8080 },
  { key: "frontend/tag", value: "1.22" },
  { key: "frontend/assets", value: "/api/" },
  { key: "docker/bind", value: "0.0.0.0" },
];

const replaced: fc.Arbitrary<Mutation> = fc
  .constantFrom(...Object.keys(wrong))
  .chain((key) => fc.constantFrom(...(wrong[key] ?? [])).map((value) => ({ key, value })));
const added: fc.Arbitrary<Mutation> = fc.record({
  key: fc
    .tuple(
      fc.constantFrom(
        "",
        "release/",
        "frontend/",
        "backend/",
        "postgres/",
        "redis/",
        "docker/",
        "gate/",
        "settle/",
      ),
      fc.constantFrom("secret", "color", "replica", "x", "Live", "time-out"),
    )
    .map(([section, name]) => section + name),
  value: fc.constantFrom<unknown>(1, "text", true, {}, null),
});

/** Several, none of them inside another. */
const mutations = fc
  .uniqueArray(fc.oneof({ weight: 4, arbitrary: replaced }, { weight: 1, arbitrary: added }), {
    selector: ({ key }) => key,
    minLength: 1,
    maxLength: 6,
  })
  .filter((list) => list.every(({ key }) => !list.some((other) => key.startsWith(`${other.key}/`))));

function mutated(list: readonly Mutation[]): Record<string, unknown> {
  const config: Record<string, unknown> = good();
  for (const { key, value } of list) {
    const path = key.split("/");
    const last = path.pop() ?? "";
    let place = config;
    for (const step of path) place = place[step] as Record<string, unknown>;
    place[last] = value;
  }
  return config;
}

function faultsOf(config: Record<string, unknown>): readonly string[] {
  try {
    parseSettings(config);
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.faults;
  }
  return [];
}

const keyOf = (fault: string) => fault.slice(0, fault.indexOf(":"));

describe("a stack file with every setting, all good", () => {
  it("is accepted", () => {
    assert.deepEqual(faultsOf(good()), []);
  });
});

describe("a stack file with one wrong value", () => {
  for (const [key, values] of Object.entries(wrong)) {
    it(`in ${key} is refused, naming key, value and rule: ${values.map((value) => JSON.stringify(value)).join(", ")}`, () => {
      for (const value of values) {
        const faults = faultsOf(mutated([{ key, value }]));
        assert.deepEqual(faults.map(keyOf), [key], `${JSON.stringify(value)}: ${faults.join("; ")}`);
        assert.ok(
          faults[0]?.includes(typeof value === "number" ? String(value) : JSON.stringify(value)),
          faults[0],
        );
        assert.match(faults[0] ?? "", /should be |put it in quotes/);
      }
    });
  }
});

describe("a stack file with a contradiction and a wrong value in another section", () => {
  for (const contradiction of wrongTogether) {
    it(`is refused with both: ${contradiction.key}`, () => {
      const other = { key: "gate/polls", value: 0 };
      const named = faultsOf(mutated([contradiction, other])).map(keyOf);
      assert.deepEqual(named.sort(), [contradiction.key, other.key].sort());
    });
  }
});

describe("a stack file with several things wrong", () => {
  it("is refused with each of them at once, and nothing about the rest", () => {
    fc.assert(
      fc.property(mutations, (list) => {
        const named = faultsOf(mutated(list)).map(keyOf);
        assert.deepEqual([...named].sort(), list.map(({ key }) => key).sort());
      }),
      { numRuns: 500 },
    );
  });
});
