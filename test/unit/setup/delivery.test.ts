/** What a push or a dispatch on GitHub means, and which images it needs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isVersion } from "../../../components/version";
import { type Decision, decide, type Event, versionOf } from "../../../setup/delivery/decision";
import { sentenceOf } from "../../../setup/delivery/decide";
import { tagsOf, type Wanted, wayTo } from "../../../setup/delivery/image-plan";

const commit = "3f2a9c1b7d4e5f60718293a4b5c6d7e8f9012345";
const own = "3f2a9c1b7d4e";

function push(ref: string, changed?: readonly string[]): Event {
  return { name: "push", ref, commit, tags: [], changed };
}

function dispatch(inputs: Partial<NonNullable<Event["inputs"]>>, more: Partial<Event> = {}): Event {
  const all = { environment: "staging", version: "", rollback: false, ...inputs };
  return { name: "workflow_dispatch", ref: "refs/heads/main", commit, tags: [], inputs: all, ...more };
}

describe("a push on GitHub", () => {
  const app = ["app/api/maintenance_api/app.py"];
  for (const [what, event, wanted] of [
    [
      "develop is dev's",
      push("refs/heads/develop", app),
      { environment: "dev", act: "deploy", version: own },
    ],
    ["release/* is staging's", push("refs/heads/release/1.5", app), { environment: "staging", version: own }],
    ["main is prod's", push("refs/heads/main", app), { environment: "prod", act: "deploy", version: own }],
    [
      "a tag is prod's, by its own name",
      push("refs/tags/v1.5.0"),
      { environment: "prod", version: "1.5.0", checkout: "main", images: true },
    ],
    ["of a branch that is new, all is new", push("refs/heads/main"), { act: "deploy" }],
    [
      "a stack file is brought up as it is",
      push("refs/heads/main", ["Pulumi.prod.yaml", "README.md"]),
      { act: "up", version: "", images: false, checkout: "main" },
    ],
    [
      "the stack file of another environment is not",
      push("refs/heads/main", ["Pulumi.dev.yaml"]),
      { act: "nothing" },
    ],
    ["the program is", push("refs/heads/release/1", ["components/gate/gate.ts"]), { act: "up" }],
    [
      "documents and tests are not",
      push("refs/heads/main", ["docs/aws.md", "test/unit/a.ts"]),
      { act: "nothing" },
    ],
    [
      "to dev the program is deployed too, from that very commit, and its engine builds",
      push("refs/heads/develop", ["index.ts"]),
      { act: "deploy", version: own, images: false, checkout: commit },
    ],
    ["a merge that says nothing new starts nothing", push("refs/heads/main", []), { act: "nothing" }],
  ] as const) {
    it(what, () => {
      const decision = decide(event);
      for (const [key, value] of Object.entries(wanted))
        assert.equal(decision[key as keyof Decision], value, key);
    });
  }

  it("of another branch is refused, and so is a tag that is no version", () => {
    assert.throws(
      () => decide(push("refs/heads/topic")),
      /^Error: refs\/heads\/topic: should be the branch develop/,
    );
    assert.throws(() => decide(push("refs/tags/v1.5.0 beta")), /tag v1\.5\.0 beta: should be an image tag/);
  });
});

describe("a dispatch on GitHub", () => {
  for (const [what, event, wanted] of [
    [
      "takes the guides' names of environments",
      dispatch({ environment: "production" }),
      { environment: "prod" },
    ],
    ["without a version deploys its commit", dispatch({}), { act: "deploy", version: own, images: true }],
    [
      "with one deploys what has its images, also by the name of its tag",
      dispatch({ version: "v1.5.0" }),
      { act: "deploy", version: "1.5.0", images: false, checkout: "main" },
    ],
    [
      "rolls back to a version",
      dispatch({ environment: "prod", version: "1.4.2", rollback: true }),
      { act: "rollback", version: "1.4.2", images: false },
    ],
    [
      "rolls back to the release before",
      dispatch({ rollback: true }),
      { act: "rollback", version: "", images: false },
    ],
    [
      "on a tag keeps the stack file on main",
      dispatch({}, { ref: "refs/tags/v1.5.0" }),
      { checkout: "main" },
    ],
    [
      "brings a tag to dev from that tag",
      dispatch({ environment: "development", version: "1.5.0" }, { tags: ["v1.5.0"] }),
      { environment: "dev", version: "1.5.0", checkout: commit },
    ],
  ] as const) {
    it(what, () => {
      const decision = decide(event);
      for (const [key, value] of Object.entries(wanted))
        assert.equal(decision[key as keyof Decision], value, key);
    });
  }

  it("says all that is wrong at once", () => {
    assert.throws(
      () => decide(dispatch({ environment: "qa", version: "1 2" })),
      /version: should be an image tag.* got "1 2"\nenvironment: should be one of dev, .* got "qa"/,
    );
  });

  it("brings no version to dev that is not what is checked out", () => {
    const wrong = dispatch({ environment: "dev", version: "1.4.2" }, { tags: ["v1.5.0"] });
    assert.throws(
      () => decide(wrong),
      /dev builds what is checked out, which is 3f2a9c1b7d4e or 1\.5\.0, got "1\.4\.2"/,
    );
  });

  it("never hands on what is no version or no environment", () => {
    const anyText = fc.oneof(fc.constantFrom("1.5.0", "v1.5.0", ""), fc.string());
    const anyEnvironment = fc.oneof(fc.constantFrom("staging", "production"), fc.string());
    fc.assert(
      fc.property(anyEnvironment, anyText, fc.boolean(), (environment, version, rollback) => {
        let decision: Decision;
        try {
          decision = decide(dispatch({ environment, version, rollback }));
        } catch {
          return;
        }
        assert.ok(["dev", "staging", "prod"].includes(decision.environment));
        assert.ok(decision.version === "" ? decision.act === "rollback" : isVersion(decision.version));
      }),
    );
  });

  it("is told in one sentence", () => {
    assert.equal(
      sentenceOf(decide(dispatch({ rollback: true }))),
      "asked for by hand: staging back to the release before",
    );
    assert.equal(sentenceOf(decide(push("refs/tags/v2"))), "tag v2: 2 to prod");
  });
});

describe("an image for a version", () => {
  const wanted: Wanted = {
    repository: "registry.example.com/maintenance-api",
    environment: "prod",
    version: "1.5.0",
    commit,
    tree: "aaaaaaaaaaaaaaaa",
    earlier: ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc", "dddddddddddddddd"],
    saysVersion: false,
  };
  const at = (tag: string) => `${wanted.repository}:${tag}`;

  it("has the version first, and names that tell where it came from", () => {
    assert.deepEqual(tagsOf(wanted), [
      "1.5.0",
      `sha-${versionOf(commit)}`,
      "prod-1.5.0",
      "tree-aaaaaaaaaaaa",
    ]);
  });

  for (const [what, there, saysVersion, way] of [
    ["is there already", ["1.5.0", "tree-aaaaaaaaaaaa"], true, { how: "there", from: at("1.5.0") }],
    [
      "of a folder that has one gets a name more",
      ["tree-aaaaaaaaaaaa"],
      false,
      { how: "re-tagged", from: at("tree-aaaaaaaaaaaa") },
    ],
    [
      "that says its version is built on what the same folder had",
      ["tree-aaaaaaaaaaaa"],
      true,
      { how: "built", like: ["tree-aaaaaaaaaaaa", "tree-bbbbbbbbbbbb", "tree-cccccccccccc"].map(at) },
    ],
    [
      "of a new folder is built on what it was before",
      ["tree-bbbbbbbbbbbb"],
      false,
      { how: "built", like: ["tree-aaaaaaaaaaaa", "tree-bbbbbbbbbbbb", "tree-cccccccccccc"].map(at) },
    ],
  ] as const) {
    it(what, () => {
      assert.deepEqual(wayTo({ ...wanted, saysVersion }, new Set(there)), way);
    });
  }
});
