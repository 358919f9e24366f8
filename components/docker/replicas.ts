import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import type { ColourArgs, Replicas } from "../platform";
import type { DockerContext } from "./context";

/**
 * The containers `KIND-1`, `KIND-2`, ... of one version. How many is frozen with the version and known from its release
 * record: the one place where resources are made inside `apply` (R2).
 */
export function dockerReplicas(
  context: DockerContext,
  { colour, version, count }: ColourArgs & { count: pulumi.Output<number> },
  kind: string,
  make: (name: string, index: number) => docker.Container,
): Replicas {
  const names = count.apply((wanted) =>
    Array.from({ length: wanted }, (_, at) => nameIn(colour, version, `${kind}-${at + 1}`)),
  );
  const containers = names.apply((list) => list.map((name, at) => make(name, at + 1)));
  const made = containers.apply((list) => pulumi.all(list.map((container) => container.name)));
  context.kept.containers.push(made);
  return {
    count,
    hosts: names,
    containers: made,
    resources: containers,
  };
}
