/** What somebody who has the deploy role, or the one that previews, can and cannot do. */
import assert from "node:assert/strict";
import { allows } from "../../support/iam";
import { deployed, documents, may, tagsOf } from "../../support/deployed";
import { boundary } from "../../../components/deploy-identity/boundary";
import { documentOf } from "../../../components/deploy-identity/policy";
import { boundaryArn, githubArn } from "../../../components/deploy-identity/place";

const iam = (resource: string) => `arn:aws:iam::123456789012:${resource}`;
const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const itself = [
  iam("role/deploy/maintenance/staging/maintenance-staging-deploy"),
  iam("role/deploy/maintenance/staging/maintenance-staging-preview"),
  iam("policy/deploy/maintenance/staging/maintenance-staging-network"),
  boundaryArn(deployed),
  githubArn(deployed),
];
const bounded = { "iam:PermissionsBoundary": boundaryArn(deployed) };
const tagged = tagsOf("staging");
const tagging = tagsOf("staging", "RequestTag");

describe("the role that deploys", () => {
  const own = iam("role/maintenance/staging/writer");

  for (const action of ["iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"]) {
    it(`${action}: with the boundary only, and for the environment's roles only`, () => {
      assert.equal(may("deploy", action, own, bounded), true);
      assert.equal(may("deploy", action, own), false);
      assert.equal(
        may("deploy", action, own, { "iam:PermissionsBoundary": iam("policy/AdministratorAccess") }),
        false,
      );
      for (const other of ["writer", "maintenance/prod/writer", "maintenance/staging-two/writer"])
        assert.equal(may("deploy", action, iam(`role/${other}`), bounded), false, other);
    });
  }

  it("never takes the boundary from a role", () => {
    assert.equal(may("deploy", "iam:DeleteRolePermissionsBoundary", own, bounded), false);
    const other = { "iam:PermissionsBoundary": iam("policy/AdministratorAccess") };
    assert.equal(may("deploy", "iam:PutRolePermissionsBoundary", own, other), false);
  });

  it("changes nothing of itself, of the role that previews, of the boundary and of the identity provider", () => {
    const changes = documents.deploy
      .flatMap((text) => (JSON.parse(text) as { Statement: { Action: string[] }[] }).Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith("iam:") && !/:(Get|List)/.test(action));
    assert.ok(changes.length > 15);
    for (const action of changes) {
      for (const resource of itself) {
        const context = { ...bounded, "iam:PassedToService": "ec2.amazonaws.com" };
        assert.equal(may("deploy", action, resource, context), false, `${action} ${resource}`);
      }
    }
  });

  it("gives away roles of the environment only, to services that run with them", () => {
    const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
    assert.equal(may("deploy", "iam:PassRole", own, to("vpc-flow-logs")), true);
    assert.equal(may("deploy", "iam:PassRole", own, to("lambda")), false);
    assert.equal(may("deploy", "iam:PassRole", iam("role/Administrator"), to("ec2")), false);
  });

  it("makes what bears its tags, and in nothing of another environment", () => {
    const [subnet, vpc] = [at("ec2", "subnet/*"), at("ec2", "vpc/vpc-1")];
    assert.equal(may("deploy", "ec2:CreateSubnet", subnet, tagging), true);
    assert.equal(may("deploy", "ec2:CreateSubnet", subnet), false);
    assert.equal(may("deploy", "ec2:CreateSubnet", subnet, tagsOf("prod", "RequestTag")), false);
    assert.equal(may("deploy", "ec2:CreateSubnet", vpc, { ...tagged, ...tagging }), true);
    assert.equal(may("deploy", "ec2:CreateSubnet", vpc, { ...tagsOf("prod"), ...tagging }), false);
    const group = at("ec2", "security-group/sg-1");
    const rule = "ec2:AuthorizeSecurityGroupIngress";
    assert.equal(may("deploy", rule, group, { ...tagged, ...tagging }), true);
    assert.equal(may("deploy", rule, group, { ...tagsOf("prod"), ...tagging }), false);
    const ofCluster = (name: string) => ({ "aws:ResourceTag/aws:eks:cluster-name": name });
    assert.equal(may("deploy", rule, group, ofCluster("maintenance-staging")), true);
    assert.equal(may("deploy", rule, group, ofCluster("maintenance-prod")), false);
  });

  it("takes nothing over by giving it its tags", () => {
    const volume = at("ec2", "security-group/sg-1");
    assert.equal(may("deploy", "ec2:CreateTags", volume, tagging), false);
    assert.equal(may("deploy", "ec2:CreateTags", volume, { ...tagsOf("prod"), ...tagging }), false);
    assert.equal(
      may("deploy", "ec2:CreateTags", volume, { ...tagging, "ec2:CreateAction": "CreateSecurityGroup" }),
      true,
    );
    assert.equal(may("deploy", "ec2:CreateTags", volume, { ...tagged, "aws:RequestTag/step": "two" }), true);
    assert.equal(
      may("deploy", "ec2:CreateTags", volume, { ...tagged, ...tagsOf("prod", "RequestTag") }),
      false,
    );
    const key = at("kms", "key/1");
    assert.equal(may("deploy", "kms:TagResource", key, tagging), false);
    const group = at("elasticloadbalancing", "targetgroup/one/1");
    assert.equal(may("deploy", "elasticloadbalancing:AddTags", group, tagging), false);
    const certificate = at("acm", "certificate/1");
    const foreign = { ...tagsOf("prod"), ...tagging };
    assert.equal(may("deploy", "acm:AddTagsToCertificate", certificate, tagging), true);
    assert.equal(may("deploy", "acm:AddTagsToCertificate", certificate, foreign), false);
  });

  it("changes data, and deletes none", () => {
    const database = at("rds", "db:maintenance-staging");
    assert.equal(may("deploy", "rds:ModifyDBInstance", database), true);
    assert.equal(may("deploy", "rds:ModifyDBInstance", at("rds", "db:maintenance-prod")), false);
    assert.equal(may("deploy", "rds:DeleteDBInstance", database), false);
    const snapshot = (name: string) => at("rds", `snapshot:maintenance-staging-${name}`);
    assert.equal(may("deploy", "rds:DeleteDBSnapshot", snapshot("20260101t000000z-before-blue-1-4-2")), true);
    assert.equal(may("deploy", "rds:DeleteDBSnapshot", snapshot("final-0a1b2c3d")), false);
    assert.equal(
      may("deploy", "s3:DeleteObject", "arn:aws:s3:::maintenance-staging-access-logs-0a1b2c/a"),
      false,
    );
  });

  it("writes records of its domain only", () => {
    const zone = "arn:aws:route53:::hostedzone/Z0A1B2C3D4E5F6";
    const names = (...all: string[]) => ({ "route53:ChangeResourceRecordSetsNormalizedRecordNames": all });
    const change = "route53:ChangeResourceRecordSets";
    assert.equal(may("deploy", change, zone, names("staging.example.com")), true);
    assert.equal(may("deploy", change, zone, names("_0a1b.staging.example.com")), true);
    assert.equal(may("deploy", change, zone, names("staging.example.com", "www.example.com")), false);
    assert.equal(
      may("deploy", change, "arn:aws:route53:::hostedzone/Z9", names("staging.example.com")),
      false,
    );
  });

  it("uses its keys through the services that they are for, and lends them to AWS only", () => {
    const key = at("kms", "key/1");
    const through = (service: string) => ({
      ...tagged,
      "kms:ViaService": `${service}.eu-central-1.amazonaws.com`,
    });
    assert.equal(may("deploy", "kms:GenerateDataKey", key, through("secretsmanager")), true);
    assert.equal(may("deploy", "kms:GenerateDataKey", key, through("s3")), false);
    assert.equal(may("deploy", "kms:CreateGrant", key, tagged), false);
    assert.equal(
      may("deploy", "kms:CreateGrant", key, { ...tagged, "kms:GrantIsForAWSResource": "true" }),
      true,
    );
  });

  it("writes the state of its own stack", () => {
    const file = (path: string) => `arn:aws:s3:::the-state/.pulumi/${path}`;
    for (const own of [
      "stacks/maintenance/staging.json",
      "stacks/maintenance/staging.json.bak",
      "locks/organization/maintenance/staging/1.json",
      "history/maintenance/staging/1.json",
    ])
      assert.equal(may("deploy", "s3:PutObject", file(own)), true, own);
    for (const other of ["stacks/maintenance/prod.json", "stacks/maintenance/staging-two.json", "meta.yaml"])
      assert.equal(may("deploy", "s3:PutObject", file(other)), false, other);
  });
});

