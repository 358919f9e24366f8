/** Ctrl-C: a run ends after the step that it is in, a watch at once; nothing half done is left. */
export class Stopping {
  asked = false;
  private readonly run = new AbortController();
  private readonly watch = new AbortController();
  private readonly onSignal = () => {
    if (!this.asked) process.stderr.write("\nStopping after the step that runs now ...\n");
    this.asked = true;
    this.watch.abort();
    // A terminal sends its Ctrl-C to Pulumi as well, and a second one would end it in the middle of a step.
    if (!process.stdin.isTTY) this.run.abort();
  };

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, this.onSignal);
  }

  /** Of what Pulumi runs. */
  get ofRun(): AbortSignal {
    return this.run.signal;
  }

  /** Of what this process waits for. */
  get ofWatch(): AbortSignal {
    return this.watch.signal;
  }

  /** Everything has ended. */
  over(): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, this.onSignal);
  }
}
