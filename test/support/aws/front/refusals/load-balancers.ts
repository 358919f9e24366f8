/** About load balancers and security groups. */
import { list, text, texts } from "../query";
import { api, guide, loadBalancerOf, type Row } from "./row";

export const ofLoadBalancers: readonly Row[] = [
  {
    actions: ["CreateLoadBalancer", "SetSubnets"],
    code: "ValidationError",
    source: `${api}CreateLoadBalancer.html`,
    fault: ({ Subnets }, { zoneOf }) =>
      new Set(texts(Subnets).map(zoneOf)).size < 2
        ? "At least two subnets in two different Availability Zones must be specified"
        : undefined,
  },
  {
    actions: ["CreateLoadBalancer", "SetSubnets"],
    code: "InvalidConfigurationRequest",
    source: `${api}CreateLoadBalancer.html`,
    fault: ({ Subnets }, { zoneOf }) =>
      new Set(texts(Subnets).map(zoneOf)).size < texts(Subnets).length
        ? "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        : undefined,
  },
  {
    actions: ["CreateLoadBalancer"],
    code: "DuplicateLoadBalancerName",
    // With equal settings AWS answers with the one that is there; here no name is ever given twice.
    source: `${api}CreateLoadBalancer.html`,
    fault: ({ Name }, { model }) =>
      model.loadBalancers.some(({ name }) => name === Name)
        ? `A load balancer with the same name '${text(Name)}' exists, but with different settings`
        : undefined,
  },
  {
    actions: ["CreateLoadBalancer"],
    code: "ValidationError",
    source: `${api}CreateLoadBalancer.html`,
    fault: ({ Name }) =>
      /^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(String(Name))
        ? undefined
        : `The load balancer name '${text(Name)}' is not valid: up to 32 letters, digits and hyphens, not "internal-..."`,
  },
  {
    actions: ["CreateLoadBalancer", "SetSecurityGroups"],
    code: "InvalidSecurityGroup",
    source: `${api}CreateLoadBalancer.html`,
    fault: ({ SecurityGroups }, { isSecurityGroup }) => {
      const missing = texts(SecurityGroups).filter((id) => !isSecurityGroup(id));
      return missing.length > 0
        ? `One or more security groups are invalid: ${missing.join(", ")}`
        : undefined;
    },
  },
  {
    actions: ["ModifyLoadBalancerAttributes"],
    code: "InvalidConfigurationRequest",
    source: `${guide}enable-access-logging.html`,
    fault: ({ Attributes }, { isBucket }) => {
      const values = new Map(list(Attributes).map(({ Key, Value }) => [String(Key), String(Value)]));
      const wanting = ["access_logs", "connection_logs"]
        .filter((kind) => values.get(`${kind}.s3.enabled`) === "true")
        .map((kind) => values.get(`${kind}.s3.bucket`) ?? "")
        .filter((bucket) => !isBucket(bucket));
      return wanting.length > 0 ? `Access Denied for bucket: ${wanting.join(", ")}` : undefined;
    },
  },
  {
    actions: ["DeleteLoadBalancer"],
    code: "OperationNotPermitted",
    source: `${api}DeleteLoadBalancer.html`,
    fault: (asked, world) => {
      const found = loadBalancerOf(asked, world);
      return found?.attributes.get("deletion_protection.enabled") === "true"
        ? `Load balancer '${found.arn}' cannot be deleted because deletion protection is enabled`
        : undefined;
    },
  },
  {
    actions: ["DeleteSecurityGroup"],
    code: "DependencyViolation",
    source: "AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html",
    fault: ({ GroupId }, { model, referrersOf }) => {
      const id = String(GroupId);
      const users = model.loadBalancers.filter(({ securityGroups }) => securityGroups.includes(id));
      const all = [...users.map(({ name }) => name), ...referrersOf(id)];
      return all.length > 0 ? `resource ${id} has a dependent object: ${all.join(", ")}` : undefined;
    },
  },
];
