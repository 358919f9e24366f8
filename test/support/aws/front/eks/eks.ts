/** EKS, which moto knows too little of: all of it that is modelled is kept here. */
import { map, texts } from "../query";
import { ofAccess } from "./access";
import { ofAddons } from "./addons";
import { ofClusters } from "./clusters";
import { ofNodeGroups } from "./node-groups";
import { type Call, type Cluster, type Eks, EksRefusal, type Route, type Told } from "./record";
import { creator, Surroundings } from "./surroundings";

export interface EksAnswer {
  readonly status: number;
  readonly body: string;
}

const administrator = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const tags = "/tags/:arn";

/** Of anything that has an ARN. */
function tagsAt({ clusters }: Eks, { at }: Call): Told {
  const all = [...clusters.values()].flatMap(({ told, addons, entries, identities, nodeGroups }) => [
    told,
    ...[addons, entries, identities, nodeGroups].flatMap((some) => [...some.values()]),
  ]);
  const arns = ["arn", "addonArn", "accessEntryArn", "associationArn", "nodegroupArn"];
  const found = all.find((one) => arns.some((name) => one[name] === at.arn));
  if (!found) throw new EksRefusal("ResourceNotFoundException", `Resource ${at.arn} was not found`);
  return found;
}

const ofTags: readonly Route[] = [
  {
    action: "TagResource",
    method: "POST",
    path: tags,
    answer: (eks, call) => {
      const one = tagsAt(eks, call);
      one.tags = { ...map(one.tags), ...map(call.body.tags) };
      return {};
    },
  },
  {
    action: "UntagResource",
    method: "DELETE",
    path: tags,
    answer: (eks, call) => {
      const one = tagsAt(eks, call);
      const gone = call.query.getAll("tagKeys");
      one.tags = Object.fromEntries(Object.entries(map(one.tags)).filter(([key]) => !gone.includes(key)));
      return {};
    },
  },
];

const routes = [...ofAccess, ...ofAddons, ...ofClusters, ...ofNodeGroups, ...ofTags];

/** What the path names, when it is the route's. */
function matched({ path }: Route, pathname: string): Record<string, string> | undefined {
  const [wanted, given] = [path.split("/"), pathname.split("/")];
  if (wanted.length !== given.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const part = decodeURIComponent(given[index] ?? "");
    if (step.startsWith(":")) at[step.slice(1)] = part;
    else if (step !== part) return undefined;
  }
  return at;
}

export class SimulatedEks {
  private readonly eks: Eks;

  /** @param moto its address */
  constructor(moto: string, server: Eks["server"]) {
    this.eks = { clusters: new Map<string, Cluster>(), around: new Surroundings(moto), server };
  }

  /** @throws for a call that is not modelled */
  call(method: string, url: string, body: string): { action: string; answer: () => Promise<EksAnswer> } {
    const { pathname, searchParams: query } = new URL(url, "http://eks");
    for (const route of routes) {
      const at = route.method === method ? matched(route, pathname) : undefined;
      if (!at) continue;
      const call: Call = { at, body: map(body === "" ? {} : JSON.parse(body)), query };
      return { action: route.action, answer: () => this.answered(route, call) };
    }
    throw new Error(`EKS: ${method} ${pathname} is not modelled`);
  }

  /** Clusters and groups of nodes that use a subnet or a security group. */
  usersOf(id: string): string[] {
    return [...this.eks.clusters.values()].flatMap(({ told, nodeGroups }) => {
      const { subnetIds, securityGroupIds, clusterSecurityGroupId } = map(told.resourcesVpcConfig);
      const own = [...texts(subnetIds), ...texts(securityGroupIds), clusterSecurityGroupId];
      const groups = [...nodeGroups].filter(([, group]) =>
        [...texts(group.subnets), ...texts(group.securityGroups)].includes(id),
      );
      return [...(own.includes(id) ? [told.name] : []), ...groups.map(([name]) => name)];
    });
  }

  /** Whether whoever asks the simulation may do everything in the cluster. */
  isLetIn(cluster: string): boolean {
    const { policies } = this.eks.clusters.get(cluster) ?? {};
    return policies?.has(`${creator} ${administrator}`) === true;
  }

  /** ARN of the role that pods of a service account have. */
  roleOf(cluster: string, namespace: string, serviceAccount: string): string | undefined {
    const all = [...(this.eks.clusters.get(cluster)?.identities.values() ?? [])];
    const found = all.find((one) => one.namespace === namespace && one.serviceAccount === serviceAccount);
    return found && String(found.roleArn);
  }

  private async answered({ answer }: Route, call: Call): Promise<EksAnswer> {
    try {
      return { status: 200, body: JSON.stringify(await answer(this.eks, call)) };
    } catch (error) {
      if (!(error instanceof EksRefusal)) throw error;
      const { code, message, status } = error;
      return { status, body: JSON.stringify({ __type: code, message }) };
    }
  }
}
