/** `examples/separate-stacks` on the simulated AWS: base, blue and green as stacks of their own. */
import type { Colour } from "../../components/colour";
import { AwsEnvironment } from "./aws-environment";
import type { TestEnvironment } from "./environment";

const folder = "examples/separate-stacks";

export class SeparateStacks {
  private constructor(
    readonly aws: AwsEnvironment,
    readonly base: TestEnvironment,
    readonly blue: TestEnvironment,
    readonly green: TestEnvironment,
  ) {}

  static async create(name: string): Promise<SeparateStacks> {
    const aws = await AwsEnvironment.create(name, { program: `${folder}/base` });
    const base = aws.pulumi;
    const begin = (colour: Colour) => base.beside(`${folder}/colour`, base.stack.replace(/base$/, colour));
    return new SeparateStacks(aws, base, await begin("blue"), await begin("green"));
  }

  /** All three, as they are kept. */
  async states(): Promise<string> {
    const exported = [this.base, this.blue, this.green].map((stack) => stack.command("stack", "export"));
    return (await Promise.all(exported)).map(({ stdout }) => stdout).join("\n");
  }

  async dispose(): Promise<void> {
    this.blue.dispose();
    this.green.dispose();
    await this.aws.dispose();
  }
}
