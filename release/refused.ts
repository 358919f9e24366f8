/** How a command ends, as its exit code says it; documented in docs/release-command.md. */
export const exitCodes = {
  /** Done, or nothing to do. */
  done: 0,
  /** A run failed; users are where the error says. */
  failed: 1,
  /** Nothing was touched: a wrong argument, or what was asked for cannot be done now. */
  refused: 2,
  /** It breached a threshold with users on it, and was taken back. */
  takenBack: 3,
  /** Stopped by Ctrl-C at a safe point. */
  stopped: 130,
} as const;

/** What cannot be done now, found before anything is touched. */
export class Refused extends Error {
  override readonly name = "Refused";
}
