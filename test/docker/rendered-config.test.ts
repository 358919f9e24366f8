/** The rendered files, given to the programs that will read them, in the images that the environment uses. */
import assert from "node:assert/strict";
import { nginxConfigOf } from "../../components/frontend/docker";
import { baseConfig, files, targetGroupConfig } from "../../components/load-balancer/haproxy-config";
import { runInImage } from "../support/in-image";
import { frontendVariants, loadBalancerVariants } from "../support/variants";

const { folder } = files;
const nginxFile = "/etc/maintenance/nginx/nginx.conf";

/** There is no network, so the addresses of targets are not found: HAProxy asks again when it runs. */
const haproxyAccepts = (image: string, configs: Readonly<Record<string, string>>) =>
  runInImage(
    image,
    "99:99",
    ["haproxy", "-c", "-f", folder],
    Object.fromEntries(
      Object.entries({ [files.weights]: "green 10\n", ...configs }).map(([name, text]) => [
        `${folder}/${name}`,
        text,
      ]),
    ),
  );

describe("HAProxy's configuration", () => {
  for (const [name, { loadBalancer }] of Object.entries(loadBalancerVariants)) {
    const base = { [files.base]: baseConfig(loadBalancer) };
    const blue = {
      [files.targetGroup("blue")]: targetGroupConfig("blue", "1.4.2", ["blue-1-4-2-frontend-1"], 8080),
    };
    const green = {
      [files.targetGroup("green")]: targetGroupConfig(
        "green",
        "1.5.0+2",
        ["green-1-5-0-r2-frontend-1", "green-1-5-0-r2-frontend-2"],
        3000,
      ),
    };
    for (const [what, configs] of [
      ["no colour", base],
      ["one colour", { ...base, ...blue }],
      ["two colours", { ...base, ...blue, ...green }],
    ] as const) {
      it(`with ${name} and ${what} is accepted without a warning by haproxy -c`, async () => {
        const { exitCode, output } = await haproxyAccepts(loadBalancer.image, configs);
        assert.equal(exitCode, 0, output);
        const complaints = output.split("\n").filter((line) => /WARNING|ALERT/.test(line));
        assert.deepEqual(
          complaints.filter((line) => !line.includes("could not resolve address")),
          [],
        );
      });
    }
  }

  it("with a fault is refused, so that the checks above mean something", async () => {
    const { loadBalancer } = Object.values(loadBalancerVariants)[0] ?? assert.fail();
    const broken = baseConfig(loadBalancer).replace("mode http", "mode htp");
    const { exitCode, output } = await haproxyAccepts(loadBalancer.image, { [files.base]: broken });
    assert.equal(exitCode, 1, output);
    assert.match(output, /htp/);
  });
});

describe("Nginx's configuration", () => {
  const nginxAccepts = (text: string) =>
    runInImage("nginx:1.22", "10001:10001", ["nginx", "-t", "-c", nginxFile], { [nginxFile]: text });

  for (const [name, { settings, colour }] of Object.entries(frontendVariants)) {
    it(`of ${name} is accepted without a warning by nginx -t`, async () => {
      const { exitCode, output } = await nginxAccepts(nginxConfigOf(settings, colour));
      assert.equal(exitCode, 0, output);
      assert.doesNotMatch(output, /\[(warn|error|emerg)\]/);
    });
  }

  it("with a fault is refused, so that the checks above mean something", async () => {
    const { settings, colour } = Object.values(frontendVariants)[0] ?? assert.fail();
    const { exitCode, output } = await nginxAccepts(
      nginxConfigOf(settings, colour).replace("sendfile on", "sendfil on"),
    );
    assert.equal(exitCode, 1, output);
    assert.match(output, /unknown directive "sendfil"/);
  });
});
