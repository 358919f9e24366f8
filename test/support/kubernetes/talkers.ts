/** Pods that listen on some ports and try, when asked, whom they can reach. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import type { Item } from "./client";
import { hasCondition, make, untilObject } from "./cluster";
import { execInPod } from "./exec";
import { podSpec, python } from "./workloads";

/** What one end answers to a connection: `silent`: nothing at all within two seconds. */
export type Answer = "open" | "refused" | "silent";

/** `10.0.0.1:53/udp`: a name server asked for a name; `/tcp`: a connection. */
export type Address = `${string}:${number}/${"tcp" | "udp"}`;

export interface Talker {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
}

interface Wanted {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly listensOn: readonly number[];
  /** The port that it calls `http`. */
  readonly http: number;
}

/** @returns when it listens. */
export async function makeTalker({ namespace, name, labels, listensOn, http }: Wanted): Promise<Talker> {
  const listen = python(`
import selectors, socket
ready = selectors.DefaultSelector()
for port in ${JSON.stringify(listensOn)}:
    ready.register(socket.create_server(("", port), backlog=64), selectors.EVENT_READ)
while True:
    for key, _ in ready.select():
        key.fileobj.accept()[0].close()
`);
  const pod: Item = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name, labels },
    spec: podSpec(listen, {
      ports: [{ name: "http", containerPort: http }],
      readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 },
    }),
  };
  await make(pod);
  const { status } = await untilObject(pod, "it listens", hasCondition("Ready"));
  return { namespace, name, address: (status as { podIP: string }).podIP };
}

/** All at once, from inside the pod. */
export async function tryFrom(
  { namespace, name }: Talker,
  addresses: readonly Address[],
): Promise<Record<Address, Answer>> {
  const attempt = python(`
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor

question = bytes.fromhex("000101000001000000000000") + b"".join(
    bytes([len(word)]) + word for word in b"kubernetes.default.svc.cluster.local.".split(b".")
) + bytes.fromhex("00010001")

def answer(address):
    place, protocol = address.split("/")
    host, port = place.split(":")
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as asking:
        asking.settimeout(2)
        try:
            asking.connect((host, int(port)))
            if protocol == "udp":
                asking.send(question)
                asking.recv(512)
            return "open"
        except ConnectionRefusedError:
            return "refused"
        except TimeoutError:
            return "silent"

addresses = ${JSON.stringify(addresses)}
with ThreadPoolExecutor(len(addresses)) as all:
    print(json.dumps(dict(zip(addresses, all.map(answer, addresses)))))
`);
  return JSON.parse(await execInPod(namespace, name, attempt)) as Record<Address, Answer>;
}

/** From this machine, where the load balancer of the tests is. */
export function tryFromHere(address: Address): Promise<Answer> {
  const [host = "", port] = address.replace(/\/.*/, "").split(":");
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), timeout: 2_000 });
    const told = (answer: Answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => told("open")).once("timeout", () => told("silent"));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") told("refused");
      else reject(error);
    });
  });
}

/** The address by which a pod knows this machine. Nothing is sent. */
export async function addressTowards(host: string): Promise<string> {
  const socket = createSocket("udp4");
  const connected = once(socket, "connect");
  socket.connect(9, host);
  await connected;
  const { address } = socket.address();
  socket.close();
  return address;
}
