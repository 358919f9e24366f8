/** The development container and the hooks: what they bring is what the project asks for. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../support/project-copy";
import { read } from "./files";

interface Container {
  readonly image: string;
  readonly features: Readonly<Record<string, { readonly version?: string }>>;
  readonly forwardPorts: readonly number[];
  readonly portsAttributes: Readonly<Record<string, { readonly label: string }>>;
  readonly postCreateCommand: string;
}

interface Lock {
  readonly features: Readonly<
    Record<string, { readonly version: string; readonly resolved: string; readonly integrity: string }>
  >;
}

const digest = /sha256:[0-9a-f]{64}/;

describe("the development container", () => {
  const container = JSON.parse(read(".devcontainer/devcontainer.json")) as Container;
  const lock = JSON.parse(read(".devcontainer/devcontainer-lock.json")) as Lock;
  const nameOf = (feature: string) => /\/([\w-]+):/.exec(feature)?.[1] ?? "";
  const versionOf = (name: string) =>
    Object.entries(container.features).find(([feature]) => nameOf(feature) === name)?.[1].version;

  it("is an image and features by their versions and digests", () => {
    assert.match(container.image, new RegExp(`:\\d+\\.\\d+\\.\\d+-[\\w.-]+@${digest.source}$`));
    assert.deepEqual(Object.keys(container.features).sort(), Object.keys(lock.features).sort());
    for (const [feature, { version, resolved, integrity }] of Object.entries(lock.features)) {
      const [name = "", tag] = feature.split(/:(?=[\d.]+$)/);
      assert.equal(version, tag);
      assert.match(integrity, digest);
      assert.equal(resolved, `${name}@${integrity}`);
    }
  });

  it("has the Node, Python and Go that are tested on GitHub", () => {
    const workflow = read(".github/workflows/build-and-test.yml");
    const tested = (tool: string) => new RegExp(`${tool}-version: "([\\d.]+)"`).exec(workflow)?.[1];
    assert.equal(versionOf("node"), tested("node"));
    assert.equal(versionOf("go"), tested("go"));
    assert.ok(container.image.includes(`-${tested("python")}-`));
  });

  it("has an engine of its own, and is set up by make", () => {
    assert.ok(Object.keys(container.features).some((feature) => nameOf(feature) === "docker-in-docker"));
    assert.equal(container.postCreateCommand, "make setup");
  });

  it("forwards the ports of users and of the preview route that dev has, by name", () => {
    const schema = read("components/settings/schema.ts");
    const portOf = (setting: string) =>
      Number(new RegExp(`  ${setting}: setting\\(\\s*port,\\s*(\\d+)`).exec(schema)?.[1]);
    const ports = [portOf("port"), portOf("previewPort")];
    assert.deepEqual(container.forwardPorts, ports);
    for (const port of ports) assert.ok(container.portsAttributes[port]?.label);
  });
});

describe("the hooks", () => {
  interface Hook {
    readonly commands: Readonly<Record<string, { readonly run: string; readonly stage_fixed?: boolean }>>;
  }
  const hooks = parse(read("lefthook.yml")) as Readonly<Record<string, Hook>>;

  it("rewrite nothing that somebody staged", () => {
    for (const { commands } of Object.values(hooks)) {
      for (const { run, stage_fixed: staged } of Object.values(commands)) {
        assert.doesNotMatch(run, /--write|--fix/);
        assert.equal(staged, undefined);
      }
    }
  });

  it("run programs and files that there are", () => {
    const { format, lint } = hooks["pre-commit"]?.commands ?? {};
    for (const command of [format, lint]) {
      const paths = command?.run.split(" ").filter((word) => word.includes("/")) ?? [];
      assert.notEqual(paths.length, 0);
      for (const path of paths) assert.ok(existsSync(join(projectRoot, path)), path);
    }
  });

  it("come with a program of one version for each machine, and without the package that installs hooks by itself", () => {
    const { optionalDependencies, dependencies, devDependencies } = JSON.parse(
      read("package.json"),
    ) as Record<string, Record<string, string>>;
    const programs = Object.entries(optionalDependencies ?? {}).filter(([name]) =>
      name.startsWith("lefthook-"),
    );
    assert.equal(programs.length, 4);
    assert.equal(new Set(programs.map(([, version]) => version)).size, 1);
    assert.equal({ ...dependencies, ...devDependencies }.lefthook, undefined);
  });
});
