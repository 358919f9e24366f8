/** What both colours share, and the flip between them; the colours are stacks of their own. */
import "../../../components/debug-messages";
import "../../../components/lazy-package-manager";
import "../../../components/stack-traces";
import * as pulumi from "@pulumi/pulumi";
import { startAws } from "../../../components/aws/started";
import { refuseMissing } from "../../../components/aws/there";
import { type Colour, colours, weightsFor } from "../../../components/colour";
import type { ColourRuns } from "../../../components/colour-stack";
import { compareAtOnce } from "../../../components/order";
import { awsGround, awsMakers, type Ground } from "../../../components/platforms/aws";
import { rollbackSentence } from "../../../components/rollback";
import type { Settings } from "../../../components/settings/schema";
import { readSections, type Sections, settingsOf } from "../../../config";
import { type Handover, handOver } from "../handover";
import { outputOf, sibling } from "../stacks";

/** What a colour's stack says of itself. */
interface Candidate extends ColourRuns {
  readonly colour: Colour;
}

/** The order is that of the whole environment: guard, data, edge, gates, listener, settle, in one run (R3). */
class Base extends pulumi.ComponentResource {
  readonly handover: pulumi.Output<Handover>;
  readonly url: pulumi.Output<string>;
  readonly previewUrl: pulumi.Output<string>;

  constructor(sections: Sections, { release }: Settings, candidates: readonly Candidate[], ground: Ground) {
    super("maintenance:index:Base", "base", {}, { providers: ground.providers });
    const platform = awsMakers(ground);
    const weights = weightsFor(release);
    const here = (...before: pulumi.Resource[]) => ({ parent: this, dependsOn: before });

    const versions = versionsOf(candidates);
    const guard = platform.guard({ weights, versions, allowInPlace: release.allowInPlace }, here());
    const postgres = platform.postgres(here(guard));
    const redis = platform.redis(here(guard));
    const edge = platform.loadBalancer(here(guard));
    platform.images("", here(guard));

    const gates = candidates
      .filter(({ colour }) => weights[colour] > 0)
      .map((candidate) => platform.gate({ ...candidate, weights }, here(guard, ...edge.ready)));
    // Until a colour runs, there is nowhere to send users to.
    if (gates.length > 0) {
      const listener = platform.listener({ weights }, here(...gates));
      const passed = gates.map(({ passedAt }) => passedAt);
      const { appliedAt } = listener;
      platform.settle({ weights, live: release.live, appliedAt, passed }, here(listener));
    }

    this.handover = handOver(sections, ground, { edge, postgres, redis });
    this.url = edge.url;
    this.previewUrl = edge.previewUrl;
    this.registerOutputs({ url: this.url, previewUrl: this.previewUrl });
  }
}

function versionsOf(candidates: readonly Candidate[]): Partial<Record<Colour, string>> {
  return Object.fromEntries(candidates.map(({ colour, version }) => [colour, version]));
}

/** Those whose stack has been up; it may be away, as base comes first. */
async function findCandidates(): Promise<Candidate[]> {
  const found = colours.map(async (colour) => {
    const runs = await outputOf<ColourRuns>(sibling(colour), "runs");
    return runs ? [{ colour, ...runs }] : [];
  });
  return (await Promise.all(found)).flat();
}

export = async () => {
  compareAtOnce();
  const candidates = await findCandidates();
  const sections = readSections();
  const versions = versionsOf(candidates);
  const release = { ...(sections.release as object), ...versions };
  const settings = settingsOf({ ...sections, release }, { coloursElsewhere: true });
  const started = await startAws(settings);
  await refuseMissing(started);
  const ground = awsGround(settings, started);
  const { handover, url, previewUrl } = new Base(sections, settings, candidates, ground);
  return {
    handover,
    url,
    previewUrl,
    live: settings.release.live,
    versions,
    weights: weightsFor(settings.release),
    rollback: rollbackSentence(settings.release),
  };
};
