/** The release block is edited as a person would: everything else stays. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import type { Release } from "../../../components/colour";
import { withHold, withRelease } from "../../../release/stack-file";
import { release as anyRelease } from "../../support/arbitraries";

const file = `# Who may see this.
config:
  maintenance:platform: docker   # one machine
  maintenance:release:
    live: blue # since Tuesday
    # Percent on the other colour.
    canary: 0
    blue: "1.0.0"

    green: '0.9.0'   # kept warm
  maintenance:backend: { image: maintenance-api,   replicas: 2 }
  maintenance:gate:
    smoke:
    - /api/selfcheck
encryptionsalt: v1:abc=
`;

function edited(text: string, release: Partial<Release>): string {
  const whole = { live: "blue", canary: 0, maintenance: false, allowInPlace: false, ...release } as const;
  return withRelease(text, "maintenance", whole);
}

function blockIn(text: string): unknown {
  return (parse(text) as { config: Record<string, unknown> }).config["maintenance:release"];
}

describe("the stack file after a command", () => {
  it("differs in the values alone", () => {
    const after = edited(file, { live: "green", blue: "1.0.0", green: "1.10" });
    assert.equal(after, file.replace("live: blue", "live: green").replace("'0.9.0'", '"1.10"'));
  });

  it("is the same when nothing changes", () => {
    assert.equal(edited(file, { blue: "1.0.0", green: "0.9.0" }), file);
  });

  it("loses the line of a version that goes, and gains one at the block's end", () => {
    const without = edited(file, { blue: "1.0.0" });
    assert.equal(without, file.replace("    green: '0.9.0'   # kept warm\n", ""));
    const with_ = edited(without, { blue: "1.0.0", green: "1.1.0" });
    assert.equal(with_, without.replace('"1.0.0"\n', '"1.0.0"\n    green: "1.1.0"\n'));
  });

  it("loses what permitted one run", () => {
    const permitted = file.replace("    canary: 0\n", "    canary: 0\n    allowInPlace: true\n");
    assert.equal(edited(permitted, { blue: "1.0.0", green: "0.9.0" }), file);
  });

  it("may end without a new line", () => {
    const short = 'config:\n  maintenance:release:\n    live: blue\n    blue: "1.0.0"';
    assert.deepEqual(blockIn(edited(short, { blue: "1.0.0", green: "2" })), {
      live: "blue",
      blue: "1.0.0",
      green: "2",
    });
  });

  it("keeps its comments also where the block is in one line", () => {
    const short = '# Hands off.\nconfig:\n  maintenance:release: { live: blue, blue: "1.0.0" } # now\n';
    const after = edited(short, { live: "green", canary: 5, blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(blockIn(after), { live: "green", canary: 5, blue: "1.0.0", green: "1.1.0" });
    assert.match(after, /^# Hands off\.[^]*# now/);
  });

  it("is refused without a block", () => {
    assert.throws(
      () => edited("config:\n  maintenance:platform: docker\n", {}),
      /no config\/maintenance:release/,
    );
  });

  it("says any release so that it is read back the same, from any other", () => {
    fc.assert(
      fc.property(anyRelease, anyRelease, (one, other) => {
        const before = edited(file, one);
        const after = edited(before, other);
        const { live, canary, blue, green } = other;
        const [maintenance, allowInPlace] = [other.maintenance || undefined, other.allowInPlace || undefined];
        const said = { live, canary, blue, green, maintenance, allowInPlace };
        assert.deepEqual(blockIn(after), JSON.parse(JSON.stringify(said)));
        const outside = (text: string) =>
          text.replace(/ {4}(live|canary|blue|green|maintenance|allowInPlace):.*\n/g, "");
        assert.equal(outside(after), outside(file));
      }),
    );
  });
});

describe("the stack file of releases on hold", () => {
  it("says why, and is as before when they go on", () => {
    const held = withHold(file, "maintenance", 'the "audit": until Monday');
    const { config } = parse(held) as { config: Record<string, unknown> };
    assert.deepEqual(config["maintenance:windows"], { hold: 'the "audit": until Monday' });
    assert.equal(withHold(held, "maintenance", undefined), withHold(file, "maintenance", undefined));
    assert.deepEqual(parse(withHold(held, "maintenance", undefined)), parse(file));
  });

  it("keeps the other windows, and every comment", () => {
    const text = "config:\n  maintenance:windows:\n    zone: UTC # ours\n  # the end\n";
    const held = withHold(text, "maintenance", "why");
    assert.match(held, /zone: UTC # ours\n {4}hold: why\n[^]*# the end/);
    assert.equal(withHold(held, "maintenance", undefined), text);
  });

  it("differs in those lines alone, in every stack file of the project", () => {
    for (const name of ["dev", "staging", "prod"]) {
      const text = readFileSync(`Pulumi.${name}.yaml`, "utf8");
      const held = withHold(text, "maintenance", "the audit, until Monday");
      assert.equal(held.replace("  maintenance:windows:\n    hold: the audit, until Monday\n", ""), text);
      assert.notEqual(held, text);
      assert.equal(withHold(held, "maintenance", undefined), text, name);
      assert.equal(withHold(text, "maintenance", undefined), text, name);
    }
  });

  it("is read back as it was said, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        const held = withHold(withHold(file, "maintenance", one), "maintenance", other);
        const { config } = parse(held) as { config: Record<string, unknown> };
        assert.deepEqual(config["maintenance:windows"], { hold: other });
        assert.equal(withHold(held, "maintenance", undefined), file);
      }),
    );
  });
});
