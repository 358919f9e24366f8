/** One colour, blue or green as the stack's name ends: everything that its version runs. No user is moved here. */
import "../../../components/debug-messages";
import "../../../components/lazy-package-manager";
import "../../../components/stack-traces";
import * as pulumi from "@pulumi/pulumi";
import { startAws } from "../../../components/aws/started";
import { weightsFor } from "../../../components/colour";
import { ColourStack } from "../../../components/colour-stack";
import { AwsDestroyGuard } from "../../../components/guard/aws-destroy";
import { compareAtOnce } from "../../../components/order";
import { awsMakers } from "../../../components/platforms/aws";
import { readSections, settingsOf } from "../../../config";
import { type Handover, takeOver } from "../handover";
import { outputOf, ownColour, sibling } from "../stacks";

/** The gate is base's, in the run that flips. */
const ungated = { blue: 0, green: 0 };

export = async () => {
  compareAtOnce();
  const colour = ownColour();
  const handover = await outputOf<Handover>(sibling("base"), "handover");
  if (!handover) throw new pulumi.RunError("base is not up: run pulumi up there first");

  const own = readSections();
  const release = { ...(own.release as object), live: colour, canary: 0 };
  const settings = settingsOf({ ...handover.sections, ...own, release });
  const { allowInPlace, [colour]: version = "" } = settings.release;

  const { ground, ...foundations } = takeOver(handover, settings, await startAws(settings));
  const platform = awsMakers(ground);
  // It asks the load balancer: when the colour serves, it stays serving, as no weight is moved here (R2).
  const weights = weightsFor(settings.release);
  const guard = platform.guard({ weights, versions: { [colour]: version }, allowInPlace }, {});
  const stack = new ColourStack(
    colour,
    { ...foundations, platform, version, weights: ungated, after: [guard], images: {} },
    { providers: platform.providers },
  );
  new AwsDestroyGuard(ground.context, { colour, allowInPlace }, { dependsOn: [stack] });
  return { runs: stack.runs() };
};
