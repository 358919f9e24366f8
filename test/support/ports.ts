import { randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Server } from "node:net";

/** Below the ports that the kernel gives to outgoing connections, which might take one before it is used. */
const range = { from: 10_000, to: 32_768 };

/** Ports of 127.0.0.1 that nobody listens on; all different, as all are held until the last is known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenSomewhere(attempts = 20): Promise<Server> {
  const server = createServer().listen(randomInt(range.from, range.to), "127.0.0.1");
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if (attempts === 1 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listenSomewhere(attempts - 1);
  }
}

/** Whether somebody listens on a port of 127.0.0.1. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
