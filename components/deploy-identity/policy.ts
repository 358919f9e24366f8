/** Policies as tables: what may be done to what, and why. Pure. */

/** By operator and key, as IAM writes them; all of them have to hold. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  /** Letters and digits, as IAM asks. */
  readonly sid: string;
  readonly why: string;
  /** One by one: a service's next action is not allowed before somebody has read what it does. */
  readonly actions: readonly string[];
  /** ARNs; or everything, and why AWS knows nothing narrower for these actions. */
  readonly on: readonly string[] | { readonly everything: string };
  readonly when?: Conditions;
}

/** One managed policy. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** As IAM takes it. */
export function documentOf({ statements }: Policy): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ sid, actions, on, when }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: "everything" in on ? "*" : on,
      ...(when && { Condition: when }),
    })),
  });
}
