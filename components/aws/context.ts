import type * as aws from "./services";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentCluster } from "../cluster/cluster";
import type { KubernetesContext } from "../kubernetes/context";
import type { Network } from "../network/network";
import type { ExistingCluster } from "../settings/aws/cluster";
import type { AwsSettings, Settings } from "../settings/schema";
import { environmentName, loadBalancerName, type Named } from "./names";

/** Whose it is and where: what every name is made of. */
export interface Place extends Named {
  readonly region: string;
  /** The most that a role of the environment may ever be allowed: of a policy, when there is one. */
  readonly boundary?: pulumi.Output<string>;
}

/** What every maker of the AWS platform needs. */
export interface AwsContext extends Place {
  readonly settings: Settings;
  readonly aws: AwsSettings;
  readonly network: Network;
  readonly cluster: EnvironmentCluster;
  readonly kubernetes: KubernetesContext;
}

/** Of the roles that an environment makes, so that whoever deploys it can be allowed these and no others. */
export function iamPath({ project, stack }: Named): string {
  return `/${project}/${stack}/`;
}

/** What each role that an environment makes has. */
export function roleArgs(place: Place): Pick<aws.iam.RoleArgs, "path" | "permissionsBoundary"> {
  return {
    path: iamPath(place),
    ...(place.boundary !== undefined && { permissionsBoundary: place.boundary }),
  };
}

/** How our own resources find the load balancer and the cluster. Credentials are the environment's, never inputs. */
export interface AwsScope {
  readonly region: string;
  /** Name of the load balancer, which is known before it is made. */
  readonly loadBalancer: string;
  /** Name of an EKS cluster; of another kind of cluster its context is given, unless that is the current one. */
  readonly cluster?: string;
  readonly context?: string;
  readonly namespace: string;
}

/** How the cluster is found, whether it was there before or is made. */
export function findCluster({ cluster }: AwsSettings, place: Named): ExistingCluster {
  return "existing" in cluster ? cluster.existing : { name: environmentName(place) };
}

export function scopeOf({ aws, project, stack, kubernetes }: AwsContext): AwsScope {
  const { name, context } = findCluster(aws, { project, stack });
  return {
    region: aws.region,
    loadBalancer: loadBalancerName({ project, stack }),
    cluster: name,
    context,
    namespace: kubernetes.name,
  };
}
