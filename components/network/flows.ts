/** Who may talk to whom in the cluster. Everything else is refused. Pure. */
import { type Colour, colours, otherColour } from "../colour";
import type { DataPorts } from "../settings/aws/data";
import type { Ranges } from "./network";

/** Pods of a colour; and the one that makes the application's role in the database, which has none. */
export type Role = "frontend" | "backend" | "migration";
export const databaseRole = "database-role";

/** One end of a flow: pods of this program, addresses outside the cluster, or the cluster's name server. */
export type End =
  | { readonly pods: Role; readonly colour: Colour }
  | { readonly pods: typeof databaseRole; readonly colour?: undefined }
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
  const ofColours = colours.flatMap((colour) => flowsOf(colour, settings));
  return settings.makesRole ? [...ofColours, ...roleFlows(settings)] : ofColours;
}

/** Where what is outside of the cluster answers, and from where it asks. */
export interface Ends {
  readonly network: Ranges;
  readonly ports: DataPorts;
  /** PostgreSQL is made, and the application's role in it. */
  readonly makesRole: boolean;
}

/** Those that one colour needs. */
export function flowsOf(colour: Colour, { network, ports }: Omit<Ends, "makesRole">): Flow[] {
  const loadBalancer: End = { outside: "load balancer", ranges: network.publicRanges };
  const tcp = ["TCP"] as const;
  const of = (pods: Role, whose = colour): End => ({ pods, colour: whose });
  const database = (pods: Role): Flow[] => [
    {
      from: of(pods),
      to: dataEnd("PostgreSQL", network),
      port: ports.postgres,
      protocols: tcp,
      why: "its data",
    },
    { from: of(pods), to: dataEnd("Redis", network), port: ports.redis, protocols: tcp, why: "its cache" },
  ];
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
    ...(["frontend", "backend", "migration"] as const).map((pods) => names(of(pods))),
  ];
}

/** Of what runs once, before any colour does. */
export function roleFlows({ network, ports }: Omit<Ends, "makesRole">): Flow[] {
  const from: End = { pods: databaseRole };
  const to = dataEnd("PostgreSQL", network);
  return [
    { from, to, port: ports.postgres, protocols: ["TCP"], why: "makes the application's role" },
    names(from),
  ];
}

function dataEnd(what: string, { dataRanges }: Ranges): End {
  return { outside: what, ranges: dataRanges };
}

function names(from: End): Flow {
  return {
    from,
    to: { nameServer: true },
    port: 53,
    protocols: ["UDP", "TCP"],
    why: "names of Services and servers",
  };
}

/** Whether these two are the same pods. */
export function isPods(end: End, role: Role | typeof databaseRole, colour?: Colour): boolean {
  return "pods" in end && end.pods === role && end.colour === colour;
}

/** Words for one end, as the table in the documents has it. */
export function endText(end: End): string {
  if ("pods" in end) return end.colour ? `${end.colour} ${end.pods}` : end.pods;
  return "outside" in end ? end.outside : "name server";
}
