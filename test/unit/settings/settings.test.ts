import assert from "node:assert/strict";
import { parseSettings, SettingsError } from "../../../components/settings/settings";
import { goodConfig, settingsWith } from "../../support/release";

function faultsOf(sections: Record<string, unknown>): readonly string[] {
  try {
    parseSettings({ ...goodConfig(), ...sections });
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.faults;
  }
}

describe("an unknown key", () => {
  for (const [sections, fault] of [
    [{ reliase: {} }, 'reliase: is not a setting, got {}; did you mean "release"?'],
    [{ backend: { replica: 2 } }, 'backend/replica: is not a setting, got 2; did you mean "replicas"?'],
    [{ backend: { Replicas: 2 } }, 'backend/Replicas: is not a setting, got 2; did you mean "replicas"?'],
    [
      { loadBalancer: { maxBodysize: 1 } },
      'loadBalancer/maxBodysize: is not a setting, got 1; did you mean "maxBodySize"?',
    ],
  ] as const) {
    it(`near a known one is answered with it: ${fault.split(":")[0]}`, () => {
      assert.deepEqual(faultsOf(sections), [fault]);
    });
  }

  it("near none is answered with the keys that are known there", () => {
    assert.deepEqual(faultsOf({ postgres: { colour: "red" } }), [
      'postgres/colour: is not a setting, got "red"; known here: version, memory, maxConnections',
    ]);
  });

  for (const key of ["__proto__", "constructor", "toString"]) {
    it(`is refused when it is ${key}`, () => {
      const redis = Object.defineProperty({}, key, { value: 1, enumerable: true });
      assert.match(faultsOf({ redis })[0] ?? "", new RegExp(`^redis/${key}: is not a setting`));
    });
  }
});

describe("a version that YAML read as a number", () => {
  it("is explained, with the line to write", () => {
    assert.deepEqual(faultsOf({ release: { live: "blue", blue: 1.4 } }), [
      "release/blue: YAML read the version as the number 1.4; put it in quotes, exactly as the image tag is written (YAML drops zeros: 1.10 is read as 1.1)",
    ]);
  });
});

describe("what no setting can say alone", () => {
  it("given a live colour without a version, asks for one", () => {
    assert.deepEqual(faultsOf({ release: { live: "green", blue: "1.4.2" } }), [
      "release/green: should be a version, since release/live is green, got nothing: name the version that green runs",
    ]);
  });

  it("given a canary on a colour without a version, asks for one", () => {
    assert.deepEqual(faultsOf({ release: { live: "blue", canary: 5, blue: "1.4.2" } }), [
      "release/green: should be a version, since release/canary is 5, got nothing: name the version that green runs",
    ]);
  });

  it("given a canary of 100, lets the live colour run nothing", () => {
    assert.deepEqual(faultsOf({ release: { live: "blue", canary: 100, green: "1.5.0" } }), []);
  });

  it("given one port for both routes, names the setting to change", () => {
    assert.deepEqual(faultsOf({ docker: { port: 9000, previewPort: 9000 } }), [
      "docker/previewPort: should differ from docker/port, got 9000 for both",
    ]);
  });

  it("given one tag for all versions and a folder to build each from, asks for one of the two", () => {
    assert.deepEqual(faultsOf({ frontend: { image: "nginx", tag: "1.22", build: "app/frontend" } }), [
      'frontend/tag: should not be there together with frontend/build, got "1.22": a build makes one tag for each version',
    ]);
  });

  it("given one path for two things, names it", () => {
    assert.deepEqual(faultsOf({ frontend: { assets: "/api/", backendPaths: ["/api/", "/v1/", "/v1/"] } }), [
      'frontend/backendPaths: should name each path once, got "/v1/" twice',
      'frontend/assets: should be a folder of its own, not / and none of frontend/backendPaths, got "/api/"',
    ]);
  });

  it("given a backend that answers everything, has no assets to mind", () => {
    assert.deepEqual(faultsOf({ frontend: { assets: "/", backendPaths: ["/"] } }), []);
  });

  it("given an address that others reach without TLS, refuses it, with the way out", () => {
    for (const bind of ["0.0.0.0", "10.0.0.5", "192.168.1.2"]) {
      assert.match(
        faultsOf({ docker: { bind } })[0] ?? "",
        /^docker\/bind: should be a loopback address while docker\/tls is off.*: set docker\/tls to own or given$/,
      );
      assert.deepEqual(faultsOf({ docker: { bind, tls: "own" } }), []);
    }
  });

  it("given TLS with files of one's own, asks for both", () => {
    const named = faultsOf({ docker: { tls: "given" } }).map((fault) => fault.split(":")[0]);
    assert.deepEqual(named, ["docker/certificate", "docker/key"]);
    assert.deepEqual(faultsOf({ docker: { tls: "given", certificate: "a.crt", key: "a.key" } }), []);
  });

  it("given the port of TLS for another route too, names it, unless TLS is off", () => {
    for (const other of ["port", "previewPort"]) {
      assert.match(
        faultsOf({ docker: { [other]: 9443, tlsPort: 9443, tls: "own" } })[0] ?? "",
        /^docker\/tlsPort:/,
      );
      assert.deepEqual(faultsOf({ docker: { [other]: 9443, tlsPort: 9443 } }), []);
    }
  });
});

