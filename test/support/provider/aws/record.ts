/** aws.route53.Record: values, or the alias of a load balancer. */
import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type RRType,
} from "@aws-sdk/client-route-53";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { blocks, type Kind, number, text, texts, truth, unlessGone } from "./kind";

function faults(inputs: Values): Fault[] {
  const isAlias = inputs.aliases !== undefined;
  const hasValues = inputs.records !== undefined && inputs.ttl !== undefined;
  return isAlias === hasValues || (isAlias && inputs.ttl !== undefined)
    ? [{ property: "", reason: "either aliases, or records and ttl are needed" }]
    : [];
}

/** Zone, name and type, as the published provider has it. */
const idOf = (inputs: Values) => ["zoneId", "name", "type"].map((name) => text(inputs, name)).join("_");
const bare = (name = "") => name.replace(/\.$/, "");

function partsOf(id: string) {
  const [zoneId = "", ...rest] = id.split("_");
  return { zoneId, type: rest.at(-1), name: rest.slice(0, -1).join("_") };
}

function setOf(inputs: Values): ResourceRecordSet {
  const [alias] = blocks(inputs, "aliases");
  return {
    Name: text(inputs, "name"),
    Type: text(inputs, "type") as RRType,
    TTL: number(inputs, "ttl"),
    ResourceRecords: texts(inputs, "records")?.map((Value) => ({ Value })),
    AliasTarget: alias && {
      DNSName: text(alias, "name"),
      HostedZoneId: text(alias, "zoneId"),
      EvaluateTargetHealth: truth(alias, "evaluateTargetHealth"),
    },
  };
}

async function change({ route53 }: Aws, HostedZoneId: string, Action: ChangeAction, set: ResourceRecordSet) {
  const ChangeBatch = { Changes: [{ Action, ResourceRecordSet: set }] };
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
}

async function found({ route53 }: Aws, id: string): Promise<ResourceRecordSet | undefined> {
  const { zoneId, name, type } = partsOf(id);
  const asked = route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
  const sets = (await unlessGone(asked, "NoSuchHostedZone"))?.ResourceRecordSets;
  return sets?.find((set) => bare(set.Name) === bare(name) && set.Type === type);
}

export const record: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/route53/record",
  isGlobal: true,
  fields: {
    aliases: {
      is: "blocks",
      fields: {
        evaluateTargetHealth: { is: "truth", required: true },
        name: { is: "text", required: true },
        zoneId: { is: "text", required: true },
      },
    },
    allowOverwrite: { is: "truth" },
    name: { is: "text", required: true, replaces: true },
    records: { is: "texts", isSet: true },
    ttl: { is: "number", from: 0, to: 2_147_483_647 },
    type: { is: "text", oneOf: ["A", "AAAA", "CNAME", "TXT"], required: true },
    zoneId: { is: "text", required: true, replaces: true },
  },
  remembered: ["allowOverwrite"],
  computed: ["fqdn"],
  faults,

  async create(aws, inputs) {
    const id = idOf(inputs);
    const isThere = (await found(aws, id)) !== undefined;
    if (isThere && truth(inputs, "allowOverwrite") !== true) {
      throw new Error(
        `InvalidChangeBatch: ${text(inputs, "name")} was to be created, but it is there already`,
      );
    }
    await change(aws, text(inputs, "zoneId") ?? "", isThere ? "UPSERT" : "CREATE", setOf(inputs));
    return id;
  },

  async read(aws, id) {
    const set = await found(aws, id);
    if (!set) return undefined;
    const { zoneId, name, type } = partsOf(id);
    const { AliasTarget: alias } = set;
    return {
      fqdn: bare(name),
      name,
      type,
      zoneId,
      ...(alias
        ? {
            aliases: [
              {
                evaluateTargetHealth: alias.EvaluateTargetHealth,
                name: bare(alias.DNSName),
                zoneId: alias.HostedZoneId,
              },
            ],
          }
        : { records: set.ResourceRecords?.map(({ Value = "" }) => Value).sort(), ttl: Number(set.TTL) }),
    };
  },

  async update(aws, id, inputs) {
    await change(aws, partsOf(id).zoneId, "UPSERT", setOf(inputs));
  },

  async delete(aws, id) {
    const set = await found(aws, id);
    if (set) await change(aws, partsOf(id).zoneId, "DELETE", set);
  },
};
