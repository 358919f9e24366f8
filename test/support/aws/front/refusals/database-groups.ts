/** About what databases stand in: their subnets and parameters. */
import type { Data } from "../data";
import { listed, type Parameters, text, texts } from "../query";
import { isStatic } from "./database-parameters";
import type { Row } from "./row";

const api = "AmazonRDS/latest/APIReference/API_";
const making = ["CreateDBSubnetGroup", "ModifyDBSubnetGroup"];

const subnetsIn = ({ SubnetIds }: Parameters) => texts(listed(SubnetIds));
const usersOf = ({ databases }: Data, isUsed: (one: Data["databases"][number]) => boolean | undefined) =>
  databases.filter(isUsed).map(({ DBInstanceIdentifier }) => DBInstanceIdentifier);

export const ofDatabaseGroups: readonly Row<Data>[] = [
  {
    actions: making,
    code: "InvalidSubnet",
    source: `${api}CreateDBSubnetGroup.html`,
    fault: (asked, { zoneOfSubnet }) => {
      const missing = subnetsIn(asked).filter((id) => zoneOfSubnet(id) === undefined);
      return missing.length > 0 ? `Some input subnets are invalid: ${missing.join(", ")}` : undefined;
    },
  },
  {
    actions: making,
    code: "DBSubnetGroupDoesNotCoverEnoughAZs",
    source: `${api}CreateDBSubnetGroup.html`,
    fault: (asked, { zoneOfSubnet }) =>
      new Set(subnetsIn(asked).map(zoneOfSubnet)).size < 2
        ? "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement: at least 2 AZs"
        : undefined,
  },
  {
    actions: ["CreateDBSubnetGroup"],
    code: "DBSubnetGroupAlreadyExists",
    source: `${api}CreateDBSubnetGroup.html`,
    fault: ({ DBSubnetGroupName: name }, { databaseSubnets }) =>
      databaseSubnets.some(({ DBSubnetGroupName }) => DBSubnetGroupName === name)
        ? `The DB subnet group '${text(name)}' already exists.`
        : undefined,
  },
  {
    actions: ["DeleteDBSubnetGroup"],
    code: "InvalidDBSubnetGroupStateFault",
    source: `${api}DeleteDBSubnetGroup.html`,
    fault: ({ DBSubnetGroupName: name }, data) => {
      const users = usersOf(data, ({ DBSubnetGroup }) => DBSubnetGroup?.DBSubnetGroupName === name);
      return users.length > 0
        ? `Cannot delete the subnet group '${text(name)}' because at least one database instance: ${users.join()} is still using it.`
        : undefined;
    },
  },
  {
    actions: ["CreateDBParameterGroup"],
    code: "InvalidParameterValue",
    source: `${api}CreateDBParameterGroup.html`,
    fault: ({ DBParameterGroupFamily: family }) =>
      /^postgres1[3-7]$/.test(String(family))
        ? undefined
        : `ParameterGroupFamily ${text(family)} is not a valid parameter group family`,
  },
  {
    actions: ["ModifyDBParameterGroup"],
    code: "InvalidParameterValue",
    source: `${api}ModifyDBParameterGroup.html`,
    fault: ({ Parameters }) =>
      listed(Parameters)
        .filter(({ ParameterName }) => isStatic(String(ParameterName)) === undefined)
        .map(({ ParameterName }) => `Could not find parameter with name: ${text(ParameterName)}`)
        .at(0),
  },
  {
    actions: ["ModifyDBParameterGroup"],
    code: "InvalidParameterCombination",
    source: `${api}ModifyDBParameterGroup.html`,
    fault: ({ Parameters }) =>
      listed(Parameters).some(
        ({ ParameterName, ApplyMethod }) => ApplyMethod === "immediate" && isStatic(String(ParameterName)),
      )
        ? "cannot use immediate apply method for static parameter"
        : undefined,
  },
  {
    actions: ["DeleteDBParameterGroup"],
    code: "InvalidDBParameterGroupState",
    source: `${api}DeleteDBParameterGroup.html`,
    fault: ({ DBParameterGroupName: name }, data) => {
      const users = usersOf(data, ({ DBParameterGroups = [] }) =>
        DBParameterGroups.some(({ DBParameterGroupName }) => DBParameterGroupName === name),
      );
      return users.length > 0
        ? `One or more database instances are still members of this parameter group ${text(name)}, so the group cannot be deleted`
        : undefined;
    },
  },
];