describe("a good stack file", () => {
  it("needs the release block only", () => {
    assert.deepEqual(faultsOf({}), []);
  });

  it("keeps every value given", () => {
    const backend = {
      image: "registry.example.com:5000/team/api",
      replicas: 5,
      memory: 512,
      cpus: "1.5",
      environment: { LOG_LEVEL: "debug" },
    };
    const kept = settingsWith({ backend }).backend;
    assert.deepEqual({ ...kept, ...backend }, kept);
    assert.deepEqual([kept.migrationTimeout, kept.stopTimeout], ["10 minutes", "30 seconds"]);
  });
});

describe("a stack file without a release block", () => {
  it("is refused, naming it", () => {
    assert.throws(
      () => parseSettings({}),
      (error: SettingsError) => {
        assert.deepEqual(error.faults, ["release: is missing"]);
        return true;
      },
    );
  });
});

describe("the message", () => {
  it("counts the faults, lists each on its line, and says that nothing was changed", () => {
    assert.equal(
      new SettingsError(["a: one", "b: two"]).message,
      "2 settings are not valid; nothing was changed.\n  - a: one\n  - b: two",
    );
    assert.match(new SettingsError(["a: one"]).message, /^One setting is not valid/);
  });
});

describe("a variable that the program sets by itself", () => {
  it("is refused by its name: it would point the application elsewhere", () => {
    const backend = { environment: { POSTGRES_HOST: "elsewhere", LOG_LEVEL: "DEBUG", COLOUR: "red" } };
    const rule =
      "should be a variable name in capitals that the program does not set itself (POSTGRES_*, REDIS_*, COLOUR, INSTANCE)";
    assert.deepEqual(faultsOf({ backend }), [
      `backend/environment/POSTGRES_HOST: ${rule}, got "POSTGRES_HOST"`,
      `backend/environment/COLOUR: ${rule}, got "COLOUR"`,
    ]);
  });
});

describe("a variable made of those that a backend is given", () => {
  it("may name them in braces, among any other text", () => {
    const environment = {
      PGHOST: "{POSTGRES_HOST}",
      DSN: "x://{POSTGRES_USER}@{POSTGRES_HOST}",
      OTHER: "{LEVEL}",
    };
    assert.deepEqual(faultsOf({ backend: { environment } }), []);
  });

  it("is refused when it names one that there is not", () => {
    const faults = faultsOf({ backend: { environment: { PGHOST: "{POSTGRES_HOTS}" } } });
    assert.match(
      faults[0] ?? "",
      /^backend\/environment\/PGHOST: .*POSTGRES_HOST.*, got "\{POSTGRES_HOTS\}"$/,
    );
  });
});
