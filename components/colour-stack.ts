import * as pulumi from "@pulumi/pulumi";
import type { Colour, Weights } from "./colour";
import type { Gate, Running } from "./gate/gate";
import type { Foundations, Platform, Replicas } from "./platform";

export interface ColourStackArgs extends Foundations {
  readonly platform: Platform;
  readonly version: string;
  readonly weights: Weights;
  /** What has to be over before anything of this colour changes. */
  readonly after: pulumi.Resource[];
  /** Parent of the images: a version of an image may be shared by both colours. */
  readonly images: pulumi.CustomResourceOptions;
}

/** A version, and what it runs. */
export interface ColourRuns {
  readonly version: string;
  readonly frontend: pulumi.Unwrap<Running>;
  readonly backend: pulumi.Unwrap<Running>;
}

/** Everything one release runs, in one colour, and, when it has weight, the proof that it may take traffic. */
export class ColourStack extends pulumi.ComponentResource {
  /** The proof; absent for a colour without weight. */
  readonly gate?: Gate;
  /** What it runs, known once all of it does: what a gate in another stack has to be told. */
  readonly runs: () => pulumi.Output<ColourRuns>;

  constructor(colour: Colour, args: ColourStackArgs, opts: pulumi.ComponentResourceOptions) {
    super("maintenance:index:ColourStack", colour, {}, opts);
    const { platform, version, weights } = args;
    const of = { ...args, colour };
    const following = (...resources: pulumi.Input<pulumi.Resource[]>[]) => ({
      parent: this,
      dependsOn: pulumi.all([args.after, ...resources]).apply((lists) => lists.flat()),
    });

    const images = platform.images(version, { ...args.images, dependsOn: args.after });
    const before = [images, args.postgres.ready, args.redis.ready, args.loadBalancer.ready].flat();
    const backup = platform.backup(of, following(before));
    const migration = platform.migration(of, following([...before, ...backup]));
    // As late as possible: it remembers what its containers were made with, also when an earlier step failed once.
    const release = platform.release(of, following(migration));
    const backend = platform.backend({ ...of, count: release.replicas.backend }, following([release]));
    const frontend = platform.frontend({ ...of, count: release.replicas.frontend }, following([release]));
    const running = following(backend.resources, frontend.resources);
    const targetGroup = platform.targetGroup(
      { ...of, frontend, backend, port: release.frontendPort },
      running,
    );
    if (weights[colour] > 0) {
      const ready = following(backend.resources, frontend.resources, [targetGroup]);
      this.gate = platform.gate({ ...of, frontend, backend }, ready);
    }
    this.runs = () =>
      whenMade([targetGroup], backend.resources, frontend.resources).apply(() =>
        pulumi.output({ version, frontend: valuesOf(frontend), backend: valuesOf(backend) }),
      );
    this.registerOutputs({ version });
  }
}

/** Known when all of them are made. */
function whenMade(...resources: pulumi.Input<pulumi.Resource[]>[]): pulumi.Output<unknown> {
  return pulumi.all(resources).apply((lists) => pulumi.all(lists.flat().map(({ urn }) => urn)));
}

function valuesOf({ count, hosts, containers }: Replicas): Running {
  return { count, hosts, containers };
}
