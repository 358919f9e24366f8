/** A run as it goes on: a line for each phase, and what it began last. */
import { Listr } from "listr2";
import type { Watched } from "./watch";
import { type Operation, type Phase, phases, type Run } from "./run";
import { Defect } from "../components/defect";

export type Labels = Readonly<Record<Phase, string>>;

/** @param quiet nothing is shown, as for programs that read the result */
export async function shown(
  labels: Labels,
  run: (tell: (operation: Operation) => void) => Promise<Run>,
  quiet: boolean,
): Promise<Run> {
  const board = new Board();
  const running = run((operation) => board.put(operation));
  void running.then(
    ({ ok }) => board.end(ok),
    () => board.end(false),
  );
  const lines = newLines(quiet);
  for (const phase of phases) {
    const title = labels[phase];
    lines.add({
      title,
      task: async (_context, task) => {
        const outcome = await board.ended(phase, (what) => (task.output = what));
        if (outcome === "none") task.skip("nothing to do");
        if (outcome === "failed") throw new Error(`${title}: failed`);
      },
    });
  }
  // The run says itself how it ended.
  await lines.run().catch(() => undefined);
  return running;
}

function newLines(quiet: boolean): Listr<object, "default", "simple"> {
  const isLive = process.stdout.isTTY && !process.env.NO_COLOR;
  return new Listr<object, "default", "simple">([], {
    fallbackRendererCondition: () => !isLive,
    fallbackRenderer: "simple",
    silentRendererCondition: () => quiet,
    rendererOptions: { collapseSkips: true, showErrorMessage: false },
    // An interrupt is the run's own business (stopping.ts).
    registerSignalListeners: false,
  });
}

/** One line for a watch, and how it stands. */
export async function shownWatch(
  title: string,
  work: (tell: (line: string) => void) => Promise<Watched>,
  quiet: boolean,
): Promise<Watched> {
  const lines = newLines(quiet);
  let watched: Promise<Watched> | undefined;
  lines.add({
    title,
    task: async (_context, task) => {
      watched = work((line) => (task.output = line));
      const { breach, blind } = await watched;
      if (breach || blind !== undefined) throw new Error(`${title}: ${breach?.text ?? blind}`);
    },
  });
  await lines.run().catch(() => undefined);
  if (!watched) throw new Defect("the watch did not begin");
  return watched;
}

type Outcome = "done" | "none" | "failed";

/** Which phases are over, and what each began. */
class Board {
  private readonly begun = new Map<Phase, string[]>();
  private reached = 0;
  private succeeded?: boolean;
  private waiting: (() => void)[] = [];

  put({ phase, what, state }: Operation): void {
    this.reached = Math.max(this.reached, phases.indexOf(phase));
    if (state === "begun") this.begun.set(phase, [...(this.begun.get(phase) ?? []), what]);
    this.wake();
  }

  end(ok: boolean): void {
    this.succeeded = ok;
    this.wake();
  }

  /** @param show is told each operation as it begins */
  async ended(phase: Phase, show: (what: string) => void): Promise<Outcome> {
    const index = phases.indexOf(phase);
    for (let told = 0; ; ) {
      const begun = this.begun.get(phase) ?? [];
      for (const what of begun.slice(told)) show(what);
      told = begun.length;
      if (this.reached > index || this.succeeded !== undefined) break;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    // Where a failed run stood is what failed.
    if (this.succeeded === false && this.reached === index) return "failed";
    return this.begun.has(phase) ? "done" : "none";
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const goOn of waiting) goOn();
  }
}
