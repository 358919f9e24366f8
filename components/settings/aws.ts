/** Settings of `platform: aws`: what is there already, where it is, and what the edge and the workloads are like. */
import * as v from "valibot";
import { duration, maybe, oneOf, port, required, setting, should, text, whole } from "./rules";

const id = (kind: string, prefix: string) =>
  text(`the id of a ${kind}, such as ${prefix}-0a1b2c3d4e5f67890`, new RegExp(`^${prefix}-[0-9a-f]{8,17}$`));

const rangeRule = "a range of addresses such as 10.0.0.0/16";
const range = text(rangeRule, /^([0-9]{1,3}\.){3}[0-9]{1,3}\/([0-9]|[12][0-9]|3[0-2])$/);
const ranges = (least: number) => {
  const rule =
    least > 0 ? `a list of at least ${least} ranges of addresses` : "a list of ranges of addresses";
  return v.pipe(v.array(range, should(rule)), v.minLength(least, should(rule)));
};

const hostName = text("a host name", /^(?=.{1,253}$)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?)+$/);

const passwordRule = "should be 16 characters or more, set by pulumi config set --secret --path";
/** Never shown, whatever is wrong with it. */
const password = v.pipe(v.string(passwordRule), v.minLength(16, passwordRule));

const network = v.strictObject({
  vpc: required(id("VPC", "vpc"), "the VPC of load balancer and cluster"),
  publicSubnets: required(
    v.pipe(
      v.array(id("subnet", "subnet"), should("a list of subnets")),
      v.minLength(2, should("a list of subnets in at least two zones")),
    ),
    "where the load balancer stands, in at least two zones",
  ),
  publicRanges: required(ranges(1), "addresses of those subnets: who may talk to the frontends"),
  dataRanges: required(
    ranges(1),
    "addresses where PostgreSQL and Redis answer: whom the backends may talk to",
  ),
});

const cluster = v.strictObject({
  context: maybe(
    text("the name of a context", /^\S+$/),
    "context of the kubeconfig (KUBECONFIG, else ~/.kube/config); absent: its current one",
  ),
  securityGroup: required(id("security group", "sg"), "security group of the pods' addresses"),
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
});

const postgres = v.strictObject({
  host: required(hostName, "where PostgreSQL answers"),
  port: setting(port, 5432, "its port"),
  database: setting(text("a database name", /^[a-z_][a-z0-9_]{0,62}$/), "maintenance", "its database"),
  user: setting(
    text("a role name", /^[a-z_][a-z0-9_]{0,62}$/),
    "maintenance",
    "the application's role there",
  ),
  password: required(password, "that role's password, a secret"),
});

const redis = v.strictObject({
  host: required(hostName, "where Redis answers"),
  port: setting(port, 6379, "its port"),
  password: required(password, "its password, a secret"),
});

export const aws = v.strictObject({
  region: required(text("a region such as eu-central-1", /^[a-z]{2}(-[a-z]+)+-[0-9]$/), "the AWS region"),
  account: maybe(
    text("an account number of 12 digits, in quotes", /^[0-9]{12}$/),
    "the only account this may touch",
  ),
  domain: required(hostName, "the name that users ask for; the certificate is for it"),
  certificate: required(
    text("the ARN of an ACM certificate", /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[\w-]+$/),
    "certificate of the HTTPS listener",
  ),
  tlsPolicy: setting(
    text(
      "the name of a TLS policy that knows TLS 1.2 or later only",
      /^ELBSecurityPolicy-TLS13-1-[23]-[\w-]+$/,
    ),
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "which TLS versions and ciphers users may use",
  ),
  previewPort: setting(port, 8443, "port of the preview route, which reaches the idle colour"),
  previewFrom: required(ranges(1), "who may reach the preview route, whoever runs pulumi among them"),
  accessLogs: maybe(
    text("a bucket name", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    "S3 bucket of the load balancer's access logs, writable for it; absent: none are kept",
  ),
  deregistrationDelay: setting(
    whole(0, 3_600),
    30,
    "seconds that requests to pods that leave the load balancer may take to finish",
  ),
  network,
  cluster,
  postgres,
  redis,
  idle: setting(
    oneOf(["full", "small"]),
    "full",
    "the colour without weight keeps all its pods, or one of each kind; a run scales it back before its gate",
  ),
  maxReplicas: setting(whole(1, 100), 6, "pods of each kind that a colour may grow to under load"),
});