describe("the role that previews", () => {
  it("reads passwords and state of its own environment only", () => {
    const read = "secretsmanager:GetSecretValue";
    const secret = (stack: string) =>
      at("secretsmanager", `secret:maintenance-${stack}-postgres-password-0a1b2c-XyZ`);
    assert.equal(may("preview", read, secret("staging"), tagged), true);
    assert.equal(may("preview", read, secret("prod"), tagsOf("prod")), false);
    assert.equal(may("preview", read, secret("staging-two"), tagsOf("staging-two")), false);
    const state = (stack: string) => `arn:aws:s3:::the-state/.pulumi/stacks/maintenance/${stack}.json`;
    assert.equal(may("preview", "s3:GetObject", state("staging")), true);
    assert.equal(may("preview", "s3:GetObject", state("prod")), false);
    assert.equal(may("preview", "s3:PutObject", state("staging")), false);
  });
});

describe("a role that a deploy makes", () => {
  const may = (action: string, resource: string, context = {}) =>
    allows([documentOf(boundary(deployed))], { action, resource, context });

  it("may tag what nodes use, and nothing that a deploy knows by its tags", () => {
    assert.equal(may("ec2:CreateTags", at("ec2", "network-interface/eni-1")), true);
    for (const kind of ["security-group", "subnet", "vpc", "instance"])
      assert.equal(may("ec2:CreateTags", at("ec2", `${kind}/1`), tagging), false, kind);
  });

  it("fills target groups of the environment only", () => {
    const group = at("elasticloadbalancing", "targetgroup/one/1");
    assert.equal(may("elasticloadbalancing:RegisterTargets", group, tagged), true);
    assert.equal(may("elasticloadbalancing:RegisterTargets", group, tagsOf("prod")), false);
  });
});

describe("how a request is judged", () => {
  const policy = (statement: object) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Resource: "*", ...statement }] });
  const asked = { action: "s3:GetObject", resource: "arn:aws:s3:::one/a.b" };

  it("what nothing allows is refused, and what something denies is refused whatever allows it", () => {
    const allowed = policy({ Action: "s3:Get*" });
    assert.equal(allows([], asked), false);
    assert.equal(allows([allowed], asked), true);
    assert.equal(allows([allowed, policy({ Effect: "Deny", Action: "*" })], asked), false);
    assert.equal(allows([policy({ Action: "s3:Get*", Resource: "arn:aws:s3:::one/a?b" })], asked), true);
    assert.equal(allows([policy({ Action: "s3:Get*", Resource: "arn:aws:s3:::one/a" })], asked), false);
  });

  it("an operator that is not known is an error, not a yes", () => {
    const odd = policy({ Action: "s3:GetObject", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.1" } } });
    assert.throws(() => allows([odd], asked), /IpAddress/);
  });
});
