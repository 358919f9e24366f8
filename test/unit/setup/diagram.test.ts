/** The picture of a stack, drawn from its resources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { diagramText, pictureOf } from "../../../setup/diagram";
import { rawSettings, resourcesOf } from "../../../setup/render";
import { imageIsThere, recordEnvironment } from "../../support/recorded-environment";
import type { Recorded } from "../../support/recorder";

const release = { live: "blue", blue: "1.4.2", green: "1.5.0" };

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

  it("on Docker has one box for a container, what it is given and what is done with it", () => {
    const made = [
      one("docker:index/volume:Volume", "volume postgres-data", "environment"),
      one("maintenance:docker:VolumeFiles", "postgres-password-files", "environment"),
      one("docker:index/container:Container", "postgres", "environment", ["volume postgres-data"]),
      one("maintenance:docker:Start", "postgres-start", "environment", ["postgres"]),
      one("docker:index/remoteImage:RemoteImage", "maintenance-api-1.4.2", "environment"),
      one("docker:index/remoteImage:RemoteImage", "maintenance-frontend-1.4.2", "environment"),
    ];
    assert.deepEqual([...pictureOf(made).boxes.keys()], ["postgres", "images of 1.4.2"]);
    assert.match(diagramText(made), /<b>postgres<\/b><br>1 volume<br>1 container"/);
  });

  it("on Docker hangs together", async () => {
    const { resources } = await recordEnvironment({ release }, { functions: imageIsThere });
    const { boxes, arrows } = pictureOf(resources);
    assert.ok(boxes.size <= 15, String(boxes.size));
    const joined = new Set(arrows.flat());
    assert.deepEqual(
      [...boxes.keys()].filter((box) => !joined.has(box)),
      [],
    );
    assert.ok(arrows.some(([from, to]) => from === "listener" && to === "blue"));
    assert.ok(arrows.some(([from, to]) => from === "images of 1.5.0" && to === "settle"));
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
