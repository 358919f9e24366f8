/** What somebody answered; status 0: nobody did in time. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As the frontend that answered says it; whatever stands there. */
export function frontendColour({ headers }: Answer): string | undefined {
  return headers["x-frontend-colour"];
}

/** Nobody can tell what serves. */
export class CannotAsk extends Error {}
