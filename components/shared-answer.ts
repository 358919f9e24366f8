/** An answer that those who ask the same within a moment share, as the resources of one preview do. */
export class SharedAnswer<T> {
  private last?: { readonly key: string; readonly at: number; readonly answer: Promise<T> };

  constructor(private readonly lastsMs = 2_000) {}

  of(key: string, ask: () => Promise<T>): Promise<T> {
    if (this.last?.key !== key || Date.now() - this.last.at > this.lastsMs) {
      this.last = { key, at: Date.now(), answer: ask() };
    }
    return this.last.answer;
  }

  forget(): void {
    this.last = undefined;
  }
}
