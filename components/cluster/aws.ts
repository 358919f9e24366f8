/** A cluster on AWS: one that is there, or an EKS cluster with its nodes and the programs that serve its pods. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import type { AwsProvider } from "../aws/plugin";
import * as kubernetes from "../kubernetes/kinds";
import type { Network } from "../network/network";
import type { ClusterPlan, ClusterSettings, ExistingCluster } from "../settings/aws/cluster";
import { createAccess } from "./aws-access";
import { createAddons } from "./aws-addons";
import { createControlPlane } from "./aws-control-plane";
import { createController } from "./aws-controller";
import { createNodes } from "./aws-nodes";
import type { EnvironmentCluster } from "./cluster";
import { kubeconfigOf } from "./kubeconfig";

export function createCluster(
  place: Place,
  settings: ClusterSettings,
  network: Network,
  provider: AwsProvider,
  /** What makes some of those who are let in. */
  identity?: pulumi.Resource,
): EnvironmentCluster {
  if ("existing" in settings) return { ...existing(place, settings.existing, { provider }), ready: [] };
  return new MadeCluster(place, settings.plan, network, identity, { providers: [provider] });
}

function existing(
  place: Place,
  { name, context, securityGroup = "" }: ExistingCluster,
  opts: pulumi.InvokeOptions,
): Omit<EnvironmentCluster, "ready"> {
  if (name === undefined) return { provider: createProvider({ context }), securityGroupId: securityGroup };
  const cluster = aws.eks.getClusterOutput({ name }, opts);
  const connection = connectionTo(place, {
    arn: cluster.arn,
    name: cluster.name,
    endpoint: cluster.endpoint,
    ca: cluster.certificateAuthorities.apply(([authority]) => authority?.data ?? ""),
  });
  return {
    provider: createProvider(connection),
    kubeconfig: connection.kubeconfig,
    securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
  };
}

function createProvider(connection: kubernetes.ProviderArgs): kubernetes.Provider {
  // A killed run may have made what the state does not know; names are fixed, so it is taken up again.
  return new kubernetes.Provider("kubernetes", { ...connection, upsertExistingObjects: true });
}

/** How an EKS cluster is reached; and which one it is, whatever its address. */
function connectionTo({ region }: Place, { arn, name, endpoint, ca }: Told) {
  const kubeconfig = pulumi
    .all([name, endpoint, ca])
    .apply(([name, endpoint, ca]) => kubeconfigOf({ name, region, endpoint, ca }));
  return { kubeconfig, clusterIdentifier: arn } satisfies kubernetes.ProviderArgs;
}

/** What EKS tells of a cluster. */
type Told = Readonly<Record<"arn" | "name" | "endpoint" | "ca", pulumi.Output<string>>>;

/**
 * Nodes come when the network of their pods is there, and programs that run on nodes after them. Access is given before
 * anything is asked of the cluster: not even who made it has any.
 */
class MadeCluster extends pulumi.ComponentResource implements EnvironmentCluster {
  readonly provider: kubernetes.Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(
    place: Place,
    plan: ClusterPlan,
    network: Network,
    identity: pulumi.Resource | undefined,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("maintenance:index:Cluster", "cluster", {}, opts);
    const here = { parent: this };
    const cluster = createControlPlane(place, plan, network, here);
    const access = createAccess(cluster, plan, { ...here, dependsOn: identity });
    const before = createAddons(place, plan, cluster, "before nodes", here);
    const nodes = createNodes(place, plan, cluster, network, { ...here, dependsOn: before });
    const after = createAddons(place, plan, cluster, "on nodes", { ...here, dependsOn: nodes });
    const { arn, name, endpoint, certificateAuthority } = cluster;
    const connection = connectionTo(place, { arn, name, endpoint, ca: certificateAuthority.data });
    this.provider = createProvider(connection);
    this.kubeconfig = connection.kubeconfig;
    const controller = createController(place, cluster, network, {
      ...here,
      provider: this.provider,
      dependsOn: [...access, ...nodes, ...after],
    });
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.ready = [controller];
    this.registerOutputs({ name: cluster.name });
  }
}
