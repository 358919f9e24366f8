/** One call that is held while a test does something: before it is carried out, or when it is and nobody knows yet. */
export interface Wanted {
  readonly action: string;
  readonly at: "request" | "answer";
}

export class Hold {
  private wanted: Wanted | undefined;
  private reach = () => {};
  private letGo = () => {};
  private released = Promise.resolve();
  /** Settles when the call is held. */
  reached = Promise.resolve();

  /** For the next such call. */
  set(wanted: Wanted): void {
    this.release();
    this.wanted = wanted;
    this.reached = new Promise((resolve) => (this.reach = resolve));
    this.released = new Promise((resolve) => (this.letGo = resolve));
  }

  release(): void {
    this.wanted = undefined;
    this.letGo();
  }

  /** Waits there when this call is the one to be held. */
  async wait(action: string, at: Wanted["at"]): Promise<void> {
    if (this.wanted?.action !== action || this.wanted.at !== at) return;
    this.wanted = undefined;
    this.reach();
    await this.released;
  }
}
