import * as pulumi from "@pulumi/pulumi";
import { type Colour, coloursInOrder, otherColour, type Weights, weightsFor } from "./colour";
import { ColourStack } from "./colour-stack";
import type { Gate } from "./gate/gate";
import type { Platform } from "./platform";
import { rollbackSentence } from "./rollback";
import type { Settings } from "./settings/schema";

export interface EnvironmentArgs {
  readonly settings: Settings;
  readonly platform: Platform;
}

/**
 * The complete web environment. The order of a run is in the `dependsOn` below: colours that will have weight change
 * and prove themselves before the listener; colours without weight, under the maintenance page all of them, wait until
 * the flip has settled.
 */
export class Environment extends pulumi.ComponentResource {
  /** Where users reach the live colour. */
  readonly url: pulumi.Output<string>;
  /** Where the idle colour can be tried. */
  readonly previewUrl: pulumi.Output<string>;
  readonly live: Colour;
  readonly idle: Colour;
  readonly versions: Partial<Record<Colour, string>>;
  readonly weights: Weights;
  /** One sentence: what a rollback from here costs. */
  readonly rollback: string;

  constructor(name: string, { settings, platform }: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("maintenance:index:Environment", name, {}, opts);
    const { release } = settings;
    const weights = weightsFor(release);
    const versions = { blue: release.blue, green: release.green };
    const here = (...before: pulumi.Resource[]) => ({ parent: this, dependsOn: before });

    const guard = platform.guard({ weights, versions, allowInPlace: release.allowInPlace }, here());
    const postgres = platform.postgres(here(guard));
    const redis = platform.redis(here(guard));
    const loadBalancer = platform.loadBalancer(here(guard));
    const foundations = { postgres, redis, loadBalancer };
    const colourStack = (colour: Colour, ...before: pulumi.Resource[]) =>
      new ColourStack(
        colour,
        {
          ...foundations,
          platform,
          version: release[colour] ?? "",
          weights,
          after: before,
          images: { parent: this },
        },
        { parent: this },
      );

    const [serving, waiting] = divide(coloursInOrder(release), (colour) => weights[colour] > 0);
    const first = serving.map((colour) => colourStack(colour, guard));
    const gates = first.map(({ gate }) => gate).filter((gate): gate is Gate => gate !== undefined);
    const listener = platform.listener({ weights }, here(guard, ...loadBalancer.ready, ...gates));
    const settle = platform.settle(
      {
        weights,
        live: release.live,
        appliedAt: listener.appliedAt,
        passed: gates.map((gate) => gate.passedAt),
      },
      here(listener),
    );
    const second = waiting.map((colour) => colourStack(colour, settle));
    platform.sweep(here(settle, ...first, ...second));

    this.url = loadBalancer.url;
    this.previewUrl = loadBalancer.previewUrl;
    this.live = release.live;
    this.idle = otherColour(release.live);
    this.versions = versions;
    this.weights = weights;
    this.rollback = rollbackSentence(release);
    this.registerOutputs({ url: this.url, previewUrl: this.previewUrl });
  }
}

function divide<T>(items: readonly T[], chosen: (item: T) => boolean): [T[], T[]] {
  return [items.filter(chosen), items.filter((item) => !chosen(item))];
}
