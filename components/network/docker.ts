import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { type DockerContext, ownLabels } from "../docker/context";
import { frozen } from "../frozen/definition";

/** The environment's own bridge network; containers find each other in it by name. */
export function createNetwork(
  context: Pick<DockerContext, "project" | "stack">,
  opts: pulumi.CustomResourceOptions,
): docker.Network {
  return new docker.Network(
    "network",
    { driver: "bridge", labels: ownLabels(context) },
    { ...opts, ...frozen(false) },
  );
}
