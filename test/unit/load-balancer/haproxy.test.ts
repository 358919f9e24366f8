import assert from "node:assert/strict";
import { nobody } from "../../../components/colour";
import { parseAnswer } from "../../../components/load-balancer/haproxy";
import { parseStatus } from "../../../components/load-balancer/haproxy-status";
import { targetGroupConfig, weightsEntry } from "../../../components/load-balancer/haproxy-config";

const stat = [
  "# pxname,svname,qcur,qmax,scur,smax,status,lastchg,check_status",
  "users,FRONTEND,,,20,40,OPEN,,",
  "blue,blue-1-4-2-frontend-1,0,0,3,9,UP,41,L7OK",
  "blue,blue-1-4-2-frontend-2,0,0,0,0,DOWN,7,L4CON",
  "blue,BACKEND,0,0,3,9,UP,41,",
  "green,green-1-5-0-frontend-1,0,0,0,0,no check,2,INI",
  "green,BACKEND,0,0,0,0,UP,2,",
  "",
].join("\n");

const blueFile = targetGroupConfig("blue", "1.4.2", ["blue-1-4-2-frontend-1"], 8080);

/** As read-status.sh prints it. */
function printed(changes: Partial<Record<"mapFile" | "processes" | "files" | "info", string>> = {}): string {
  return [
    `== map-file\n${changes.mapFile ?? "green 10\n"}`,
    changes.processes ?? "== process 12\n0x55d1 green 10\n\n== process 9\n0x55d2 green 0\n\n",
    changes.files ?? `== file 10-base.cfg\nglobal\n    maxconn 10\n== file 20-blue.cfg\n${blueFile}`,
    "== hash\nabc123\n",
    `== info\n${changes.info ?? "description: abc123\n"}`,
    `== stat\n${stat}`,
  ].join("");
}

describe("the load balancer's status", () => {
  it("holds the weights on file and those of every process, also of those that end", () => {
    const { onFile, running } = parseStatus(printed());
    assert.deepEqual(onFile, { blue: 90, green: 10 });
    assert.deepEqual(running, [
      { blue: 90, green: 10 },
      { blue: 100, green: 0 },
    ]);
  });

  it("before the first flip has no weights", () => {
    const status = parseStatus(printed({ mapFile: "", processes: "== process 12\n\n" }));
    assert.equal(status.onFile, undefined);
    assert.deepEqual(status.running, [undefined]);
  });

  it("has nobody served under the maintenance page, also while that is written", () => {
    const processes =
      "== process 12\n0x55d1 maintenance 1\n\n== process 9\n0x1 green 10\n0x2 maintenance 1\n\n";
    const { onFile, running } = parseStatus(printed({ mapFile: "maintenance 1\n", processes }));
    assert.deepEqual([onFile, ...running], [nobody, nobody, nobody]);
    for (const weights of [nobody, { blue: 100, green: 0 }, { blue: 30, green: 70 }])
      assert.deepEqual(parseStatus(printed({ mapFile: `${weightsEntry(weights)}\n` })).onFile, weights);
  });

  it("without a process has none running", () => {
    assert.deepEqual(parseStatus(printed({ processes: "" })).running, []);
  });

  it("tells the version of each target group, and keeps its files byte for byte", () => {
    const { versions, files } = parseStatus(printed());
    assert.deepEqual(versions, { blue: "1.4.2", green: undefined });
    assert.equal(files["20-blue.cfg"], blueFile);
    assert.equal(files["10-base.cfg"], "global\n    maxconn 10\n");
  });

  it("lists the targets of each colour, without the sums", () => {
    assert.deepEqual(parseStatus(printed()).targets, {
      blue: [
        { name: "blue-1-4-2-frontend-1", status: "UP", check: "L7OK", since: 41 },
        { name: "blue-1-4-2-frontend-2", status: "DOWN", check: "L4CON", since: 7 },
      ],
      green: [{ name: "green-1-5-0-frontend-1", status: "no check", check: "INI", since: 2 }],
    });
  });

  it("tells the configuration on file from the one that runs", () => {
    const applying = parseStatus(printed({ info: "description: fff999\n" }));
    assert.deepEqual([applying.configHash, applying.runningHash], ["abc123", "fff999"]);
    assert.equal(parseStatus(printed({ info: "" })).runningHash, "");
  });

  it("given nothing, knows nothing, and does not fail", () => {
    const status = parseStatus("");
    assert.equal(status.onFile, undefined);
    assert.deepEqual(status.running, []);
    assert.deepEqual(status.targets, { blue: [], green: [] });
  });
});

describe("an HTTP answer", () => {
  it("is status, headers in lower case, and body", () => {
    const raw =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Colour:blue\r\n\r\n<p>\r\n\r\nhello</p>";
    assert.deepEqual(parseAnswer(raw), {
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "x-colour": "blue" },
      body: "<p>\r\n\r\nhello</p>",
    });
  });

  it("that did not come, or came without its end of headers, has status 0 and no body", () => {
    for (const raw of ["", "HTTP/1.1 200 OK\r\nContent-Type: te", "garbage"]) {
      const { status, body } = parseAnswer(raw);
      assert.deepEqual([status, body], [0, ""], JSON.stringify(raw));
    }
  });
});
