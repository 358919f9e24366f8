/** Who deploys: two roles that workflows on GitHub take, and the limit of all roles that a deploy makes. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { repositoryNames } from "../image/aws";
import { zoneIdOf } from "../load-balancer/aws-certificate";
import type { DeploySettings } from "../settings/aws/deploy";
import type { AwsSettings, Settings } from "../settings/schema";
import { boundary } from "./boundary";
import { type Deployed, identityPath, nameOf } from "./place";
import { deployPolicies, previewPolicies } from "./policies";
import { documentOf, type Policy } from "./policy";
import { issuer, jobsOf, previews, trustOf } from "./trust";
import { Defect } from "../defect";

/** Made by an administrator's first run; the roles themselves may not change it. */
export class DeployIdentity extends pulumi.ComponentResource {
  /** For each role that the environment makes. */
  readonly boundary: pulumi.Output<string>;

  constructor(place: Place, settings: Settings, aws: WithDeploy, opts: pulumi.ComponentResourceOptions) {
    super("maintenance:index:DeployIdentity", "deploy-identity", {}, opts);
    const here = { parent: this };
    const { repository, provider, environment = place.stack } = aws.deploy;
    const deployed = deployedBy(place, settings, aws);
    const zoneId = pulumi.output(zoneIdOf(aws.edge, here));
    const make = (policies: (deployed: Deployed) => Policy[]) =>
      policies(deployed).map(({ name }, at) => {
        // Of all that policies name, only the zone may have to be asked for.
        const document = zoneId.apply((id) =>
          documentOf(policies({ ...deployed, zoneId: id })[at] as Policy),
        );
        return { name, arn: createPolicy(deployed, name, document, here).arn };
      });

    if (provider === "made") createIssuer(here);
    const [limit] = make((known) => [boundary(known)]);
    const reads = make(previewPolicies);
    createRole(deployed, "preview", previews(repository), reads, here);
    const all = [...reads, ...make(deployPolicies)];
    createRole(deployed, "deploy", jobsOf(repository, environment), all, here);
    this.boundary = limit?.arn as pulumi.Output<string>;
    this.registerOutputs({});
  }
}

type WithDeploy = AwsSettings & { readonly deploy: DeploySettings };

/** @returns undefined when nobody deploys by it. */
export function createDeployIdentity(
  place: Place,
  settings: Settings,
  opts: pulumi.ComponentResourceOptions,
): DeployIdentity | undefined {
  const { aws } = settings;
  if (!aws?.deploy) return undefined;
  return new DeployIdentity(place, settings, { ...aws, deploy: aws.deploy }, opts);
}

/** What policies name, as far as the settings say it. */
export function deployedBy(place: Place, settings: Settings, aws: AwsSettings): Deployed {
  const { account, cluster, deploy, edge, network } = aws;
  if (account === undefined) throw new Defect("aws/account: is missing"); // settings are validated before this is called
  return {
    project: place.project,
    stack: place.stack,
    region: place.region,
    account,
    domain: edge.domain,
    vpc: "existing" in network ? network.existing.vpc : undefined,
    cluster: "existing" in cluster ? cluster.existing : undefined,
    repositories: repositoryNames(settings),
    state: deploy?.state,
  };
}

/** Of GitHub's tokens. The account has one, which roles of other stacks trust too: it outlives this one. */
function createIssuer(opts: pulumi.CustomResourceOptions): void {
  new aws.iam.OpenIdConnectProvider("github", issuer, { ...opts, retainOnDelete: true });
}

function createPolicy(
  deployed: Deployed,
  name: string,
  policy: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): aws.iam.Policy {
  return new aws.iam.Policy(
    `deploy-${name}`,
    { name: `${nameOf(deployed)}-${name}`, path: identityPath(deployed), policy },
    opts,
  );
}

/** A first database and a first certificate, one after the other, take longer than an hour. */
const sessionSeconds = 2 * 60 * 60;

function createRole(
  deployed: Deployed,
  name: "preview" | "deploy",
  subjects: readonly string[],
  policies: readonly { readonly name: string; readonly arn: pulumi.Output<string> }[],
  opts: pulumi.CustomResourceOptions,
): void {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: `${nameOf(deployed)}-${name}`,
      path: identityPath(deployed),
      assumeRolePolicy: trustOf(deployed, subjects),
      maxSessionDuration: sessionSeconds,
    },
    opts,
  );
  for (const policy of policies) {
    new aws.iam.RolePolicyAttachment(
      `${name}-may-${policy.name}`,
      { role: role.name, policyArn: policy.arn },
      opts,
    );
  }
}
