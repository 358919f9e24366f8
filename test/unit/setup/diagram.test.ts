/** The picture of a stack, drawn from its resources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { diagramText, pictureOf } from "../../../setup/diagram";
import { rawSettings, resourcesOf } from "../../../setup/render";
import type { Recorded } from "../../support/recorder";

const one = (type: string, name: string, parent: string, dependsOn: string[] = []): Recorded => ({
  type,
  name,
  urn: name,
  parent,
  inputs: {},
  dependsOn,
  options: {},
});

const few = [
  one("pulumi:pulumi:Stack", "stack", ""),
  one("maintenance:index:Network", "network", "stack"),
  one("maintenance:index:Cluster", "cluster", "stack"),
  one("maintenance:index:Environment", "environment", "stack"),
  one("aws:ec2/vpc:Vpc", "vpc", "network"),
  one("aws:ec2/subnet:Subnet", "a", "network", ["vpc"]),
  one("aws:ec2/subnet:Subnet", "b", "network", ["vpc"]),
  one("aws:eks/cluster:Cluster", "control-plane", "cluster", ["a", "b"]),
  one("aws:ecr/repository:Repository", "image", "environment"),
  one("maintenance:aws:Settle", "settle", "environment", ["control-plane", "vpc"]),
];

describe("the picture of a stack", () => {
  it("has a box for each component, and one for each step of the environment", () => {
    assert.deepEqual([...pictureOf(few).boxes.keys()], ["network", "cluster", "repositories", "settle"]);
  });

  it("leaves out an arrow that others already lead along", () => {
    assert.deepEqual(pictureOf(few).arrows, [
      ["cluster", "network"],
      ["settle", "cluster"],
    ]);
  });

  it("counts what is in a box, in words", () => {
    assert.match(diagramText(few), /the_network\["<b>network<\/b><br>1 VPC<br>2 subnets"\]/);
  });

  it("does not depend on the order of what it is drawn from", () => {
    const lines = (resources: readonly Recorded[]) =>
      diagramText(resources)
        .replace(/<br>.*"/g, "")
        .split("\n");
    assert.deepEqual(lines([...few].reverse()), lines(few));
  });

  it("of production is small enough to be read, and hangs together", async () => {
    const resources = await resourcesOf("prod", rawSettings(readFileSync("Pulumi.prod.yaml", "utf8")));
    const { boxes, arrows } = pictureOf(resources);
    assert.ok(boxes.size <= 25, String(boxes.size));
    assert.ok(arrows.length <= 30, String(arrows.length));
    const joined = new Set(arrows.flat());
    assert.deepEqual(
      [...boxes.keys()].filter((box) => !joined.has(box)),
      [],
    );
  });
});
