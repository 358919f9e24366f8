/** Who may talk to whom in the cluster. Everything else is refused. Pure. */
import { type Colour, colours, otherColour } from "../colour";
import type { AwsSettings } from "../settings/schema";
import type { Ranges } from "./network";

export type Role = "frontend" | "backend" | "migration";

/** One end of a flow: pods of this program, addresses outside the cluster, or the cluster's name server. */
export type End =
  | { readonly pods: Role; readonly colour: Colour }
  | { readonly outside: string; readonly ranges: readonly string[] }
  | { readonly nameServer: true };

export interface Flow {
  readonly from: End;
  readonly to: End;
  /** A number, or the port that a pod calls `http`, whatever its version has there. */
  readonly port: number | "http";
  readonly protocols: readonly ("TCP" | "UDP")[];
  readonly why: string;
}

/** All flows that are allowed. */
export function flows(settings: Ends): Flow[] {
  return colours.flatMap((colour) => flowsOf(colour, settings));
}

/** Where what is outside of the cluster answers, and from where it asks. */
export interface Ends extends Pick<AwsSettings, "postgres" | "redis"> {
  readonly network: Ranges;
}

/** Those that one colour needs. */
export function flowsOf(colour: Colour, { network, postgres, redis }: Ends): Flow[] {
  const loadBalancer: End = { outside: "load balancer", ranges: network.publicRanges };
  const data = (what: string): End => ({ outside: what, ranges: network.dataRanges });
  const tcp = ["TCP"] as const;
  const of = (pods: Role, whose = colour): End => ({ pods, colour: whose });
  const database = (pods: Role): Flow[] => [
    { from: of(pods), to: data("PostgreSQL"), port: postgres.port, protocols: tcp, why: "its data" },
    { from: of(pods), to: data("Redis"), port: redis.port, protocols: tcp, why: "its cache" },
  ];
  const names = (pods: Role): Flow => ({
    from: of(pods),
    to: { nameServer: true },
    port: 53,
    protocols: ["UDP", "TCP"],
    why: "names of Services and servers",
  });
  return [
    {
      from: loadBalancer,
      to: of("frontend"),
      port: "http",
      protocols: tcp,
      why: "requests and health checks",
    },
    {
      from: of("frontend"),
      to: of("backend"),
      port: "http",
      protocols: tcp,
      why: "the API of its own colour",
    },
    {
      from: of("frontend"),
      to: of("frontend", otherColour(colour)),
      port: "http",
      protocols: tcp,
      why: "assets of a page of the other colour",
    },
    ...database("backend"),
    ...database("migration"),
    ...(["frontend", "backend", "migration"] as const).map(names),
  ];
}

/** Whether these two are the same pods. */
export function isPods(end: End, role: Role, colour: Colour): boolean {
  return "pods" in end && end.pods === role && end.colour === colour;
}

/** Words for one end, as the table in the documents has it. */
export function endText(end: End): string {
  if ("pods" in end) return `${end.colour} ${end.pods}`;
  return "outside" in end ? end.outside : "name server";
}
