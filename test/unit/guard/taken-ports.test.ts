import assert from "node:assert/strict";
import { createServer } from "node:net";
import type Docker from "dockerode";
import { takenPorts } from "../../../components/guard/taken-ports";
import { freePorts } from "../../support/ports";

/** An engine whose one container publishes a port. */
function engineWith(published: { IP?: string; PublicPort?: number; Type: string }): Docker {
  return { listContainers: () => Promise.resolve([{ Ports: [published] }]) } as unknown as Docker;
}

const none = engineWith({ Type: "tcp" });
const wanted = (bind: string, port: number) => [{ setting: "docker/port", bind, port }];

describe("a port that the load balancer is to publish", () => {
  it("here, is taken when something listens on it", async () => {
    const [port = 0] = await freePorts(1);
    const here = "unix:///var/run/docker.sock";
    assert.deepEqual(await takenPorts(none, here, wanted("127.0.0.1", port)), []);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    assert.deepEqual(await takenPorts(none, here, wanted("127.0.0.1", port)), [
      `docker/port: ${port} is taken on 127.0.0.1; choose another port, or end what listens there (ss -ltnp)`,
    ]);
    server.close();
  });

  for (const [published, bind, taken] of [
    [{ IP: "127.0.0.1", PublicPort: 8080, Type: "tcp" }, "127.0.0.1", true],
    [{ IP: "0.0.0.0", PublicPort: 8080, Type: "tcp" }, "127.0.0.1", true],
    [{ IP: "10.0.0.7", PublicPort: 8080, Type: "tcp" }, "0.0.0.0", true],
    [{ IP: "10.0.0.7", PublicPort: 8080, Type: "tcp" }, "127.0.0.1", false],
    [{ IP: "127.0.0.1", PublicPort: 8081, Type: "tcp" }, "127.0.0.1", false],
    [{ IP: "127.0.0.1", PublicPort: 8080, Type: "udp" }, "127.0.0.1", false],
    [{ Type: "tcp" }, "127.0.0.1", false],
  ] as const) {
    const { IP = "no address", PublicPort = "no port", Type } = published;
    it(`on a server, ${bind}:8080 is ${taken ? "taken" : "free"} where a container has ${IP}, ${PublicPort}, ${Type}`, async () => {
      const faults = await takenPorts(engineWith(published), "ssh://server", wanted(bind, 8080));
      const fault = `docker/port: 8080 is taken on ${bind}; choose another port, or end what listens there (on the server: docker ps)`;
      assert.deepEqual(faults, taken ? [fault] : []);
    });
  }
});
