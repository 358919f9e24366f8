/** aws.route53.getZone, by name. */
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import type { Values } from "../values";
import type { Aws } from "./clients";

/** @throws as the published provider does, when there is not exactly one: api-docs/route53/getzone */
export async function zoneOf({ route53 }: Aws, args: Values): Promise<Values> {
  const { name, privateZone = false } = args;
  const foreign = Object.keys(args).filter((input) => !["name", "privateZone", "region"].includes(input));
  if (foreign.length > 0) throw new Error(`getZone: ${foreign.join(", ")} is not modelled`);
  const bare = (zone: unknown) => String(zone).replace(/\.$/, "");
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  const found = HostedZones.filter(
    ({ Name, Config }) => bare(Name) === bare(name) && (Config?.PrivateZone ?? false) === privateZone,
  );
  const id = found[0]?.Id?.replace("/hostedzone/", "");
  if (found.length !== 1 || id === undefined) {
    throw new Error(
      found.length === 0
        ? "no matching Route 53 Hosted Zone found"
        : "multiple Route 53 Hosted Zones matched",
    );
  }
  return { id, zoneId: id, name: bare(name), privateZone };
}
