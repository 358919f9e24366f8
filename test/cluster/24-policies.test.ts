/** NetworkPolicies, enforced: pods with the program's labels reach whom the table of flows names, and nobody else. */
import assert from "node:assert/strict";
import { colours } from "../../components/colour";
import { labelsOf } from "../../components/kubernetes/names";
import { databaseRole, type End, endText, type Flow, flows, type Role } from "../../components/network/flows";
import { policySpecs } from "../../components/network/kubernetes";
import { until } from "../../components/until";
import type { Item } from "../support/kubernetes/client";
import { cluster, make, useNamespace } from "../support/kubernetes/cluster";
import {
  type Address,
  addressTowards,
  type Answer,
  makeTalker,
  type Talker,
  tryFrom,
  tryFromHere,
} from "../support/kubernetes/talkers";

const roles: readonly Role[] = ["frontend", "backend", "migration"];
/** What a role calls `http`: not the same, so that the name is looked up in the pod that is reached. */
const http = { frontend: 8080, backend: 8000, migration: 8080 } as const;
const ports = { postgres: 5432, redis: 6379 };
const listensOn = [...new Set(Object.values(http)), ...Object.values(ports)];
/** The name of the load balancer's end: it asks from this machine. */
const here = "load balancer";

describe("network policies in the cluster", function () {
  this.timeout(120_000);
  const ours = useNamespace("policies");
  const others = useNamespace("policies-of-others");
  /** By the words for them; only those that pods are. */
  const talkers = new Map<string, Talker>();
  /** Who can be reached, by what; addresses of the same place for all that it listens on. */
  const places = new Map<Address, string>();
  let table: Flow[];
  let policies: Item[];
  /** What the table allows, as `blue frontend -> blue backend 8000/tcp`. */
  let allowed: string[];
  /** What every end reaches, in the same words. */
  const reached: Record<"before" | "enforced" | "after", string[]> = { before: [], enforced: [], after: [] };

  before(async () => {
    const wanted = [
      ...colours.flatMap((colour) =>
        roles.map((role) => ({
          is: `${colour} ${role}`,
          namespace: ours(),
          labels: labelsOf({ role, colour, version: "1.4.2" }),
          http: http[role],
        })),
      ),
      { is: databaseRole, namespace: ours(), labels: labelsOf({ role: databaseRole }), http: 8080 },
      { is: "stranger", namespace: ours(), labels: {}, http: 8080 },
      { is: "data", namespace: others(), labels: {}, http: 8080 },
      {
        is: "blue frontend elsewhere",
        namespace: others(),
        labels: labelsOf({ role: "frontend", colour: "blue" }),
        http: 8080,
      },
    ];
    const made = wanted.map(async ({ is, ...its }) => {
      const talker = await makeTalker({ ...its, name: is.replaceAll(" ", "-"), listensOn });
      talkers.set(is, talker);
      for (const port of listensOn) places.set(`${talker.address}:${port}/tcp`, `${is} ${port}/tcp`);
    });
    await Promise.all(made);
    const nameServer = await cluster().get({
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "kube-system", name: "kube-dns" },
    });
    const { clusterIP } = nameServer?.spec as { clusterIP: string };
    places.set(`${clusterIP}:53/udp`, "name server 53/udp").set(`${clusterIP}:53/tcp`, "name server 53/tcp");

    const { address } = of("data");
    table = flows({
      network: {
        publicRanges: [`${await addressTowards(address)}/32`],
        dataRanges: [`${address}/32`],
      },
      ports,
      makesRole: true,
    });
    allowed = table.flatMap(written).sort();
    policies = Object.entries(policySpecs(table)).map(([name, spec]) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace: ours() },
      spec,
    }));

    reached.before = await all();
    await make(...policies);
    // Enforced some tenths of a second later; what is never enforced, the tests below show.
    reached.enforced = await settled((now) => isSame(now, allowed));
    for (const policy of policies) await cluster().delete(policy);
    reached.after = await settled((now) => isSame(now, reached.before));
  });

  function of(is: string): Talker {
    const talker = talkers.get(is);
    assert(talker, `there is no ${is}`);
    return talker;
  }

  /** One line for each port and protocol. Outside, there is one place for each kind of server. */
  function written({ from, to, port, protocols }: Flow): string[] {
    const place = (end: End) => ("outside" in end && end.outside !== here ? "data" : endText(end));
    const number = port === "http" && "pods" in to ? http[to.pods as Role] : port;
    return protocols.map((protocol) => `${place(from)} -> ${place(to)} ${number}/${protocol.toLowerCase()}`);
  }

  /** Every end that can ask asks every place. What this machine reaches are pods of the environment only. */
  async function all(): Promise<string[]> {
    const addresses = [...places.keys()];
    const opened = (is: string, answers: Readonly<Record<Address, Answer>>) =>
      addresses
        .filter(
          (address) => answers[address] === "open" && places.get(address)?.startsWith(`${is} `) !== true,
        )
        .map((address) => `${is} -> ${places.get(address)}`);
    const fromPods = [...talkers].map(async ([is, talker]) => opened(is, await tryFrom(talker, addresses)));
    const tcp = addresses.filter((address) => address.endsWith("/tcp"));
    const fromHere = tcp.map(async (address) => [address, await tryFromHere(address)] as const);
    const heard = Object.fromEntries(await Promise.all(fromHere)) as Record<Address, Answer>;
    return [...(await Promise.all(fromPods)).flat(), ...opened(here, heard)].sort();
  }

  const isOurs = (line: string) => {
    const [from = "", to = ""] = line.split(" -> ");
    const pods = [
      ...colours.flatMap((colour) => roles.map((role) => `${colour} ${role}`)),
      databaseRole,
      "stranger",
    ];
    return pods.some((is) => from === is || (to.startsWith(`${is} `) && !to.startsWith(`${is} elsewhere`)));
  };
  /** Nothing is said of what neither begins nor ends at a pod of the environment. */
  const judged = (lines: readonly string[]) => lines.filter(isOurs);
  const isSame = (one: readonly string[], other: readonly string[]) =>
    JSON.stringify(judged(one)) === JSON.stringify(judged(other));

  /** @returns the first that holds, or the last one there was time for. */
  async function settled(holds: (now: readonly string[]) => boolean): Promise<string[]> {
    let now: string[] = [];
    const right = async () => holds((now = await all()));
    await until(right, "the policies to be enforced", { timeoutMs: 15_000 }).catch(() => undefined);
    return now;
  }

  it("without them everybody reaches everything", () => {
    const targets = [...places.values()];
    const everything = [...talkers.keys(), here].flatMap((is) =>
      targets
        .filter((target) => !target.startsWith(`${is} `) && !(is === here && target.endsWith("/udp")))
        .map((target) => `${is} -> ${target}`),
    );
    assert.deepEqual(reached.before, everything.sort());
  });

  for (const { policy, works, refused } of [
    {
      policy: "refuse-all",
      works: "data -> blue frontend elsewhere 8080/tcp",
      refused: [
        "stranger -> blue backend 8000/tcp",
        "stranger -> data 5432/tcp",
        "data -> stranger 8080/tcp",
      ],
    },
    ...colours.flatMap((colour) => {
      const other = colour === "blue" ? "green" : "blue";
      return [
        {
          policy: `${colour}-frontend`,
          works: `${colour} frontend -> ${colour} backend 8000/tcp`,
          refused: [
            `${colour} frontend -> ${other} backend 8000/tcp`,
            `${colour} frontend -> data 5432/tcp`,
            `stranger -> ${colour} frontend 8080/tcp`,
          ],
        },
        {
          policy: `${colour}-backend`,
          works: `${colour} backend -> data 5432/tcp`,
          refused: [
            `${colour} backend -> data 8080/tcp`,
            `${colour} backend -> ${other} backend 8000/tcp`,
            `${here} -> ${colour} backend 8000/tcp`,
          ],
        },
        {
          policy: `${colour}-migration`,
          works: `${colour} migration -> data 6379/tcp`,
          refused: [
            `${colour} migration -> ${colour} backend 8000/tcp`,
            `${colour} backend -> ${colour} migration 8080/tcp`,
          ],
        },
      ];
    }),
  ]) {
    it(`${policy}: ${works}; not ${refused.join(", not ")}`, () => {
      assert(reached.enforced.includes(works), `${works} does not work`);
      for (const flow of refused) {
        assert(reached.before.includes(flow), `${flow} does not work without policies either`);
        assert(!reached.enforced.includes(flow), `${flow} works`);
      }
    });
  }

  it("all of them together allow the flows of the table, and no others", () => {
    assert.deepEqual(judged(reached.enforced), allowed);
  });

  it("without them everything is reached again", () => {
    assert.deepEqual(reached.after, reached.before);
  });
});
