/** What scanners find, in one form. */

export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  /** The scanner's name for it: an advisory, a rule. */
  readonly id: string;
  /** Other names of the same. */
  readonly aliases?: readonly string[];
  /** The file or image. */
  readonly in: string;
  /** The package; of a secret, its fingerprint; nothing where the file itself is wrong. */
  readonly of?: string;
  readonly line?: number;
  readonly severity: Severity;
  /** Who uses it can mend it now. */
  readonly canBeMended: boolean;
  /** What it is, and what mends it. */
  readonly says: string;
  readonly url?: string;
}

/** The scanner did not answer, or looked at nothing: nothing is known, which is no pass. */
export class CouldNotAsk extends Error {}
