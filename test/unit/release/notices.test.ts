/** Notices, against servers that keep what they are sent. */
import assert from "node:assert/strict";
import { type Notice, Notices, tell, textOf } from "../../../release/notices";
import { type HearingServer, hearingServer } from "../../support/hearing-server";

const notice: Notice = {
  event: "failed",
  stack: "prod",
  what: "deploy 1.1.0",
  by: "somebody",
  says: "blue 1.0.0 answers everybody.",
  errors: ["gate of green: failed\nmore of it"],
};
const quick = { timeoutMs: 200, pausesMs: [1, 1] };

describe("notices", () => {
  const servers: HearingServer[] = [];
  afterEach(() => {
    for (const each of servers.splice(0)) each.close();
  });

  async function server(...statuses: number[]): Promise<HearingServer> {
    const made = await hearingServer(...statuses);
    servers.push(made);
    return made;
  }

  it("reach Slack as text, and a webhook as an object with a schema", async () => {
    const [slack, webhook] = [await server(200), await server(204)];
    assert.deepEqual(await tell({ slack: slack.address, webhook: webhook.address }, notice, quick), []);
    assert.deepEqual(slack.sent, [
      {
        text: "*prod*: deploy 1.1.0 failed, by somebody. blue 1.0.0 answers everybody.\n> gate of green: failed",
      },
    ]);
    const [{ at, ...told }] = webhook.sent as [{ at: string }];
    assert.ok(Date.parse(at) > 0);
    assert.deepEqual(told, { schema: "release.notice/1", ...notice });
  });

  it("are sent again when they were not taken", async () => {
    const { address, sent } = await server(500, 429, 200);
    assert.deepEqual(await tell({ webhook: address }, notice, quick), []);
    assert.equal(sent.length, 3);
  });

  it("fail nothing: what cannot be told is said, without the address", async () => {
    const [refusing, silent] = [await server(403), await server(0)];
    const gone = await server(200);
    servers.pop()?.close();
    const failures = [
      ...(await tell({ slack: refusing.address, webhook: silent.address }, notice, quick)),
      ...(await tell({ webhook: gone.address }, notice, quick)),
    ];
    assert.deepEqual(failures, [
      'notice "failed" to slack: answered with 403',
      'notice "failed" to webhook: no answer in 0.2 s',
      'notice "failed" to webhook: ECONNREFUSED',
    ]);
    assert.equal(refusing.sent.length, 3);
  });

  it("are nobody's when a stack file has no address", async () => {
    const notices = new Notices({}, notice);
    notices.send("started", "now");
    assert.deepEqual(await notices.failures(), []);
  });

  it("read as one line, and one for each error", () => {
    const started: Notice = { ...notice, event: "started", errors: [] };
    assert.equal(textOf(started), "*prod*: deploy 1.1.0 started, by somebody. blue 1.0.0 answers everybody.");
  });
});
