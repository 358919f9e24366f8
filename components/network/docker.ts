import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { labelList } from "../docker/context";
import { ownLabels, type Whose } from "../docker/engine";
import { frozen } from "../frozen/definition";

/** The environment's own bridge network; containers find each other in it by name. */
export function createNetwork(whose: Whose, opts: pulumi.CustomResourceOptions): docker.Network {
  return new docker.Network(
    "network",
    { driver: "bridge", labels: labelList(ownLabels(whose)) },
    { ...opts, ...frozen(false) },
  );
}
