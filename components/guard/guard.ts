/** What a run must not do, decided from what the load balancer and the engine say. Pure. */
import { type Colour, colours, otherColour, type Weights } from "../colour";

export interface Wish {
  readonly weights: Weights;
  readonly versions: Partial<Record<Colour, string>>;
  readonly allowInPlace: boolean;
}

/** What the load balancer says: everything that has weight on file or in a process serves. */
export interface Serving {
  readonly colours: readonly Colour[];
  readonly versions: Partial<Record<Colour, string>>;
}

/** Moving the version of a colour that serves and stays serving would change it under its users (R2). */
export function refuseServingMoves(wish: Wish, serving: Serving): string[] {
  if (wish.allowInPlace) return [];
  return serving.colours.flatMap((colour) => {
    const now = serving.versions[colour];
    const next = wish.versions[colour];
    const stays = wish.weights[colour] > 0;
    if (!stays || now === undefined || now === next) return [];
    if (next === undefined) return [refuseUnknown(colour, now)];
    const idle = otherColour(colour);
    return [
      `release/${colour}: ${colour} serves users with ${now} and would stay serving with ${next}; a serving colour keeps its version. ` +
        `Release ${next} to ${idle} instead, with these two lines, and leave ${colour}: ${now} as it is:\n` +
        `    live: ${idle}\n    ${idle}: "${next}"`,
    ];
  });
}

/** When other stacks run the colours, one may have lost its state. */
function refuseUnknown(colour: Colour, now: string): string {
  return (
    `release/${colour}: ${colour} serves users with ${now} and would stay serving, but nothing says which version it is to run. ` +
    `Run pulumi up in the stack of ${colour}, with ${now}; or send users to ${otherColour(colour)} first: live: ${otherColour(colour)}`
  );
}

/** Colours whose version this run moves. */
export function movingColours(wish: Wish, serving: Serving): Colour[] {
  return colours.filter((colour) => {
    const next = wish.versions[colour];
    return next !== undefined && next !== serving.versions[colour];
  });
}

/** A state that knows nothing of what runs would build a second environment beside it. */
export function refuseLostState(stack: string, running: readonly string[]): string[] {
  if (running.length === 0) return [];
  return [
    `the state of ${stack} knows nothing yet, but the engine runs ${running.join(", ")} of it, so the state was lost. ` +
      `Put it back (pulumi stack import, or the copy beside it that ends in .bak); or take away what runs with make down, ` +
      `which keeps data and passwords, and run up again: it takes the data up`,
  ];
}

/**
 * PostgreSQL reads no files of another major version (https://www.postgresql.org/docs/current/upgrading.html): replaced
 * in place, it would not start. While it is frozen nothing is replaced, and the preview says that the setting waits.
 * @param runs the image that holds the data; undefined when none does
 */
export function refuseOtherMajor(allowInPlace: boolean, wanted: string, runs: string | undefined): string[] {
  const [is, shall] = [runs, wanted].map((image) => /^postgres:(\d+)/.exec(image ?? "")?.[1]);
  if (!allowInPlace || is === undefined || is === shall) return [];
  return [
    `postgres/version: the data are PostgreSQL ${is}'s, which PostgreSQL ${shall} cannot read, so it is not replaced in place: ` +
      `put postgres/version: ${is} back; docs/runbooks/major-upgrade.md says how the data get there`,
  ];
}

export interface ImageFacts {
  readonly reference: string;
  readonly there: boolean;
  /** It was built here once, so building it again would make something else under its tag. */
  readonly builtBefore: boolean;
}

/** A tag that was built once is never built again from today's tree. */
export function refuseLostImages(colour: Colour, version: string, images: readonly ImageFacts[]): string[] {
  return images
    .filter((image) => !image.there && image.builtBefore)
    .map(
      ({ reference }) =>
        `release/${colour}: version ${version} needs the image ${reference}, which was built here once and is gone; ` +
        `building it again from today's tree would make something else. Choose a new version for ${colour}, ` +
        `or bring the image back (docker load, or docker build from the commit it was made of), or release another version that is still there (docker image ls)`,
    );
}

/** Schema labels of an image (docs/your-app.md). */
export interface SchemaFacts {
  /** Revision that the image's migration brings the database to. */
  readonly head?: string;
  /** Oldest head of code that still works there. */
  readonly servesFrom?: string;
}

/** A version of the other colour, as it runs now or as it will run; or of the same one, which moves in place. */
export interface Met {
  readonly colour: Colour;
  readonly version: string;
  readonly runs: boolean;
}

/**
 * The code that has users while, or after, the migration of a moving colour changes the schema under it. A colour that
 * gets weight migrates before the flip, one without weight after it; one that moves in place has users all the while.
 */
export function meetsMigrationOf(moving: Colour, wish: Wish, serving: Serving): Met[] {
  const colour = otherColour(moving);
  const now = serving.colours.includes(colour) ? serving.versions[colour] : undefined;
  const next = wish.weights[colour] > 0 ? wish.versions[colour] : undefined;
  const before = wish.weights[moving] > 0 && now !== undefined ? [{ colour, version: now, runs: true }] : [];
  const self = serving.colours.includes(moving) ? serving.versions[moving] : undefined;
  const own =
    wish.weights[moving] > 0 && self !== undefined ? [{ colour: moving, version: self, runs: true }] : [];
  if (next === undefined || (before.length > 0 && next === now)) return [...own, ...before];
  return [...own, ...before, { colour, version: next, runs: next === serving.versions[colour] }];
}

/** Colours that get users by this run and have none now. */
export function gettingUsers(wish: Wish, serving: Serving): Colour[] {
  return colours.filter((colour) => wish.weights[colour] > 0 && !serving.colours.includes(colour));
}

/** A colour must not get users when its code cannot work on the schema that the database has. */
export function refuseOutdated(
  { colour, version, schema }: { colour: Colour; version: string; schema: SchemaFacts },
  database: SchemaFacts,
): string[] {
  const { head, servesFrom } = database;
  if (schema.head === undefined || servesFrom === undefined || schema.head >= servesFrom) return [];
  return [
    `release/${colour}: the database is on schema ${head}, where only code from ${servesFrom} on works; ` +
      `${version} is of ${schema.head}. Give ${colour} a version whose code is of ${servesFrom} or later`,
  ];
}

/** A migration must leave every serving colour able to work. */
export function refuseSchema(
  moving: { colour: Colour; version: string; schema: SchemaFacts },
  serving: readonly { colour: Colour; version: string; schema: SchemaFacts }[],
): string[] {
  const { head, servesFrom } = moving.schema;
  return serving.flatMap((other) => {
    if (head === undefined || servesFrom === undefined) return [];
    if (other.schema.head === undefined || other.schema.head >= servesFrom) return [];
    return [
      `release/${moving.colour}: the migration of ${moving.version} brings the schema to ${head}, where only code from ${servesFrom} on works; ` +
        `${other.colour} ${other.version}, which has users then, is of ${other.schema.head}. Release a version between them first (expand, then contract)`,
    ];
  });
}
