import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/schema";
import { labels } from "./engine";
import { type ContainerParts, type ContainerSpec, dockerContainer } from "./container";

/** What every maker of the Docker platform needs. */
export interface DockerContext {
  readonly project: string;
  readonly stack: string;
  readonly settings: Settings;
  readonly network: docker.Network;
  /** Files with the passwords, relative to the project. */
  readonly passwords: { readonly postgres: string; readonly redis: string };
}

/** How dynamic resources find the engine and the environment on it. */
export function scopeOf(context: DockerContext): { host?: string; network: pulumi.Output<string> } {
  return { host: context.settings.docker.host, network: context.network.name };
}

/** Labels by which everything of this environment is found on the engine. */
export function ownLabels({
  project,
  stack,
}: Pick<DockerContext, "project" | "stack">): { label: string; value: string }[] {
  return [
    { label: labels.project, value: project },
    { label: labels.stack, value: stack },
  ];
}

/** A container in the environment's network. */
export function containerIn(
  context: DockerContext,
  name: string,
  spec: ContainerSpec,
  parts: Omit<ContainerParts, "network" | "project" | "stack">,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const { project, stack, network } = context;
  return dockerContainer(name, spec, { ...parts, project, stack, network: network.name }, opts);
}
