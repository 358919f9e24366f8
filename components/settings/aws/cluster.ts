/** The cluster that the colours run in: one that is there, or one that is made for this environment. */
import * as v from "valibot";
import { addonNames } from "../../cluster/addons";
import { duration, flag, maybe, oneOf, setting, should, text, whole } from "../rules";
import { besideExisting, days, id, ranges } from "./values";

const existing = v.strictObject({
  name: maybe(
    text("the name of an EKS cluster", /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/),
    "an EKS cluster that is there; its address and security group are asked of AWS",
  ),
  context: maybe(
    text("the name of a context", /^\S+$/),
    "for a cluster without a name: context of the kubeconfig (KUBECONFIG, else ~/.kube/config); absent: its current one",
  ),
  securityGroup: maybe(
    id("security group", "sg"),
    "for a cluster without a name: security group of the pods' addresses",
  ),
});

const nodes = v.strictObject({
  size: setting(
    text("an instance type such as m6i.large", /^[a-z0-9-]+\.[a-z0-9]+$/),
    "m6i.large",
    "type of the nodes; the images have to be for its processor",
  ),
  perZone: setting(whole(1, 100), 1, "nodes in each zone"),
  disk: setting(whole(20, 1_000), 50, "GiB of each node's disk, for images and logs"),
});

const versionRule = "a minor version of Kubernetes in quotes, such as '1.36'";
const principal = text(
  "the ARN of an IAM role or user",
  /^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)\/[\w+=,.@/-]+$/,
);
const principals = v.array(principal, should("a list of ARNs of IAM roles or users"));
const administratorsRule = "a list of at least one ARN of an IAM role or user";

const made = {
  version: maybe(
    text(versionRule, /^1\.[0-9]{2}$/),
    "version of Kubernetes; to upgrade, one minor version at a time",
  ),
  nodes: v.optional(nodes, {}),
  administrators: maybe(
    v.pipe(principals, v.minLength(1, should(administratorsRule))),
    "who may do everything in the cluster, whoever runs pulumi up among them",
  ),
  viewers: setting(principals, [], "who may see everything in it, whoever runs pulumi preview among them"),
  reachedFrom: setting(
    ranges(0),
    [],
    "addresses that reach the cluster's API from outside, whoever runs pulumi among them; empty: only from inside the network",
  ),
  addons: setting(
    v.record(
      oneOf(addonNames),
      text("a version such as v1.20.1-eksbuild.3", /^v[0-9][\w.+-]+$/),
      should(`versions of ${addonNames.join(", ")}`),
    ),
    {},
    "versions of add-ons, by name; absent: what AWS takes for new clusters, and that one stays",
  ),
  logDays: setting(days, 30, "days that the logs of the cluster's API are kept"),
  deletionProtection: setting(flag, true, "neither AWS nor pulumi deletes the cluster"),
};

const common = {
  namespace: maybe(
    text("a namespace name of at most 63 characters", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
    "namespace of this environment; absent: project and stack",
  ),
  startTimeout: setting(
    duration,
    "10 minutes",
    "how long a Deployment may take until all its pods are ready",
  ),
  preStop: setting(
    duration,
    "20 seconds",
    "a pod goes on serving for so long when it is to stop, until no load balancer sends it anything",
  ),
};

export const cluster = v.pipe(
  v.strictObject({ existing: v.optional(existing), ...made, ...common }),
  // What is missing is a contradiction, below: it is refused before anything is made of it.
  v.transform(({ existing, version = "", administrators = [], ...others }) =>
    existing ? { ...others, existing } : { ...others, plan: { ...others, version, administrators } },
  ),
);

export type ClusterSettings = v.InferOutput<typeof cluster>;
/** A cluster that is there already. */
export type ExistingCluster = v.InferOutput<typeof existing>;
/** A cluster that is made. */
export type ClusterPlan = Extract<ClusterSettings, { plan: unknown }>["plan"];

/** What each setting alone cannot say: either a cluster that is there, or what is to be made. */
export function clusterContradictions(raw: Readonly<Record<string, unknown>>): string[] {
  if (raw.existing === undefined) return missing(raw);
  const ofMade = Object.keys(made).map((key) => [key, raw[key]]);
  return [
    ...besideExisting("aws/cluster", { existing: raw.existing, ...Object.fromEntries(ofMade) }),
    ...unclear(raw.existing as ExistingCluster),
  ];
}

function missing(raw: Readonly<Record<string, unknown>>): string[] {
  return Object.entries({ version: versionRule, administrators: administratorsRule })
    .filter(([key]) => raw[key] === undefined)
    .map(
      ([key, rule]) =>
        `aws/cluster/${key}: should be ${rule}, got nothing: give version and administrators of the cluster to make, or name one in aws/cluster/existing`,
    );
}

function unclear({ name, context, securityGroup }: ExistingCluster): string[] {
  if (name === undefined && securityGroup === undefined) {
    return [
      "aws/cluster/existing/name: should be the name of an EKS cluster, got nothing: give it, or context and securityGroup of another kind of cluster",
    ];
  }
  if (name === undefined) return [];
  return Object.entries({ context, securityGroup })
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `aws/cluster/existing/${key}: should not be there together with aws/cluster/existing/name, got ${JSON.stringify(value)}: AWS tells it`,
    );
}
