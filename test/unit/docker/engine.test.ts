import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import fc from "fast-check";
import { connect, endOf, isWell, logTail } from "../../../components/docker/engine";
import { until } from "../../../components/until";

/** A piece of a log as the engine sends it: stream, three zeroes, length, text. */
function frame(text: string, stream = 1): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function engineWith(logs: () => Promise<Buffer>): Docker {
  return { getContainer: () => ({ logs }) } as unknown as Docker;
}

describe("the last log lines of a container", () => {
  it("are the text of all frames, of both streams", async () => {
    const raw = Buffer.concat([frame("ready\n"), frame("warning: größer\n", 2), frame("bye\n")]);
    assert.equal(
      await logTail(
        engineWith(() => Promise.resolve(raw)),
        "c",
      ),
      "ready\nwarning: größer\nbye",
    );
  });

  it("hold together when a character is split over two frames", async () => {
    const [one, two] = [
      Buffer.from("gr\u00f6\u00dfer").subarray(0, 3),
      Buffer.from("gr\u00f6\u00dfer").subarray(3),
    ];
    const raw = Buffer.concat([frame("x"), frame("y")]);
    const split = Buffer.concat(
      [one, two].map((body) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, body.length]), body])),
    );
    assert.equal(
      await logTail(
        engineWith(() => Promise.resolve(Buffer.concat([raw, split]))),
        "c",
      ),
      "xygrößer",
    );
  });

  it("come through whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), async (lines) => {
        const raw = Buffer.concat(lines.map((line) => frame(`${line}\n`)));
        const expected = lines
          .map((line) => `${line}\n`)
          .join("")
          .trimEnd();
        assert.equal(
          await logTail(
            engineWith(() => Promise.resolve(raw)),
            "c",
          ),
          expected,
        );
      }),
    );
  });

  it("of a container that wrote nothing, or whose last frame is cut, are what there is", async () => {
    assert.equal(
      await logTail(
        engineWith(() => Promise.resolve(Buffer.alloc(0))),
        "c",
      ),
      "",
    );
    const cut = Buffer.concat([frame("whole\n"), frame("cut off").subarray(0, 11)]);
    assert.equal(
      await logTail(
        engineWith(() => Promise.resolve(cut)),
        "c",
      ),
      "whole\ncut",
    );
  });

  it("that cannot be read are replaced by the reason, never by an error", async () => {
    const tail = await logTail(
      engineWith(() => Promise.reject(new Error("no such container"))),
      "c",
    );
    assert.equal(tail, "(its log cannot be read: no such container)");
  });
});

describe("the engine", () => {
  const { DOCKER_HOST, DOCKER_CERT_PATH } = process.env;
  const put = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  afterEach(() => {
    put("DOCKER_HOST", DOCKER_HOST);
    put("DOCKER_CERT_PATH", DOCKER_CERT_PATH);
  });
  const seenAt = async (host: string) => (await connect(host)).modem as unknown as Record<string, unknown>;

  for (const [host, expected] of [
    ["unix:///run/user/1000/docker.sock", { socketPath: "/run/user/1000/docker.sock", host: undefined }],
    ["tcp://10.0.0.5:2375", { protocol: "http", host: "10.0.0.5", port: "2375" }],
    ["ssh://deploy@10.0.0.5:22", { protocol: "http", host: "engine", port: undefined }],
  ] as const) {
    for (const other of [
      "tcp://10.9.9.9:2376",
      "unix:///run/other.sock",
      "ssh://other@10.9.9.9",
      undefined,
    ]) {
      it(`is found at ${host}, whatever DOCKER_HOST says (${other ?? "nothing"})`, async () => {
        put("DOCKER_HOST", other);
        const modem = await seenAt(host);
        for (const [key, value] of Object.entries(expected)) assert.equal(modem[key], value, key);
      });
    }
  }

  it("is asked over TLS with the certificates of DOCKER_CERT_PATH", async () => {
    const folder = mkdtempSync(join(tmpdir(), "certificates-"));
    for (const name of ["ca", "cert", "key"]) writeFileSync(join(folder, `${name}.pem`), name);
    put("DOCKER_CERT_PATH", folder);
    const { protocol, port, ca, cert, key } = await seenAt("tcp://10.0.0.5:2376");
    rmSync(folder, { recursive: true });
    assert.deepEqual(
      [protocol, port, String(ca), String(cert), String(key)],
      ["https", "2376", "ca", "cert", "key"],
    );
  });
});

describe("a container", () => {
  const found = (state: string, status: string) => ({
    id: "1",
    name: "a",
    image: "sha256:1",
    state,
    status,
    labels: {},
  });

  it("is well when it runs and its health check, if it has one, holds", () => {
    assert.equal(isWell(found("running", "Up 5 seconds (healthy)")), true);
    assert.equal(isWell(found("running", "Up 5 seconds")), true);
  });

  it("is not well while it starts, is sick, or does not run", () => {
    assert.equal(isWell(found("running", "Up 1 second (health: starting)")), false);
    assert.equal(isWell(found("running", "Up 5 seconds (unhealthy)")), false);
    assert.equal(isWell(found("exited", "Exited (1) 2 seconds ago")), false);
    assert.equal(isWell(found("restarting", "Restarting (1) 2 seconds ago")), false);
  });
});

describe("the end of a script's output", () => {
  const over = (...answers: boolean[]) => {
    let asked = 0;
    const isOver = () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? false);
    return { isOver, asked: () => asked };
  };

  it("is that of the stream, however long the script runs", async () => {
    const stream = new EventEmitter();
    const { isOver, asked } = over(false);
    let ended = false;
    const end = endOf(stream, isOver, 1).then(() => (ended = true));
    await until(() => Promise.resolve(asked() > 5), "some looks at it");
    assert.equal(ended, false);
    stream.emit("end");
    await end;
  });

  it("is seen at the script, when the engine leaves the stream open: twice in a row", async () => {
    const { isOver, asked } = over(true, false, true, true);
    await endOf(new EventEmitter(), isOver, 1);
    assert.equal(asked(), 4);
  });

  it("is there when nobody can be asked any more", async () => {
    await endOf(new EventEmitter(), () => Promise.reject(new Error("no such exec instance")), 1);
  });

  it("fails with the stream", async () => {
    const stream = new EventEmitter();
    const end = endOf(stream, over(false).isOver, 1);
    stream.emit("error", new Error("broken"));
    await assert.rejects(end, /broken/);
  });
});
