import assert from "node:assert/strict";
import fc from "fast-check";
import type { Found } from "../../../components/docker/engine";
import type { LoadBalancerStatus } from "../../../components/load-balancer/haproxy-status";
import { differences, type Facts, servingNow, statusText } from "../../../setup/status-report";

const weights = (green: number) => ({ blue: 100 - green, green });
const versions = { blue: "1.4.2", green: "1.5.0" };

function container(colour: string, version: string, thing: string, changes: Partial<Found> = {}): Found {
  const name = `dev-${colour}-${version.replaceAll(".", "-")}-${thing}-a1b2c3`;
  const labels = { "maintenance.colour": colour, "maintenance.version": version };
  return { id: name, name, state: "running", status: "Up 2 hours (healthy)", image: "", labels, ...changes };
}

const asked: LoadBalancerStatus = {
  onFile: weights(0),
  running: [weights(0)],
  versions,
  files: {},
  configHash: "a",
  runningHash: "a",
  targets: {
    blue: [{ name: "blue-1-4-2-frontend-1", status: "UP", check: "L7OK", since: 9 }],
    green: [{ name: "green-1-5-0-frontend-1", status: "UP", check: "L7OK", since: 9 }],
  },
  answered: { blue: { requests: 100, failed: 0, responseMs: 5 }, green: { requests: 0, failed: 0 } },
};

function facts(changes: Partial<Facts> = {}, loadBalancer: Partial<LoadBalancerStatus> = {}): Facts {
  return {
    stack: "dev",
    config: { live: "blue", weights: weights(0), versions },
    recorded: {
      weights: weights(0),
      versions,
      url: "http://users",
      previewUrl: "http://preview",
      pending: 0,
    },
    loadBalancer: { ...asked, ...loadBalancer },
    containers: [
      container("blue", "1.4.2", "frontend-1"),
      container("green", "1.5.0", "frontend-1"),
      { ...container("", "", ""), name: "dev-postgres-a1b2c3", labels: {} },
    ],
    ready: { blue: "ok", green: "degraded" },
    ...changes,
  };
}

describe("the status of an environment where all agree", () => {
  it("names no difference", () => {
    assert.deepEqual(differences(facts()), []);
    assert.match(statusText(facts()), /config, load balancer and last run agree/);
  });

  it("begins with who answers", () => {
    assert.match(statusText(facts()), /^dev: blue 1\.4\.2 answers everybody\n/);
    const both = { onFile: weights(10), running: [weights(10)] };
    assert.match(
      statusText(facts({}, both)),
      /^dev: blue 1\.4\.2 answers 90 % of requests, green 1\.5\.0 answers 10 %/,
    );
  });

  it("shows where each colour is reached, how ready it says it is, and its containers by short names", () => {
    const text = statusText(facts());
    assert.match(
      text,
      /blue, live {3}http:\/\/users {3}ready: ok\n {4}frontend-1 +Up 2 hours \(healthy\) +target UP/,
    );
    assert.match(text, /green, idle {3}http:\/\/preview {3}ready: degraded\n/);
    assert.match(text, /shared\n {4}postgres +Up/);
  });
});

describe("a difference", () => {
  const only = (found: readonly string[]) => {
    assert.equal(found.length, 1, found.join("\n"));
    return found[0] ?? "";
  };

  it("of weights changed by hand names what runs, what the last run wrote, and what up writes", () => {
    const found = differences(facts({}, { onFile: weights(40), running: [weights(40)] }));
    assert.match(
      only(found),
      /runs with blue 60, green 40, not with blue 100, green 0 of the last run: changed by hand.* up -s dev writes blue 100, green 0/,
    );
  });

  it("of file and running processes is told of each process", () => {
    const found = differences(facts({}, { running: [weights(0), weights(40)] }));
    assert.match(
      found[0] ?? "",
      /runs with blue 100, green 0 and blue 60, green 40 and has blue 100, green 0 on file/,
    );
  });

  it("of a config that is not released yet is no fault of the load balancer", () => {
    const config = {
      live: "green" as const,
      weights: weights(100),
      versions: { ...versions, green: "1.6.0" },
    };
    assert.deepEqual(differences(facts({ config })), [
      "the config says blue 0, green 100, users get blue 100, green 0; pulumi up -s dev flips",
      "green: the config says 1.6.0, it runs 1.5.0; pulumi up -s dev releases it",
    ]);
  });

  it("of a version that a killed run put behind the load balancer is told", () => {
    const moved = { versions: { ...versions, green: "1.6.0" } };
    const found = differences(facts({ containers: [] }, moved));
    assert.match(found[0] ?? "", /green: the load balancer has 1\.6\.0, the last run wrote 1\.5\.0/);
  });

  it("of a container that belongs to no version of the load balancer names it", () => {
    const containers = [container("green", "0.9.0", "backend-1")];
    assert.match(
      only(differences(facts({ containers }))),
      /not of 1\.5\.0.*dev-green-0-9-0-backend-1-a1b2c3/,
    );
  });

  it("of health tells whether users notice", () => {
    const down = [{ name: "x", status: "DOWN", check: "L4CON", since: 1 }];
    const found = (targets: object) =>
      only(differences(facts({}, { targets: { ...asked.targets, ...targets } })));
    assert.match(found({ blue: down }), /users get fewer or no answers/);
    assert.match(found({ green: down }), /no user is affected/);
  });

  it("of a container that is not well, of a killed run, of a configuration that does not run, is told", () => {
    const containers = [container("blue", "1.4.2", "backend-1", { status: "Up 1 hour (unhealthy)" })];
    const recorded = { ...facts().recorded, pending: 2 };
    const found = differences(facts({ containers, recorded }, { runningHash: "b" }));
    assert.match(found[0] ?? "", /does not run the configuration on its file/);
    assert.match(found[1] ?? "", /backend-1-a1b2c3 is Up 1 hour \(unhealthy\)/);
    assert.match(found[2] ?? "", /a run was killed in 2 operations/);
  });
});

describe("a load balancer that cannot be asked", () => {
  it("is said to be so; who serves is not guessed from config or state", () => {
    const silent = facts({ loadBalancer: "it is exited" });
    assert.equal(servingNow(silent), undefined);
    assert.match(statusText(silent), /^dev: nobody knows who answers/);
    assert.match(statusText(silent), /DIFFERS {2}the load balancer cannot be asked: it is exited/);
  });

  it("in an environment that is down is nothing to worry about", () => {
    const down = facts({ loadBalancer: "it is not there", containers: [] });
    assert.equal(statusText(down), "dev: nothing runs; make up brings it up\n");
  });
});

describe("weights", () => {
  it("agree exactly when file, every process, the last run and the config are the same", () => {
    const percent = fc.constantFrom(0, 10, 100);
    fc.assert(
      fc.property(percent, percent, percent, percent, percent, (onFile, one, two, last, wish) => {
        const found = differences(
          facts(
            {
              config: { live: "blue", weights: weights(wish), versions },
              recorded: { weights: weights(last), versions, pending: 0 },
            },
            { onFile: weights(onFile), running: [weights(one), weights(two)] },
          ),
        );
        const same = new Set([onFile, one, two, last, wish]).size === 1;
        assert.equal(found.length === 0, same, found.join("\n"));
      }),
    );
  });
});
