/** The `${{ }}` of workflows, by GitHub's own evaluator. */
import type * as Library from "@actions/expressions";

/** What expressions may name: `github`, `inputs`, `needs`, ...; a name that is not there is empty, as on GitHub. */
export type Context = Readonly<Record<string, unknown>>;

/** Whether an earlier step, or a job that is needed, has failed. */
export interface Status {
  readonly failed: boolean;
}

export class Expressions {
  private constructor(private readonly library: typeof Library) {}

  static async load(): Promise<Expressions> {
    return new Expressions(await import("@actions/expressions"));
  }

  /** An `if`; without a question for the status it also asks for success. */
  holds(condition: string | boolean | undefined, context: Context, status: Status): boolean {
    const text = String(condition ?? "success()").replace(/^\$\{\{(.*)\}\}$/s, "$1");
    const asksStatus = /\b(success|failure|always|cancelled)\(\)/.test(text);
    return (
      this.evaluate(asksStatus ? text : `success() && (${text})`, context, status).coerceString() === "true"
    );
  }

  /** A text with expressions in it. */
  filled(text: string, context: Context): string {
    return text.replace(/\$\{\{(.*?)\}\}/gs, (_whole, inner: string) =>
      this.evaluate(inner.trim(), context, { failed: false }).coerceString(),
    );
  }

  private evaluate(text: string, context: Context, { failed }: Status): Library.data.ExpressionData {
    const { Lexer, Parser, Evaluator, data } = this.library;
    const answers = { success: !failed, failure: failed, always: true, cancelled: false };
    const functions = [
      ...Object.entries(answers).map(([name, answer]) => ({
        name,
        minArgs: 0,
        maxArgs: 0,
        call: (): Library.data.ExpressionData => new data.BooleanData(answer),
      })),
      // Nothing is there: what steps write is theirs.
      { name: "hashFiles", minArgs: 1, maxArgs: 255, call: () => new data.StringData("") },
    ];
    const { tokens } = new Lexer(text).lex();
    const parsed = new Parser(tokens, Object.keys(context), functions).parse();
    const known = JSON.parse(JSON.stringify(context), data.reviver) as Library.data.Dictionary;
    return new Evaluator(parsed, known, new Map(functions.map((each) => [each.name, each]))).evaluate();
  }
}
