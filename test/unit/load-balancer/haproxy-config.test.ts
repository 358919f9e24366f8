import assert from "node:assert/strict";
import fc from "fast-check";
import {
  baseConfig,
  keepAliveMs,
  targetGroupConfig,
  versionInTargetGroup,
} from "../../../components/load-balancer/haproxy-config";
import { colour, version } from "../../support/arbitraries";
import { isAsExpected } from "../../support/expected";
import { settingsWith } from "../../support/release";
import { loadBalancerVariants } from "../../support/variants";

describe("the load balancer's base configuration", () => {
  for (const [name, settings] of Object.entries(loadBalancerVariants)) {
    it(`given ${name}, is the file expected/haproxy/${name}.cfg`, () => {
      isAsExpected(`haproxy/${name}.cfg`, baseConfig(settings.loadBalancer));
    });
  }

  it("given TLS, is the file expected/haproxy/with-tls.cfg", () => {
    isAsExpected(
      "haproxy/with-tls.cfg",
      baseConfig(settingsWith().loadBalancer, { port: 8443, fingerprint: "AB:CD" }),
    );
  });

  it("does not depend on what is released, so that no release reloads it", () => {
    const one = settingsWith({ release: { live: "blue", blue: "1.4.2" } });
    const other = settingsWith({ release: { live: "green", canary: 10, blue: "2.0.0", green: "1.5.0" } });
    assert.equal(baseConfig(other.loadBalancer), baseConfig(one.loadBalancer));
  });
});

describe("the configuration of a target group", () => {
  it("with one frontend is the file expected/haproxy/blue.cfg", () => {
    isAsExpected("haproxy/blue.cfg", targetGroupConfig("blue", "1.4.2", ["blue-1-4-2-frontend-1"], 8080));
  });

  it("with two frontends is the file expected/haproxy/green.cfg", () => {
    const targets = ["green-1-5-0-r2-frontend-1", "green-1-5-0-r2-frontend-2"];
    isAsExpected("haproxy/green.cfg", targetGroupConfig("green", "1.5.0+2", targets, 8080));
  });

  it("tells the version it was written for", () => {
    fc.assert(
      fc.property(colour, version, (each, text) => {
        assert.equal(versionInTargetGroup(targetGroupConfig(each, text, ["a"], 8080)), text);
      }),
    );
  });
});

describe("a file that is no target group", () => {
  it("tells no version", () => {
    assert.equal(versionInTargetGroup(""), undefined);
    assert.equal(versionInTargetGroup(baseConfig(settingsWith().loadBalancer)), undefined);
  });
});

describe("the base configuration", () => {
  it("says how long an idle client may keep its connection, for those that wait for its end", () => {
    const { loadBalancer } = settingsWith({ loadBalancer: { keepAliveTimeout: "2 minutes" } });
    assert.equal(keepAliveMs(baseConfig(loadBalancer)), 120_000);
  });
});
