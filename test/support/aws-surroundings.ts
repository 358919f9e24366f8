/** What an environment on AWS finds: the simulated AWS, a real cluster, PostgreSQL and Redis in it. */
import { readFileSync } from "node:fs";
import { CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { rangesOf } from "../../components/network/network";
import { parseSettings } from "../../components/settings/settings";
import { rawSettings } from "../../setup/render";
import { accountId } from "./aws/account";
import { AwsSimulation } from "./aws/simulation";
import { kubeconfig, make } from "./kubernetes/cluster";
import { images as dataImages, makeData } from "./kubernetes/data";
import { makeManagedCache } from "./kubernetes/managed-cache";
import { makeManagedDatabase } from "./kubernetes/managed-database";
import { placeIn, standIn } from "./kubernetes/standing";
import { addressTowards } from "./kubernetes/talkers";

/** Settings of PostgreSQL where it is made. */
export const madePostgres = { clientImage: dataImages.postgres, deletionProtection: false };

/** Seconds of AWS are a tenth of one here. */
const timeDivisor = 10;

/** What an environment is made of before Pulumi runs. */
export interface Surroundings {
  readonly aws: AwsSimulation;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of both images, without their parts' names. */
  readonly images: string;
  /** What its images trust, besides what all do. */
  readonly trusts?: string;
  readonly dataNamespace: string;
  readonly leave?: () => void;
}

/** Small and quick, whatever else is said. */
function pace(images: string) {
  return {
    frontend: { image: `${images}-frontend`, replicas: 2, cpus: "0.2" },
    backend: { image: `${images}-api`, replicas: 2, cpus: "0.4", stopTimeout: "8 seconds" },
    gate: { timeout: "60 seconds", interval: "300 milliseconds" },
    settle: { answers: 10, timeout: "20 seconds" },
    // Stories about watching say for how long.
    watch: { for: "0 seconds" },
    cluster: { preStop: "4 seconds", startTimeout: "3 minutes" },
    edge: { previewFrom: ["127.0.0.0/8"], deregistrationDelay: 60, deletionProtection: false },
  };
}

export async function whatIsThere(stack: string, isDatabaseMade: boolean): Promise<Surroundings> {
  const namespace = `data-${stack}`;
  await make({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const database = isDatabaseMade ? await makeManagedDatabase(namespace) : undefined;
  const [aws, data] = await Promise.all([
    AwsSimulation.start({ kubeconfig, timeDivisor, servers: { database } }),
    makeData(namespace),
  ]);
  const { GroupId } = await aws.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: "pods", Description: "pods", VpcId: aws.vpcId }),
  );
  const images = `maintenance-test-${stack}`;
  const loadBalancer = await addressTowards(data.addresses[0] ?? "");
  const { cluster, edge, ...sections } = pace(images);
  const settings = {
    platform: "aws",
    ...sections,
    aws: {
      region: aws.region,
      edge: { ...edge, domain: "localhost", certificate: aws.certificateArn },
      network: {
        existing: {
          vpc: aws.vpcId,
          publicSubnets: [...aws.subnetIds],
          publicRanges: [`${loadBalancer}/32`],
          dataSubnets: [...aws.subnetIds],
          dataRanges: data.addresses.map((address) => `${address}/32`),
        },
      },
      cluster: { ...cluster, existing: { securityGroup: GroupId } },
      ...data.settings,
      ...(isDatabaseMade && { postgres: madePostgres }),
    },
  };
  return { aws, settings, images, dataNamespace: namespace };
}

/** As `aws/deploy` makes it. */
function roleOf(stack: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/deploy/maintenance/${stack}/maintenance-${stack}-${name}`;
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Nothing is there but the account, its hosted zone, and a certificate. */
export async function whatStackFileMakes(file: string, stack: string): Promise<Surroundings> {
  const raw = rawSettings(readFileSync(`Pulumi.${file}.yaml`, "utf8")) as Record<string, Sections>;
  const { network } = parseSettings(raw).aws ?? {};
  if (!network) throw new Error(`Pulumi.${file}.yaml is not for AWS`);
  const { publicRanges, dataRanges } = rangesOf(network);
  const namespace = `data-${stack}`;
  await make({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const [database, cache] = await Promise.all([makeManagedDatabase(namespace), makeManagedCache(namespace)]);
  const [atDatabase, atCache, from] = [
    await placeIn(dataRanges[0] ?? "", { ...database, port: 5432 }),
    await placeIn(dataRanges[1] ?? "", { ...cache, port: 6379 }),
    standIn(publicRanges[0] ?? ""),
  ];
  const aws = await AwsSimulation.start({
    ...{ kubeconfig, timeDivisor, isClusterMade: true, from: from.address },
    servers: { database: { ...database, host: atDatabase.host }, cache: { ...cache, host: atCache.host } },
    ways: [atDatabase, atCache],
  });
  const images = `${accountId}.dkr.ecr.${aws.region}.amazonaws.com/maintenance-test-${stack}`;
  const own = raw.aws ?? {};
  const { cluster, edge, ...sections } = pace(images);
  const settings = {
    ...raw,
    ...sections,
    aws: {
      ...own,
      edge: {
        ...{ ...own.edge, ...edge, deletionProtection: own.edge?.deletionProtection },
        certificate: aws.certificateArn,
      },
      cluster: {
        ...{ ...own.cluster, ...cluster },
        administrators: [`arn:aws:iam::${accountId}:user/simulated`, roleOf(stack, "deploy")],
        viewers: [roleOf(stack, "preview")],
      },
      postgres: { ...own.postgres, clientImage: dataImages.postgres },
    },
  };
  const leave = () => {
    for (const place of [atDatabase, atCache, from]) place.leave();
  };
  return { aws, settings, images, trusts: cache.ca, dataNamespace: namespace, leave };
}
