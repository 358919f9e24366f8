/** What Renovate watches: each custom manager finds what it is for, and no version of an image is watched by nobody. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../support/project-copy";
import { read, trackedFiles } from "./files";

interface Manager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
  readonly autoReplaceStringTemplate?: string;
}

interface Rule {
  readonly [matcher: string]: unknown;
  readonly matchPackageNames?: readonly string[];
  readonly matchUpdateTypes?: readonly string[];
  readonly enabled?: boolean;
  readonly dependencyDashboardApproval?: boolean;
}

const renovate = JSON.parse(read(".github/renovate.json")) as {
  readonly customManagers: readonly Manager[];
  readonly packageRules: readonly Rule[];
  readonly ignorePaths: readonly string[];
};
const files = trackedFiles().filter((file) => existsSync(join(projectRoot, file)));

const filesOf = (pattern: string) => {
  const expression = new RegExp(pattern.slice(1, -1));
  return files.filter((file) => expression.test(file));
};

/** `NAME VERSION`, as the manager reads them out of the file. */
function found({ matchStrings, depNameTemplate }: Manager, file: string): string[] {
  return matchStrings.flatMap((text) =>
    [...read(file).matchAll(new RegExp(text, "g"))].map(
      ({ groups }) => `${groups?.depName ?? depNameTemplate} ${groups?.currentValue}`,
    ),
  );
}

function foundBy(description: RegExp): string[] {
  const manager = renovate.customManagers.find((one) => description.test(one.description)) ?? assert.fail();
  return manager.managerFilePatterns.flatMap(filesOf).flatMap((file) => found(manager, file));
}

describe("the custom managers of Renovate", () => {
  for (const manager of renovate.customManagers) {
    describe(manager.description, () => {
      for (const pattern of manager.managerFilePatterns) {
        it(`finds a version in every file of ${pattern}`, () => {
          assert.notEqual(filesOf(pattern).length, 0, "no such file");
          for (const file of filesOf(pattern)) assert.notEqual(found(manager, file).length, 0, file);
        });
      }
    });
  }

  it("find the very versions that are used", () => {
    assert.deepEqual(foundBy(/Pulumi/), [
      `pulumi/pulumi ${/^DOWNLOADED=(.+)$/m.exec(read("setup/pulumi.sh"))?.[1]}`,
    ]);
    assert.deepEqual(foundBy(/schemas/), [
      `kubernetes/kubernetes ${read("test/manifests/tools/kubernetes-version").trim()}`,
    ]);
    const [chart, ...others] = foundBy(/chart/);
    assert.match(chart ?? "", /^aws-load-balancer-controller \d+\.\d+\.\d+$/);
    assert.deepEqual(others, []);
  });

  it("find all images that setup brings, and the same versions everywhere", () => {
    const brought = read("setup/images.txt")
      .split("\n")
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => line.replace(":", " "));
    assert.deepEqual([...new Set(foundBy(/Official images/))].sort(), brought.sort());
  });
});

describe("what nobody watches", () => {
  // A path, and why no version in it has to move.
  const notMeant: Readonly<Record<string, string>> = {
    "test/unit/": "any version serves as an example",
    "test/fixtures/": "what was recorded does not change",
    "docs/": "documents say what the code has",
  };
  // Renovate finds versions in these by itself.
  const foundAnyway =
    /(^|\/)Dockerfile$|package-lock\.json$|^\.github\/workflows\/|^\.devcontainer\/devcontainer\.json$/;
  const watched = renovate.customManagers.flatMap((one) => one.managerFilePatterns).flatMap(filesOf);

  it("is no image with its version", () => {
    const image = /\b(?:haproxy|nginx|node|postgres|python|redis):\d[\w.-]*/;
    const missed = files
      .filter((file) => !file.endsWith(".md") && !foundAnyway.test(file))
      .filter((file) => !Object.keys(notMeant).some((path) => file.startsWith(path)))
      .filter((file) => !watched.includes(file) && image.test(read(file)));
    assert.deepEqual(missed, []);
  });

  it("is no list of packages, but the one that stays as it is", () => {
    const ignored = renovate.ignorePaths.map((path) => path.replace(/\*\*\/?/g, ""));
    const lists = files.filter((file) =>
      /(^|\/)(package\.json|go\.mod|Dockerfile|requirements.*\.txt)$/.test(file),
    );
    assert.deepEqual(
      lists.filter((file) => ignored.some((path) => file.includes(path))),
      ["airgap/pulumi-language-nodejs/go.mod"],
    );
  });
});

describe("the lock file of the development container", () => {
  const file = ".devcontainer/devcontainer-lock.json";
  const manager =
    renovate.customManagers.find((one) => one.autoReplaceStringTemplate !== undefined) ?? assert.fail();

  it("is whole after Renovate has written another version and digest into it", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const [expression = ""] = manager.matchStrings;
    const written = read(file).replace(new RegExp(expression), (...given) => {
      const { depName } = given.at(-1) as { depName: string };
      const values: Record<string, string> = { depName, newValue: "9.9.9", newDigest: digest };
      return (manager.autoReplaceStringTemplate ?? "").replace(
        /\{\{\{(\w+)\}\}\}/g,
        (_, name: string) => values[name] ?? assert.fail(name),
      );
    });
    const { features } = JSON.parse(written) as { features: Record<string, object> };
    const [name = ""] = Object.keys(features).filter((feature) => feature.endsWith(":9.9.9"));
    assert.deepEqual(features[name], {
      version: "9.9.9",
      resolved: `${name.replace(":9.9.9", "")}@${digest}`,
      integrity: digest,
    });
    assert.equal(Object.keys(features).length, 3);
  });
});

describe("versions that only a person moves", () => {
  const rulesOf = (name: string) =>
    renovate.packageRules.filter(({ matchPackageNames = [] }) => matchPackageNames.includes(name));

  it("are major ones of PostgreSQL", () => {
    assert.ok(
      rulesOf("postgres").some(
        ({ matchUpdateTypes, enabled }) => matchUpdateTypes?.includes("major") && enabled === false,
      ),
    );
  });

  it("are minor ones of Kubernetes", () => {
    assert.ok(
      rulesOf("kubernetes/kubernetes").some(
        ({ matchUpdateTypes, dependencyDashboardApproval }) =>
          matchUpdateTypes?.includes("minor") && dependencyDashboardApproval,
      ),
    );
  });

  it("are all of the stack files", () => {
    const managed = renovate.customManagers.flatMap((one) => one.managerFilePatterns).flatMap(filesOf);
    assert.deepEqual(
      managed.filter((file) => /(^|\/)Pulumi\..*yaml$/.test(file)),
      [],
    );
  });
});
