/** Ctrl-C during a run: Pulumi ends the step that it is in, and nothing half done is left. */
export class Stopping {
  asked = false;
  private readonly controller = new AbortController();
  private readonly onSignal = () => {
    if (!this.asked) process.stderr.write("\nStopping after the step that runs now ...\n");
    this.asked = true;
    // A terminal sends its Ctrl-C to Pulumi as well, and a second one would end it in the middle of a step.
    if (!process.stdin.isTTY) this.controller.abort();
  };

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, this.onSignal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The run has ended. */
  over(): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, this.onSignal);
  }
}
