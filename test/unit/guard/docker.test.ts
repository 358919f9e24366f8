import assert from "node:assert/strict";
import { provider } from "../../../components/guard/docker-provider";
import { recordEnvironment } from "../../support/recorded-environment";

describe("what the guard is told", () => {
  it("is the wish, the images of each colour that runs something, and the ports", async () => {
    const recording = await recordEnvironment({
      release: { live: "blue", blue: "1.4.2+1" },
      docker: { port: 9000, previewPort: 9001, host: "tcp://10.0.0.5:2376" },
    });
    assert.deepEqual(recording.get("guard").inputs, {
      host: "tcp://10.0.0.5:2376",
      network: "network-1a2b3c4",
      stack: "unit",
      labels: {
        "maintenance.project": "maintenance",
        "maintenance.stack": "unit",
        "maintenance.environment": "0a1b2c3d",
      },
      weights: { blue: 100, green: 0 },
      versions: { blue: "1.4.2+1" },
      allowInPlace: false,
      images: {
        blue: [
          { reference: "maintenance-frontend:1.4.2", marker: "built-maintenance-frontend-1.4.2" },
          { reference: "maintenance-api:1.4.2", marker: "built-maintenance-api-1.4.2" },
        ],
      },
      backendImages: { blue: "maintenance-api:1.4.2" },
      database: {
        user: "maintenance",
        database: "maintenance",
        passwordFile: "/etc/maintenance/postgres/password",
        revisionQuery: "SELECT version_num FROM alembic_version",
      },
      postgres: "postgres:14",
      ports: [
        { setting: "docker/port", bind: "127.0.0.1", port: 9000 },
        { setting: "docker/previewPort", bind: "127.0.0.1", port: 9001 },
      ],
    });
  });
});

describe("the guard", () => {
  const inputs = {
    host: "unix:///nonexistent/docker.sock",
    network: "network-1",
    stack: "dev",
    labels: {},
    weights: { blue: 100, green: 0 },
    versions: { blue: "1.4.2" },
    allowInPlace: false,
    images: {},
    backendImages: {},
    database: { user: "", database: "", passwordFile: "", revisionQuery: "" },
    ports: [],
  };

  it("given an engine that does not answer, lets nothing through", async () => {
    await assert.rejects(async () => {
      if ((await provider.check(inputs)).length > 0) throw new Error("refused");
    });
  });

  it("is never different: what it does, it does in its check", async () => {
    const news = { ...inputs, weights: { blue: 0, green: 100 } };
    assert.equal(await provider.diff(inputs, news), false);
  });
});
