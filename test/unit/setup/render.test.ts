/** `make render`, on the stack file that docs/aws.md shows. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { manifests, rawSettings, resourcesOf } from "../../../setup/render";
import type { Recorded } from "../../support/recorder";
import { shownStackFile } from "../../support/shown-stack-file";

describe("a rendered stack", () => {
  let resources: Recorded[];
  let files: Map<string, string>;
  before(async () => {
    resources = await resourcesOf("staging", rawSettings(shownStackFile()));
    files = manifests(resources);
  });

  it("has a file for each object of the cluster, each whole in itself", () => {
    const inCluster = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    const charts = inCluster.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    assert.equal(charts.length, 1);
    assert.equal(files.size, inCluster.length - charts.length);
    for (const [file, text] of files) {
      const { apiVersion, kind, metadata } = parse(text) as Record<string, unknown>;
      assert.ok(apiVersion && kind && (metadata as { name?: string }).name, file);
    }
    const kinds = [...files.values()].map((text) => (parse(text) as { kind: string }).kind);
    for (const kind of ["Namespace", "Deployment", "Service", "TargetGroupBinding", "Job", "NetworkPolicy"]) {
      assert.ok(kinds.includes(kind), kind);
    }
  });

  it("has everything of AWS too", () => {
    const types = new Set(resources.map(({ type }) => type));
    for (const type of [
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:lb/targetGroup:TargetGroup",
      "aws:lb/listener:Listener",
    ]) {
      assert.ok(types.has(type), type);
    }
  });

  it("shows no secret, but where one stands", () => {
    const secret = [...files].find(([file]) => file.startsWith("secret-"))?.[1] ?? "";
    const { stringData } = parse(secret) as { stringData: Record<string, string> };
    assert.deepEqual(stringData, {
      postgres: "(a secret, not shown)",
      redis: "(a secret, not shown)",
    });
  });

  it("never reads what is encrypted in the stack file", () => {
    const raw = rawSettings("config:\n  maintenance:aws:\n    postgres: { password: { secure: v1:abc } }\n");
    assert.doesNotMatch(JSON.stringify(raw), /v1:abc/);
  });
});
