import * as pulumi from "@pulumi/pulumi";
import { ThinResource } from "../dynamic/resource";
import { type DockerContext, ownLabels } from "./context";

export interface SweepInputs {
  readonly host?: string;
  /** Of everything of this environment. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of what the program has. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/** Removes what killed runs left on the engine; the last step of a run, when every name is known. */
export class Sweep extends ThinResource {
  constructor(context: DockerContext, opts: pulumi.CustomResourceOptions) {
    const { kept, network, settings } = context;
    super(
      "Sweep",
      "components/docker/sweep-provider",
      "sweep",
      {
        host: settings.docker.host,
        labels: ownLabels(context),
        containers: pulumi.all(kept.containers).apply((lists) => lists.flat().sort()),
        volumes: pulumi.all(kept.volumes).apply((names) => names.sort()),
        networks: [network.name],
      },
      opts,
    );
  }
}
