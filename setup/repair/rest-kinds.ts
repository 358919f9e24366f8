/** Data, images, roles, keys and the cluster. */
import {
  DescribeReplicationGroupsCommand,
  type DescribeReplicationGroupsCommandOutput,
} from "@aws-sdk/client-elasticache";
import {
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import { ListOpenIDConnectProvidersCommand, paginateListPolicies } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, paginateListKeys } from "@aws-sdk/client-kms";
import { DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Clients } from "./clients";
import { again, asked, found, foundAs, type Inputs, type Kind, named, text, unlessGone } from "./kind";

const nameOf = named((inputs) => text(inputs, "name"));

export const dataKinds: Readonly<Record<string, Kind>> = {
  "aws:rds/instance:Instance": asked(async ({ rds }, inputs) => {
    const asking = new DescribeDBInstancesCommand({ DBInstanceIdentifier: text(inputs, "identifier") });
    const { DBInstances = [] } = (await unlessGone(rds.send(asking), "DBInstanceNotFoundFault")) ?? {};
    // Before it has an address, what needs it would be given none.
    return DBInstances.flatMap(({ DbiResourceId, DBInstanceStatus, Endpoint }) =>
      foundAs(DbiResourceId, Endpoint ? undefined : DBInstanceStatus, "available"),
    );
  }),
  "aws:rds/parameterGroup:ParameterGroup": nameOf,
  "aws:rds/subnetGroup:SubnetGroup": nameOf,
  "aws:elasticache/replicationGroup:ReplicationGroup": asked(async ({ caches }, inputs) => {
    const asking = caches.send(
      new DescribeReplicationGroupsCommand({ ReplicationGroupId: text(inputs, "replicationGroupId") }),
    );
    const answer: DescribeReplicationGroupsCommandOutput | undefined = await unlessGone(
      asking,
      "ReplicationGroupNotFoundFault",
    );
    return (answer?.ReplicationGroups ?? []).flatMap(({ ReplicationGroupId, Status }) =>
      foundAs(ReplicationGroupId, Status, "available"),
    );
  }),
  "aws:elasticache/subnetGroup:SubnetGroup": nameOf,
  "aws:secretsmanager/secret:Secret": asked(async ({ secrets }, inputs) => {
    const asking = secrets.send(new DescribeSecretCommand({ SecretId: text(inputs, "name") }));
    return found((await unlessGone(asking, "ResourceNotFoundException"))?.ARN);
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": again,
  "aws:kms/key:Key": asked(keysLike, "keys stay when an environment goes, so it may be one of before"),
  "aws:kms/alias:Alias": nameOf,
  "aws:ecr/repository:Repository": nameOf,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": again,
};

/** Keys have no names: their descriptions say whose they are. */
async function keysLike({ kms }: Clients, inputs: Inputs) {
  const alike: (string | undefined)[] = [];
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    const each = await Promise.all(
      Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId })).catch(() => undefined)),
    );
    alike.push(
      ...each
        .map((answer) => answer?.KeyMetadata)
        .filter((key) => key?.Description === inputs.description && key?.KeyState === "Enabled")
        .map((key) => key?.KeyId),
    );
  }
  return found(...alike);
}

export const roleKinds: Readonly<Record<string, Kind>> = {
  "aws:iam/role:Role": nameOf,
  "aws:iam/rolePolicy:RolePolicy": again,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": again,
  "aws:iam/policy:Policy": asked(async ({ iam }, inputs) => {
    const alike: (string | undefined)[] = [];
    const own = { Scope: "Local", PathPrefix: text(inputs, "path") } as const;
    for await (const { Policies = [] } of paginateListPolicies({ client: iam }, own)) {
      alike.push(...Policies.filter(({ PolicyName }) => PolicyName === inputs.name).map(({ Arn }) => Arn));
    }
    return found(...alike);
  }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": asked(async ({ iam }, inputs) => {
    const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const host = text(inputs, "url").replace("https://", "");
    const isIt = (arn = "") => arn.endsWith(`:oidc-provider/${host}`);
    return found(...OpenIDConnectProviderList.map(({ Arn }) => Arn).filter(isIt));
  }),
};

export const clusterKinds: Readonly<Record<string, Kind>> = {
  "aws:eks/cluster:Cluster": asked(async ({ eks }, inputs) => {
    const name = text(inputs, "name");
    const answer = await unlessGone(eks.send(new DescribeClusterCommand({ name })), notThere);
    return answer ? foundAs(name, answer.cluster?.status, "active") : [];
  }),
  "aws:eks/nodeGroup:NodeGroup": asked(async ({ eks }, inputs) => {
    const [clusterName, nodegroupName] = [text(inputs, "clusterName"), text(inputs, "nodeGroupName")];
    const asking = eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }));
    const answer = await unlessGone(asking, notThere);
    return answer ? foundAs(`${clusterName}:${nodegroupName}`, answer.nodegroup?.status, "active") : [];
  }),
  "aws:eks/addon:Addon": asked(async ({ eks }, inputs) => {
    const [clusterName, addonName] = [text(inputs, "clusterName"), text(inputs, "addonName")];
    const answer = await unlessGone(eks.send(new DescribeAddonCommand({ clusterName, addonName })), notThere);
    return answer ? foundAs(`${clusterName}:${addonName}`, answer.addon?.status, "active") : [];
  }),
  "aws:eks/accessEntry:AccessEntry": named(
    (inputs) => `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`,
  ),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": again,
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": asked(async ({ eks }, inputs) => {
    const [clusterName, namespace, serviceAccount] = ["clusterName", "namespace", "serviceAccount"].map(
      (name) => text(inputs, name),
    );
    const asking = eks.send(
      new ListPodIdentityAssociationsCommand({ clusterName, namespace, serviceAccount }),
    );
    const { associations = [] } = (await unlessGone(asking, notThere)) ?? {};
    return found(...associations.map(({ associationId }) => `${clusterName},${associationId}`));
  }),
};

const notThere = "ResourceNotFoundException";
