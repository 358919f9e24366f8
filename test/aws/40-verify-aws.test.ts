/** `make verify-aws` on a simulated account: it shows what is right, and names what is not. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuthorizeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import {
  type CreateListenerCommandInput,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { stringify } from "yaml";
import type { Outcome } from "../../setup/verify-aws/report";
import { Edge } from "../support/aws/edge";
import { AwsSimulation } from "../support/aws/simulation";
import { LocalTarget } from "../support/aws/target";
import { projectRoot } from "../support/project-copy";
import { awsSection, edgeSection } from "../support/release";

const stack = "verified";
const policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

describe("make verify-aws", function () {
  this.timeout(120_000);
  let aws: AwsSimulation;
  let edge: Edge;
  let redirect: string;
  let listener: string;
  const targets: LocalTarget[] = [];
  const folder = mkdtempSync(join(tmpdir(), "maintenance-verify-"));
  const stackFile = join(folder, `Pulumi.${stack}.yaml`);
  const loader = `file://${join(projectRoot, "node_modules/tsx/dist/loader.mjs")}`;
  let config: Record<string, unknown>;

  before("an environment on a simulated account", async () => {
    aws = await AwsSimulation.start();
    edge = await Edge.make(aws, `maintenance-${stack}`);
    const https = {
      Protocol: "HTTPS",
      SslPolicy: policy,
      Certificates: [{ CertificateArn: aws.certificateArn }],
    } satisfies Partial<CreateListenerCommandInput>;
    redirect = await edge.listen(80, redirectTo("443"));
    const none = { StatusCode: "404", ContentType: "text/plain", MessageBody: "name a colour" };
    const preview = await edge.listen(8443, { Type: "fixed-response", FixedResponseConfig: none }, https);
    await edge.route(preview, 1, "blue", edge.blue);
    await edge.route(preview, 2, "green", edge.green);
    listener = await edge.listen(443, edge.split(100, 0), https);
    for (const colour of ["blue", "green"] as const) {
      targets.push(await (await LocalTarget.start(colour)).register(aws, edge[colour]));
      await aws.untilHealth(edge[colour], "healthy", 1);
    }
    await openPreview("10.0.0.0/8");
    const { LoadBalancers = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
    config = {
      platform: "aws",
      release: { live: "blue", blue: "1.4.2", green: "1.4.2+2" },
      aws: awsSection({ edge: edgeSection({ domain: LoadBalancers[0]?.DNSName, deregistrationDelay: 40 }) }),
    };
    writeFileSync(join(folder, "ca.pem"), await aws.certificate());
    const script = join(projectRoot, "test/support/aws/pretended-pulumi.ts");
    const pulumi = `#!/bin/sh\nexec "${process.execPath}" --import "${loader}" "${script}" "$@"\n`;
    writeFileSync(join(folder, "pulumi"), pulumi, { mode: 0o755 });
  });
  beforeEach(() => settings({}));
  after(async () => {
    targets.forEach((target) => target.stop());
    await aws.stop();
    rmSync(folder, { recursive: true });
  });

  const redirectTo = (Port: string) =>
    ({ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port, StatusCode: "HTTP_301" } }) as const;

  const openPreview = async (CidrIp: string) => {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 8443, ToPort: 8443, IpRanges: [{ CidrIp }] }];
    const GroupId = edge.securityGroupId;
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  };

  function settings(differing: Record<string, unknown>): void {
    const all = Object.entries({ ...config, ...differing }).map(([key, value]) => [
      `maintenance:${key}`,
      value,
    ]);
    writeFileSync(
      stackFile,
      `# a comment that stays\n${stringify({ config: Object.fromEntries(all) as object })}`,
    );
  }

  interface Verified {
    readonly code: number;
    readonly steps: Readonly<Record<string, Outcome>>;
    readonly errors: string;
  }

  function verify(
    flags: readonly string[] = [],
    env: Record<string, string> = {},
    name = stack,
  ): Promise<Verified> {
    const script = join(projectRoot, "setup/verify-aws/verify.ts");
    const all = {
      ...process.env,
      ...aws.env,
      PATH: `${folder}:${process.env.PATH}`,
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
      ...env,
    };
    return new Promise((resolve) =>
      execFile(
        process.execPath,
        ["--import", loader, script, name, "--json", ...flags],
        { cwd: folder, env: all },
        (error, stdout, errors) => {
          const { steps = [] } = (stdout === "" ? {} : JSON.parse(stdout)) as { steps?: Outcome[] };
          const code = error ? Number(error.code) : 0;
          resolve({ code, steps: Object.fromEntries(steps.map((each) => [each.name, each])), errors });
        },
      ),
    );
  }

  const failed = ({ steps }: Verified) =>
    Object.values(steps)
      .filter(({ result }) => result === "failed")
      .map(({ name, said }) => `${name}: ${said}`);

  it("shows all that is right, and says what it left out", async () => {
    const verified = await verify();
    assert.deepEqual(failed(verified), []);
    assert.equal(verified.code, 0, verified.errors);
    const leftOut = Object.values(verified.steps).filter(({ result }) => result === "left out");
    assert.deepEqual(
      leftOut.map(({ name }) => name),
      ["flip to the idle colour and back"],
    );
    assert.equal(Object.keys(verified.steps).length, 11);
  });

  it("flips to the idle colour and back under users without a failed one, and leaves the stack file as it was", async () => {
    const before = readFileSync(stackFile, "utf8");
    const { steps, code, errors } = await verify(["--flip"]);
    assert.match(steps["flip to the idle colour and back"]?.said ?? errors, /^\d+ requests, 0 failed; blue/);
    assert.equal(code, 0);
    assert.equal(readFileSync(stackFile, "utf8"), before);
  });

  it("counts the requests that fail in a flip", async () => {
    await aws.fault({ neverHealthy: [edge.green] });
    const green = targets[1] as LocalTarget;
    green.health = 500;
    const verified = await verify(["--flip"]);
    green.health = 200;
    await aws.fault({});
    await aws.untilHealth(edge.green, "healthy", 1);
    assert.match(
      verified.steps["flip to the idle colour and back"]?.said ?? "",
      /[1-9]\d* times: status 500/,
    );
    assert.match(failed(verified).join("\n"), /target health: green: expected 1 or more targets/);
    assert.equal(verified.code, 1);
  });

  it("names weights that are not those of the config", async () => {
    await edge.setWeights(listener, 0, 100);
    const verified = await verify();
    await edge.setWeights(listener, 100, 0);
    assert.equal(verified.code, 1);
    const [preview, weights, users] = failed(verified);
    assert.match(preview ?? "", /second preview is empty: .*no changes were expected/s);
    assert.equal(
      weights,
      "weights: expected blue 100, green 0, as the config says; the listener has blue 0, green 100",
    );
    assert.match(users ?? "", /users reach no colour without weight: .* came 200 of green/);
  });

  it("names a redirect, a policy and ranges that differ", async () => {
    await aws.elb.send(
      new ModifyListenerCommand({ ListenerArn: redirect, DefaultActions: [redirectTo("444")] }),
    );
    const section = config.aws as { edge: object };
    settings({
      aws: {
        ...section,
        edge: {
          ...section.edge,
          previewFrom: ["10.1.0.0/16"],
          tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
        },
      },
    });
    const verified = await verify();
    await aws.elb.send(
      new ModifyListenerCommand({ ListenerArn: redirect, DefaultActions: [redirectTo("443")] }),
    );
    const text = failed(verified).join("\n");
    assert.match(text, /redirect: expected 301 https:\S+:443\/some\/page\?a=1; came 301 https:\S+:444/);
    assert.match(text, /TLS: port 443: expected the policy ELBSecurityPolicy-TLS13-1-3-2021-06; came ELB/);
    assert.match(text, /preview route: port 8443: expected 10.1.0.0\/16; it is open to 10.0.0.0\/8/);
  });

  it("from elsewhere, fails where the preview route answers", async () => {
    const { code, steps } = await verify(["--elsewhere"]);
    assert.match(steps["the preview route is closed here"]?.said ?? "", /expected no answer; came 200/);
    assert.equal(code, 1);
  });

  describe("without what it needs", () => {
    const refused = async (differing: Record<string, unknown>, env: Record<string, string> = {}) => {
      settings(differing);
      const { code, steps, errors } = await verify([], env);
      assert.equal(code, 1);
      assert.deepEqual(steps, {});
      return errors;
    };

    it("names the platform", async () =>
      assert.match(await refused({ platform: "docker", aws: undefined }), /platform: is docker/));
    it("names the credentials", async () => {
      const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
      assert.match(await refused({}, none), /credentials: .*aws sso login/);
    });
    it("names a load balancer that is not there", async () => {
      writeFileSync(join(folder, "Pulumi.absent.yaml"), readFileSync(stackFile));
      const { errors } = await verify([], {}, "absent");
      assert.match(errors, /load balancer maintenance-absent in eu-central-1 is not there; run: pulumi up/);
    });
    it("names the settings", async () =>
      assert.match(await refused({ release: {} }), /settings cannot be read/));
  });
});
