/** The stack files of staging and prod: what their roles may is what their resources need. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { reserved } from "../../../components/deploy-identity/administrators";
import { rawSettings, resourcesOf } from "../../../setup/render";
import { actionsOfTypes, alsoChanged, alsoRead } from "../../support/actions-of-types";
import type { Recorded } from "../../support/recorder";
import { recordEnvironment } from "../../support/recorded-environment";
import { onAws } from "../../support/release";

interface Document {
  readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Condition?: object }[];
}

class Environment {
  private constructor(private readonly resources: readonly Recorded[]) {}

  static async of(stack: string): Promise<Environment> {
    const raw = rawSettings(readFileSync(`Pulumi.${stack}.yaml`, "utf8"));
    // Another stack may make the repositories; here each makes all that it can.
    const aws = { ...(raw.aws as object), registry: { repositories: "made" } };
    return new Environment(await resourcesOf(stack, { ...raw, aws }));
  }

  ofType(type: string): Recorded[] {
    return this.resources.filter((one) => one.type === type);
  }

  types(): string[] {
    return [...new Set(this.resources.map(({ type }) => type))].filter((type) => type.startsWith("aws:"));
  }

  /** All actions that a role's policies name. */
  actionsOf(role: string): Set<string> {
    const policies = new Map(
      this.ofType("aws:iam/policy:Policy").map(({ name, inputs }) => [`${name}-arn`, String(inputs.policy)]),
    );
    const attached = this.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment").filter(({ name }) =>
      name.startsWith(`${role}-may-`),
    );
    assert.ok(attached.length > 0 && attached.length <= 10, `${role}: ${attached.length} policies`);
    const documents = attached.map(
      ({ inputs }) => JSON.parse(policies.get(String(inputs.policyArn)) ?? "") as Document,
    );
    return new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)));
  }
}

const ofAdministrators = new Set(reserved.flatMap(({ actions }) => actions));

for (const stack of ["staging", "prod"]) {
  describe(`who deploys ${stack}`, function () {
    this.timeout(60_000);
    let environment: Environment;
    before(async () => {
      environment = await Environment.of(stack);
    });

    it("may read what each type of resource asks, in a preview and in a deploy", () => {
      const [preview, deploy] = [environment.actionsOf("preview"), environment.actionsOf("deploy")];
      const needed = environment.types().flatMap((type) => {
        const known = actionsOfTypes[type === "aws:index/provider:Provider" ? "pulumi:providers:aws" : type];
        assert.ok(known, `${type} is not among actionsOfTypes: add what it needs`);
        return known.reads;
      });
      assert.ok(needed.length > 60);
      for (const action of [...needed, ...alsoRead]) {
        assert.ok(preview.has(action), `preview: ${action}`);
        assert.ok(deploy.has(action), `deploy: ${action}`);
      }
    });

    it("may make and change each type, and delete it, unless that is an administrator's", () => {
      const deploy = environment.actionsOf("deploy");
      const needed = Object.values(actionsOfTypes).flatMap(({ changes }) => changes);
      const missing = [...needed, ...alsoChanged].filter(
        (action) => !deploy.has(action) && !ofAdministrators.has(action),
      );
      assert.deepEqual([...new Set(missing)], []);
    });

    it("may nothing that no resource needs", () => {
      const needed = new Set([
        ...Object.values(actionsOfTypes).flatMap(({ reads, changes }) => [...reads, ...changes]),
        ...alsoRead,
        ...alsoChanged,
        ...otherwise,
      ]);
      const more = [...environment.actionsOf("deploy")].filter((action) => !needed.has(action));
      assert.deepEqual(more, []);
    });

    it("makes no role without the boundary", () => {
      const roles = environment.ofType("aws:iam/role:Role");
      const own = roles.filter(({ name }) => !/^(preview|deploy)-role$/.test(name));
      assert.equal(roles.length - own.length, 2);
      assert.ok(own.length > 0);
      for (const { name, inputs } of own) {
        assert.equal(inputs.permissionsBoundary, "deploy-boundary-arn", name);
        assert.equal(inputs.path, `/maintenance/${stack}/`, name);
      }
    });

    it("is a job of its environment on GitHub; who previews is a pull request", () => {
      const trust = (role: string) =>
        String(
          environment.ofType("aws:iam/role:Role").find(({ name }) => name === role)?.inputs.assumeRolePolicy,
        );
      assert.match(trust("deploy-role"), new RegExp(`"repo:example/maintenance:environment:${stack}"`));
      assert.match(trust("preview-role"), /"repo:example\/maintenance:pull_request"/);
    });
  });
}

/** What Pulumi itself asks, and what AWS asks of whoever has it do something. */
const otherwise = [
  // The watch of the release command.
  "cloudwatch:GetMetricData",
  // Pulumi's state.
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:PutObject",
  // A load balancer is made where the account has a way out; nodes, where there is room.
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeTags",
  "elasticloadbalancing:DescribeListenerCertificates",
  // An address is taken from what has it before it is released, and old versions of a template go.
  "ec2:DisassociateAddress",
  "ec2:DeleteLaunchTemplateVersions",
  // Services make their own roles, and encrypt with keys of the environment.
  "iam:CreateServiceLinkedRole",
  "kms:GenerateDataKeyWithoutPlaintext",
  "eks:ListTagsForResource",
];

describe("an environment that nobody deploys by a role", () => {
  it("has no roles for it, and no boundary", async () => {
    const recording = await recordEnvironment(onAws());
    assert.deepEqual(
      recording.resources.filter(({ type }) => type.startsWith("aws:iam/")),
      [],
    );
  });
});
