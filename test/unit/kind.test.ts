/** The Kubernetes of kind is pinned, and is the one that everything else is for. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";

describe("the Kubernetes of kind", () => {
  const cluster = parse(readFileSync("setup/kind/cluster.yaml", "utf8")) as {
    nodes: { image: string }[];
    networking: { podSubnet: string; serviceSubnet: string };
  };
  const script = readFileSync("setup/kind.sh", "utf8");

  it("has its node by digest, of the version that manifests are for", () => {
    const wanted = readFileSync("test/manifests/tools/kubernetes-version", "utf8").trim();
    const [major, minor] = wanted.split(".");
    assert.equal(cluster.nodes.length, 1);
    assert.match(
      cluster.nodes[0]?.image ?? "",
      new RegExp(`^kindest/node:v${major}\\.${minor}\\.\\d+@sha256:[0-9a-f]{64}$`),
    );
  });

  it("has pods and Services where the one route of kind.sh leads", () => {
    const [, range = ""] = /^RANGE=(\d+\.\d+)\.0\.0\/16$/m.exec(script) ?? [];
    const { podSubnet, serviceSubnet } = cluster.networking;
    assert.deepEqual([podSubnet, serviceSubnet], [`${range}.0.0/17`, `${range}.128.0/17`]);
    assert.match(script, new RegExp(`^API_SERVICE=${range}\\.128\\.1$`, "m"));
  });
});
