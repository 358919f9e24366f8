import * as pulumi from "@pulumi/pulumi";
import type { Colour, Weights } from "./colour";
import type { Gate } from "./gate/gate";
import { after } from "./order";
import type { Foundations, Platform } from "./platform";

export interface ColourStackArgs extends Foundations {
  readonly platform: Platform;
  readonly version: string;
  readonly weights: Weights;
  /** What has to be over before anything of this colour changes. */
  readonly after: pulumi.Resource[];
  /** Parent of the images: a version of an image may be shared by both colours. */
  readonly images: pulumi.CustomResourceOptions;
}

/** Everything one release runs, in one colour, and, when it has weight, the proof that it may take traffic. */
export class ColourStack extends pulumi.ComponentResource {
  /** The proof; absent for a colour without weight. */
  readonly gate?: Gate;

  constructor(colour: Colour, args: ColourStackArgs, opts: pulumi.ComponentResourceOptions) {
    super("maintenance:index:ColourStack", colour, {}, opts);
    const { platform, version, weights } = args;
    const of = { ...args, colour };
    const following = (...resources: pulumi.Input<pulumi.Resource[]>[]) => ({
      parent: this,
      dependsOn: after(pulumi.all([args.after, ...resources]).apply((lists) => lists.flat())),
    });

    const images = platform.images(version, { ...args.images, dependsOn: after(args.after) });
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
    this.registerOutputs({ version });
  }
}
