/** About the parts of a network that databases, caches and clusters use. */
import type { Data } from "../data";
import { text } from "../query";
import type { Row } from "./row";

const guide = "AWSEC2/latest/APIReference/API_";

function usersOfGroup(id: unknown, { cacheNodes, clustersOn, databases }: Data): (string | undefined)[] {
  const [instances, nodes] = [
    databases.filter(({ VpcSecurityGroups = [] }) =>
      VpcSecurityGroups.some(({ VpcSecurityGroupId }) => VpcSecurityGroupId === id),
    ),
    cacheNodes.filter(({ SecurityGroups = [] }) =>
      SecurityGroups.some(({ SecurityGroupId }) => SecurityGroupId === id),
    ),
  ];
  return [
    ...instances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    ...nodes.map(({ CacheClusterId }) => CacheClusterId),
    ...clustersOn(String(id)),
  ];
}

/** Where in its group of subnets one is, AWS decides: here it is in all of them. */
function usersOfSubnet(
  id: unknown,
  { cacheNodes, cacheSubnets, clustersOn, databases }: Data,
): (string | undefined)[] {
  const hasIt = ({ Subnets = [] }: { Subnets?: { SubnetIdentifier?: string }[] }) =>
    Subnets.some(({ SubnetIdentifier }) => SubnetIdentifier === id);
  const groups = cacheSubnets.filter(hasIt).map(({ CacheSubnetGroupName }) => CacheSubnetGroupName);
  return [
    ...databases
      .filter(({ DBSubnetGroup = {} }) => hasIt(DBSubnetGroup))
      .map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    ...cacheNodes
      .filter(({ CacheSubnetGroupName }) => groups.includes(CacheSubnetGroupName))
      .map(({ CacheClusterId }) => CacheClusterId),
    ...clustersOn(String(id)),
  ];
}

export const ofWhatIsInUse: readonly Row<Data>[] = [
  {
    actions: ["DeleteSecurityGroup"],
    code: "DependencyViolation",
    source: `${guide}DeleteSecurityGroup.html`,
    fault: ({ GroupId }, data) => {
      const users = usersOfGroup(GroupId, data);
      return users.length > 0
        ? `resource ${text(GroupId)} has a dependent object: ${users.join(", ")}`
        : undefined;
    },
  },
  {
    actions: ["DeleteSubnet"],
    code: "DependencyViolation",
    source: `${guide}DeleteSubnet.html`,
    fault: ({ SubnetId }, data) => {
      const users = usersOfSubnet(SubnetId, data);
      return users.length > 0
        ? `The subnet '${text(SubnetId)}' has dependencies and cannot be deleted: ${users.join(", ")}`
        : undefined;
    },
  },
];
