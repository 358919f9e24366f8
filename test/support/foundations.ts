/** What an environment on AWS stands on, without what is put into a cluster: for tests of the components on the real engine. */
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../../components/aws/context";
import { AwsProvider } from "../../components/aws/plugin";
import { createCluster } from "../../components/cluster/aws";
import { createDeployIdentity } from "../../components/deploy-identity/deploy-identity";
import { Edge } from "../../components/load-balancer/aws";
import { createNetwork } from "../../components/network/aws";
import { Database } from "../../components/postgres/aws-database";
import { createRedis } from "../../components/redis/aws";
import { parseSettings } from "../../components/settings/settings";

export function makeFoundations(raw: Record<string, unknown>): void {
  const settings = parseSettings(raw);
  const { aws } = settings;
  if (!aws) throw new Error("the settings are for another platform");
  const where = { project: pulumi.getProject(), stack: pulumi.getStack(), region: aws.region };
  const provider = new AwsProvider(aws, { project: where.project, stack: where.stack });
  const identity = createDeployIdentity(where, settings, { providers: [provider] });
  const place = { ...where, boundary: identity?.boundary };
  const network = createNetwork(place, aws.network, { providers: [provider] });
  // Of what is in the cluster the edge has the name only.
  const kubernetes = { name: "foundations" } as AwsContext["kubernetes"];
  const cluster = createCluster(place, aws.cluster, network, provider);
  const context: AwsContext = { ...place, settings, aws, network, cluster, kubernetes };

  new Edge(context, { providers: [provider] });
  // The application's role in it needs the cluster.
  if (!aws.postgres.existing) new Database(context, { providers: [provider] });
  if (!aws.redis.existing) createRedis(context, { providers: [provider] });
}
