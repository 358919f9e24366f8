/** What differs between platforms for the release command; the one place that chooses. */
import { type Colour, colours, type Release } from "../components/colour";
import type { SchemaFacts } from "../components/guard/guard";
import type { Paint } from "../setup/terminal";
import type { Meter } from "../components/thresholds/reading";
import type { AwsGuardInputs } from "../components/guard/aws";
import type { GuardInputs } from "../components/guard/docker";
import type { Configuration, Situation } from "./command";
import { Refused } from "./refused";
import { inputsIn, resourcesIn, trafficNow } from "./traffic";
import type { Settings } from "../components/settings/schema";
import type { Check } from "./doctor";
import { comparedText, type Compared, comparedOf } from "./compared";

export interface Status {
  readonly text: (paint: Paint) => string;
  readonly json: () => string;
}

/** Also when the load balancer cannot be asked: then it says why. */
export async function statusOf(configuration: Configuration): Promise<Status> {
  const { settings, stack, state } = configuration;
  switch (settings.platform) {
    case "docker": {
      const [{ factsOf, statusJson }, { statusText }] = await Promise.all([
        import("../setup/status"),
        import("../setup/status-report"),
      ]);
      const facts = await factsOf(stack, settings, state);
      return { text: (paint) => statusText(facts, paint), json: () => statusJson(facts) };
    }
    case "aws": {
      const asked = await trafficNow(state).then(
        (traffic) => ({ traffic }),
        (error: Error) => ({ fault: error.message }),
      );
      const compared: Compared = comparedOf({ ...configuration, ...asked });
      return {
        text: (paint) => comparedText(compared, paint),
        json: () => `${JSON.stringify({ schema: "release.status/1", ...compared }, undefined, 2)}\n`,
      };
    }
  }
}

/** What the doctor looks at. */
export async function checksOf({ settings }: Configuration): Promise<readonly Check[]> {
  const { everywhere } = await import("./checks");
  switch (settings.platform) {
    case "docker":
      return [...(await import("./docker-checks")).onDocker, ...everywhere];
    case "aws":
      return [...(await import("./aws-checks")).onAws, ...everywhere];
  }
}

/** What measures a colour of a stack that has a load balancer. */
export async function meterOf({ settings, state }: Situation, colour: Colour): Promise<Meter> {
  switch (settings.platform) {
    case "docker": {
      const { DockerMeter } = await import("../components/thresholds/docker");
      return new DockerMeter(guardIn<GuardInputs>(state, "docker"), colour, settings.backend.port);
    }
    case "aws": {
      const { AwsMeter } = await import("../components/thresholds/aws");
      return AwsMeter.of(guardIn<AwsGuardInputs>(state, "aws"), colour);
    }
  }
}

function guardIn<T>(state: string, platform: Settings["platform"]): T {
  const guard = inputsIn<T>(state, `${platform}:Guard`);
  if (guard) return guard;
  throw new Refused("no run of this stack is known yet: release deploy VERSION begins it");
}

interface ListenerOutputs {
  /** Blue's target group comes first, always. */
  readonly defaultActions?: readonly { forward?: { targetGroups?: readonly { weight: number }[] } }[];
}

/**
 * URNs of what is to be read again before a run: weights that are not those of the state. On Docker the listener asks the
 * load balancer itself; on AWS the engine would compare with the state alone.
 */
export function toReadFirst({
  settings,
  state,
  traffic,
}: Pick<Situation, "settings" | "state" | "traffic">): string[] {
  if (settings.platform !== "aws") return [];
  const listener = resourcesIn(state).find(
    ({ type, urn }) => type === "aws:lb/listener:Listener" && urn.endsWith("::listener"),
  );
  const groups = (listener?.outputs as ListenerOutputs | undefined)?.defaultActions?.[0]?.forward
    ?.targetGroups;
  // None: it answers with the maintenance page.
  const [blue = 0, green = 0] = groups?.map(({ weight }) => weight) ?? [];
  const known = traffic?.weights?.blue === blue && traffic?.weights?.green === green;
  return listener === undefined || known ? [] : [listener.urn];
}

/** What the images of versions say of their schema, as far as it can be asked before a run; undefined: nobody asks. */
export async function schemasOf(
  { settings }: Situation,
  next: Release,
): Promise<Partial<Record<Colour, SchemaFacts>> | undefined> {
  if (settings.platform !== "docker") return undefined;
  const [{ connect }, { schemaFacts }, { imageReference }] = await Promise.all([
    import("../components/docker/engine"),
    import("../components/guard/docker-facts"),
    import("../components/image/reference"),
  ]);
  const engine = await connect(settings.docker.host);
  const facts = colours.map(async (colour) => {
    const version = next[colour];
    return [
      colour,
      version === undefined ? {} : await schemaFacts(engine, imageReference(settings.backend, version)),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(facts));
}
