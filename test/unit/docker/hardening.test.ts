/** Every container of the environment, whatever it is for. */
import assert from "node:assert/strict";
import { recordEnvironment } from "../../support/recorded-environment";
import type { Recorded } from "../../support/recorder";

describe("every container", () => {
  let containers: Recorded[];
  before(async () => {
    containers = (
      await recordEnvironment({ release: { live: "blue", canary: 10, blue: "1.4.2", green: "1.5.0" } })
    ).containers();
  });

  const each = (check: (inputs: Record<string, unknown>, name: string) => void) => () => {
    assert.equal(containers.length, 9);
    for (const { inputs, name } of containers) check(inputs, name);
  };

  it(
    "runs as a user of its own, never as root",
    each(({ user }, name) => assert.match(String(user), /^[1-9][0-9]*:[1-9][0-9]*$/, name)),
  );

  it(
    "has no capability and may gain no privilege",
    each(({ capabilities, securityOpts, privileged }, name) => {
      assert.deepEqual(capabilities, { drops: ["ALL"] }, name);
      assert.deepEqual(securityOpts, ["no-new-privileges"], name);
      assert.equal(privileged, undefined, name);
    }),
  );

  it(
    "has a read-only root, and scratch folders of bounded size where nothing is executed",
    each(({ readOnly, tmpfs }, name) => {
      assert.equal(readOnly, true, name);
      for (const [folder, options] of Object.entries(tmpfs as object)) {
        assert.match(String(options), /^rw,noexec,nosuid,mode=1777,size=[1-9][0-9]*m$/, `${name} ${folder}`);
      }
    }),
  );

  it(
    "mounts named volumes only: no folder and no socket of the host",
    each(({ volumes, mounts, devices, uploads }, name) => {
      for (const { containerPath, volumeName, readOnly, ...rest } of volumes as Record<string, unknown>[]) {
        assert.match(String(containerPath), /^\//, name);
        assert.match(String(volumeName), /^[a-z0-9][a-z0-9-]*$/, name);
        assert.equal(typeof readOnly, "boolean", name);
        assert.deepEqual(rest, {}, name);
      }
      assert.deepEqual([mounts, devices, uploads], [undefined, undefined, undefined], name);
    }),
  );

  it(
    "may write the volumes of its data, and only read those of its files",
    each(({ volumes }, name) => {
      const writable = (volumes as { containerPath: string; readOnly: boolean }[])
        .filter(({ readOnly }) => !readOnly)
        .map(({ containerPath }) => containerPath);
      const data: Record<string, string[]> = {
        postgres: ["/var/lib/postgresql/data"],
        redis: ["/data"],
        "load-balancer": ["/var/lib/haproxy"],
      };
      assert.deepEqual(writable, data[name] ?? [], name);
    }),
  );

  it(
    "has limits of memory, swap, CPU and processes",
    each(({ memory, memorySwap, cpuQuota, cpuPeriod, ulimits }, name) => {
      assert.ok(Number(memory) > 0, name);
      assert.equal(memorySwap, memory, `${name}: without it the provider shows a difference in every run`);
      assert.ok(Number(cpuQuota) / Number(cpuPeriod) > 0, name);
      assert.deepEqual(ulimits, [{ name: "nproc", soft: 4096, hard: 4096 }], name);
    }),
  );

  it(
    "writes bounded logs, and is started again after a crash or a restart of the engine",
    each(({ logDriver, logOpts, restart }, name) => {
      assert.deepEqual([logDriver, logOpts], ["json-file", { "max-size": "10m", "max-file": "3" }], name);
      assert.equal(restart, "unless-stopped", name);
    }),
  );

  it(
    "has time to finish when stopped, also when it is destroyed",
    each(({ stopTimeout, destroyGraceSeconds }, name) => {
      assert.ok(Number(stopTimeout) > 0, name);
      assert.equal(destroyGraceSeconds, stopTimeout, name);
    }),
  );

  it(
    "is only made by the provider: what a killed run leaves behind never runs, and the gate waits for what does",
    each(({ start, wait, mustRun }, name) =>
      assert.deepEqual([start, wait, mustRun], [false, false, false], name),
    ),
  );

  it(
    "says whose it is: project, stack, role, and in a colour the colour and its version",
    each(({ labels }, name) => {
      const said = Object.fromEntries(
        (labels as { label: string; value: string }[]).map((one) => [one.label, one.value]),
      );
      const colour = /^(blue|green)-/.exec(name)?.[1];
      const version = { blue: "1.4.2", green: "1.5.0" }[colour ?? ""];
      const { "maintenance.role": role, "maintenance.files": files, ...rest } = said;
      assert.match(role ?? "", /^(load-balancer|frontend|backend|postgres|redis)$/, name);
      // What reads files at start says which, so that allowInPlace can find that they changed.
      assert.equal(files !== undefined, role === "redis" || role === "frontend", name);
      assert.deepEqual(rest, {
        "maintenance.project": "maintenance",
        "maintenance.stack": "unit",
        "maintenance.environment": "0a1b2c3d",
        ...(colour ? { "maintenance.colour": colour, "maintenance.version": version } : {}),
      });
    }),
  );

  it(
    "is found by its own name in the environment's network, and by nothing of another version",
    each(({ networksAdvanced, hostname, networkMode }, name) => {
      const [network, ...others] = networksAdvanced as { name: string; aliases: string[] }[];
      assert.deepEqual(others, [], name);
      assert.equal(network?.name, "network-1a2b3c4");
      assert.equal(network.aliases[0], name);
      assert.equal(hostname, name);
      for (const alias of network.aliases) assert.ok(name.startsWith(alias), `${alias} of ${name}`);
      assert.equal(networkMode, undefined, name);
    }),
  );

  it("publishes no port but the load balancer's two, on the loopback address", () => {
    for (const { inputs, name } of containers) {
      const expected = [
        { internal: 8080, external: 8080, ip: "127.0.0.1" },
        { internal: 8081, external: 8081, ip: "127.0.0.1" },
      ];
      assert.deepEqual(inputs.ports, name === "load-balancer" ? expected : undefined, name);
      assert.equal(inputs.publishAllPorts, undefined, name);
    }
  });
});

describe("the ports of the load balancer", () => {
  it("are the configured ones, on the configured address", async () => {
    const docker = { bind: "127.0.0.9", port: 9000, previewPort: 9001 };
    const { ports } = (await recordEnvironment({ docker })).get("load-balancer").inputs;
    assert.deepEqual(ports, [
      { internal: 8080, external: 9000, ip: "127.0.0.9" },
      { internal: 8081, external: 9001, ip: "127.0.0.9" },
    ]);
  });
});
