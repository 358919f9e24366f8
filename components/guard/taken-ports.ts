/** Ports that the load balancer is to publish and something else uses. */
import { createServer } from "node:net";
import type Docker from "dockerode";
import { engineHost, isHere } from "../docker/host";

export interface WantedPort {
  readonly setting: string;
  readonly bind: string;
  readonly port: number;
}

export async function takenPorts(
  engine: Docker,
  host: string | undefined,
  ports: readonly WantedPort[],
): Promise<string[]> {
  const here = isHere(engineHost(host));
  const taken = here ? await inUseHere(ports) : await publishedThere(engine, ports);
  const look = here ? "ss -ltnp" : "on the server: docker ps";
  return taken.map(
    ({ setting, bind, port }) =>
      `${setting}: ${port} is taken on ${bind}; choose another port, or end what listens there (${look})`,
  );
}

async function inUseHere(ports: readonly WantedPort[]): Promise<WantedPort[]> {
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => !free[index]);
}

function isFree({ bind, port }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: bind, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The ports of another machine cannot be tried from here, but its engine knows what its containers publish. */
async function publishedThere(engine: Docker, ports: readonly WantedPort[]): Promise<WantedPort[]> {
  const published = (await engine.listContainers()).flatMap(({ Ports }) => Ports);
  return ports.filter(({ bind, port }) =>
    published.some(
      ({ IP, PublicPort, Type }) =>
        PublicPort === port && Type === "tcp" && overlap(bind, IP ?? everyAddress),
    ),
  );
}

const everyAddress = "0.0.0.0";

function overlap(one: string, other: string): boolean {
  return one === other || one === everyAddress || other === everyAddress;
}
