import assert from "node:assert/strict";
import fc from "fast-check";
import { nobody } from "../../../components/colour";
import { agrees, provider, weightsNow } from "../../../components/load-balancer/listener-provider";
import { percent } from "../../support/arbitraries";

const of = (green: number) => ({ blue: 100 - green, green });
const nowhere = { host: "unix:///nonexistent/docker.sock", network: "n" };

describe("a load balancer", () => {
  it("agrees with the weights wished only when the file and every process have them", () => {
    fc.assert(
      fc.property(
        percent,
        percent,
        fc.array(percent, { minLength: 1, maxLength: 3 }),
        (wish, file, processes) => {
          const found = { onFile: of(file), running: processes.map(of) };
          const same = [file, ...processes].every((green) => green === wish);
          assert.equal(agrees(found, of(wish)), same);
        },
      ),
    );
  });

  it("agrees with nothing when its file, a process or all processes have no weights", () => {
    assert.equal(agrees({ onFile: undefined, running: [of(0)] }, of(0)), false);
    assert.equal(agrees({ onFile: of(0), running: [of(0), undefined] }, of(0)), false);
    assert.equal(agrees({ onFile: of(0), running: [] }, of(0)), false);
    assert.equal(agrees({ onFile: nobody, running: [nobody] }, of(0)), false);
    assert.equal(agrees({ onFile: nobody, running: [nobody] }, nobody), true);
  });

  it("that cannot be asked has no weights, rather than an error", async () => {
    assert.equal(await weightsNow(nowhere), undefined);
  });
});

describe("the listener", () => {
  it("is different when the load balancer cannot be asked, even with the same weights", async () => {
    const inputs = { ...nowhere, ...of(10) };
    assert.equal(await provider.diff({ ...inputs, appliedAt: "1" }, inputs), true);
  });
});
