/** What base hands to the colours: values, in one output that is a secret, as passwords are among them. */
import * as pulumi from "@pulumi/pulumi";
import { findCluster, type Place } from "../../components/aws/context";
import type { StartedAws } from "../../components/aws/started";
import { createCluster } from "../../components/cluster/aws";
import type { EdgeValues } from "../../components/load-balancer/aws-listener";
import type { Foundations } from "../../components/platform";
import type { Ground } from "../../components/platforms/aws";
import type { Postgres } from "../../components/postgres/postgres";
import type { Redis } from "../../components/redis/redis";
import type { Settings } from "../../components/settings/schema";
import type { Sections } from "../../config";

/** Resources stay behind: they are there already. */
type Values<T> = { readonly [K in Exclude<keyof T, "ready">]: T[K] };

interface Given {
  /** Of base's stack file: the colours have no settings of their own, unless their stack file says so. */
  readonly sections: Sections;
  /** By which load balancer and namespace are found. */
  readonly place: Omit<Place, "boundary">;
  readonly namespace: string;
  readonly vpcId: pulumi.Input<string>;
  readonly edge: Values<EdgeValues>;
  readonly postgres: Values<Postgres>;
  readonly redis: Values<Redis>;
}

export type Handover = pulumi.Unwrap<Given>;

interface Made {
  readonly edge: EdgeValues;
  readonly postgres: Postgres;
  readonly redis: Redis;
}

export function handOver(
  sections: Sections,
  { context }: Ground,
  { edge, postgres, redis }: Made,
): pulumi.Output<Handover> {
  const { project, stack, region } = context;
  const { arn, dnsName, certificateArn, targetGroupArns, url, previewUrl } = edge;
  const { database, user, backups } = postgres;
  const server = ({ host, port, tls, password }: Postgres | Redis) => ({ host, port, tls, password });
  const given: Given = {
    sections,
    place: { project, stack, region },
    namespace: context.kubernetes.name,
    vpcId: context.network.vpcId,
    edge: { arn, dnsName, certificateArn, targetGroupArns, url, previewUrl },
    postgres: { ...server(postgres), database, user, backups },
    redis: server(redis),
  };
  return pulumi.secret(given);
}

/** The other side: what a colour stands on, and what it uses. */
export function takeOver(
  handover: Handover,
  settings: Settings,
  { aws, provider }: StartedAws,
): { ground: Ground } & Foundations {
  const { url, previewUrl, ...edge } = handover.edge;
  const { password, backups, ...postgres } = handover.postgres;
  const loadBalancer = {
    ...edge,
    url: pulumi.output(url),
    previewUrl: pulumi.output(previewUrl),
    ready: [],
  };
  const { place } = handover;
  const network = {
    vpcId: handover.vpcId,
    publicSubnetIds: [],
    privateSubnetIds: {},
    dataSubnetIds: [],
  };
  // Here it is there already, also when base made it.
  const existing = findCluster(aws, place);
  const cluster = createCluster(place, { ...aws.cluster, existing }, network, provider);
  const context = {
    ...place,
    settings,
    // Only base knows when a colour gets weight, so it stays as large as it may have to be; images are stored by base.
    aws: { ...aws, idle: "full" as const, registry: undefined },
    network,
    cluster,
    kubernetes: { provider: cluster.provider, name: handover.namespace },
  };
  return {
    ground: { context, providers: [provider], policies: [], edge: loadBalancer },
    postgres: {
      ...postgres,
      password: pulumi.secret(password),
      backups: pulumi.output(backups),
      ready: [],
    },
    redis: { ...handover.redis, password: pulumi.secret(handover.redis.password), ready: [] },
    loadBalancer,
  };
}
