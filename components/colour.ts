/** The two colours, and the one function from which every weight comes (R1). */
export const colours = ["blue", "green"] as const;
export type Colour = (typeof colours)[number];

/** The `release` block of a stack file: which colour serves, and which version each colour runs. */
export interface Release {
  /** The colour that answers users. */
  readonly live: Colour;
  /** Percent of requests that the idle colour answers, 0 to 100. */
  readonly canary: number;
  /** Version of the blue colour stack; absent: it runs nothing. */
  readonly blue?: string;
  /** Version of the green colour stack; absent: it runs nothing. */
  readonly green?: string;
  /** Users get the maintenance page instead of both colours. */
  readonly maintenance: boolean;
  /** Permits, for this run, what R2 otherwise freezes. */
  readonly allowInPlace: boolean;
}

/** Percent of requests per colour; they sum to 100, or are both 0: then users get the maintenance page. */
export type Weights = Readonly<Record<Colour, number>>;

/** Of the maintenance page: nobody is served. */
export const nobody: Weights = { blue: 0, green: 0 };

export function otherColour(colour: Colour): Colour {
  return colour === "blue" ? "green" : "blue";
}

export function weightsFor(release: Pick<Release, "live" | "canary" | "maintenance">): Weights {
  if (release.maintenance) return nobody;
  const idle = release.canary;
  return release.live === "blue" ? { blue: 100 - idle, green: idle } : { blue: idle, green: 100 - idle };
}

/** The colours that run something, those with weight first: the order in which a run may change them. */
export function coloursInOrder(release: Release): Colour[] {
  const weights = weightsFor(release);
  return [release.live, otherColour(release.live)]
    .filter((colour) => release[colour] !== undefined)
    .sort((a, b) => Number(weights[b] > 0) - Number(weights[a] > 0));
}

export function sameWeights(one: Weights, other: Weights): boolean {
  return colours.every((colour) => one[colour] === other[colour]);
}

export function isNobody(weights: Weights): boolean {
  return sameWeights(weights, nobody);
}

/** `blue 1.0.0 answers everybody`, `blue 1.0.0 answers 90 % of requests, green 1.1.0 answers 10 % of requests`. */
export function describeUsers(weights: Weights, versions: Partial<Record<Colour, string>>): string {
  if (isNobody(weights)) return "everybody gets the maintenance page";
  return colours
    .filter((colour) => weights[colour] > 0)
    .map((colour) => {
      const share = weights[colour] === 100 ? "everybody" : `${weights[colour]} % of requests`;
      return `${colour} ${versions[colour] ?? "(no version)"} answers ${share}`;
    })
    .join(", ");
}

/** `blue 90, green 10`: how weights read in output and messages. */
export function describeWeights(weights: Weights): string {
  if (isNobody(weights)) return "the maintenance page";
  return colours.map((colour) => `${colour} ${weights[colour]}`).join(", ");
}
