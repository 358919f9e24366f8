import * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../provider/resource";
import type { DockerContext } from "./context";
import { ownLabels } from "./engine";

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
export class Sweep extends OwnResource {
  constructor(context: DockerContext, opts: pulumi.CustomResourceOptions) {
    const { kept, network, settings } = context;
    super(
      "docker:Sweep",
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
