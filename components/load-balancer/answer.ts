/** What somebody answered; status 0: nobody did in time. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nobody can tell what serves. */
export class CannotAsk extends Error {}
