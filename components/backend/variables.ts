/** The variables that a backend is given (docs/your-app.md), and how others may be made of them. */

export const givenVariables = [
  "COLOUR",
  "INSTANCE",
  "POSTGRES_HOST",
  "POSTGRES_PORT",
  "POSTGRES_DATABASE",
  "POSTGRES_USER",
  "POSTGRES_PASSWORD_FILE",
  "REDIS_HOST",
  "REDIS_PORT",
  "REDIS_PASSWORD_FILE",
] as const;

export type Given = Readonly<Record<(typeof givenVariables)[number], string>>;

const placeholder = /\{(COLOUR|INSTANCE|(?:POSTGRES|REDIS)_[A-Z_]*)\}/g;

export const placeholderRule = `text in quotes, where {...} names one of ${givenVariables.join(", ")}`;

/** Whether every `{NAME}` of a value stands for a variable that a backend is given. */
export function namesGivenVariables(value: string): boolean {
  return [...value.matchAll(placeholder)].every(([, name]) => isGiven(name));
}

/** An application that knows the database as PGHOST gets it so: `PGHOST: "{POSTGRES_HOST}"`. */
export function withOwnNames(own: Readonly<Record<string, string>>, given: Given): Record<string, string> {
  const filled = Object.entries(own).map(([name, value]) => [
    name,
    value.replace(placeholder, (all, inner: string) => (isGiven(inner) ? given[inner] : all)),
  ]);
  return { ...(Object.fromEntries(filled) as Record<string, string>), ...given };
}

function isGiven(name: string | undefined): name is keyof Given {
  return givenVariables.some((given) => given === name);
}
