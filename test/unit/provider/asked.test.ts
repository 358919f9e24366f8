import assert from "node:assert/strict";
import { createServer } from "node:net";
import { addressOfCli, assertStillAsked } from "../../../components/provider/asked";
import { freePorts } from "../../support/ports";

describe("a step that is about to change something", () => {
  it("goes on while the command that asked for it listens", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await assert.doesNotReject(assertStillAsked(`127.0.0.1:${port}`));
    await new Promise((resolve) => server.close(resolve));
  });

  it("changes nothing when that command is gone", async () => {
    const [port] = await freePorts(1);
    await assert.rejects(assertStillAsked(`127.0.0.1:${port}`), /has ended, so nothing was changed/);
  });

  it("takes the address that the engine starts each plugin with, whatever flags come before it", () => {
    assert.equal(addressOfCli(["node", "provider", "--tracing", "x", "127.0.0.1:4123"]), "127.0.0.1:4123");
    assert.equal(addressOfCli(["node", "mocha", "some.test.ts"]), undefined);
  });
});
