/** `release`: the commands, their arguments and exit codes. What they do stands in `commands.ts`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { strategyKinds } from "../components/settings/releasing";
import { SettingsError } from "../components/settings/settings";
import { durationRule, isDuration } from "../components/duration";
import { paintFor } from "../setup/terminal";
import * as commands from "./commands";
import { type Options, say } from "./command";
import { exitCodes, Refused } from "./refused";

type Act = (options: Options, ...args: never[]) => Promise<number>;

export function program(): Command {
  const release = new Command("release")
    .description("Releases versions into an environment, and takes them back.")
    .option("-s, --stack <stack>", "the stack, as in Pulumi.STACK.yaml", "dev")
    .option("--json", "for programs: one JSON object, with a versioned schema")
    .addHelpText("after", "\nrelease --version tells the version of this program.")
    .exitOverride()
    .showHelpAfterError("(release --help lists the commands)");
  const add = (usage: string, description: string, act: Act) =>
    release
      .command(usage)
      .description(description)
      .action(async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        const options: Options = command.optsWithGlobals();
        process.exitCode = await (act as (...all: unknown[]) => Promise<number>)(
          options,
          ...given.slice(0, -2),
        );
      });
  const changing = (usage: string, description: string, act: Act) =>
    add(usage, description, act).option("-m, --message <text>", "why, kept in the history");
  const forward = (usage: string, description: string, act: Act) =>
    changing(usage, description, act)
      .option("--override <why>", "begin although releases are on hold, or outside of windows")
      .option("--announce <duration>", 'tell others so long before it begins: "30 minutes"', aDuration);

  add("status", "who serves whom now, and where config, load balancer and last run differ", commands.status);
  add("plan", "what deploy would do, or pulumi up with the stack file as it is", commands.plan)
    .argument("[version]", "absent: the stack file as it is")
    .addOption(strategy());
  forward(
    "deploy <version>",
    "bring the idle colour to a version, prove it, give it all users, and watch",
    commands.deploy,
  ).addOption(strategy());
  forward("canary", "give the idle colour a share of requests", commands.canary)
    .argument("<percent>", "1 to 99", wholeNumber)
    .option("--version <version>", "a version for the idle colour first");
  forward("promote", "give all users to the colour with a share", commands.promote);
  changing(
    "abort",
    "give all users back: ends a canary, or takes back a release that failed",
    commands.abort,
  );
  changing("rollback", "back to the release before, or to an entry of the history", commands.rollback)
    .argument("[entry]", "its number in release history", wholeNumber)
    .option("--version <version>", "back to the last release of that version");
  changing("watch", "look on, and take back what breaches a threshold", commands.watch).option(
    "--for <duration>",
    'such as "10 minutes"; absent: the setting watch.for',
    aDuration,
  );
  add("doctor", "whether everything that a release needs is as it should be", commands.doctor);
  add("hold <why>", "no release begins from now on; going back stays possible", commands.hold);
  add("unhold", "releases may begin again", commands.unhold);
  add(
    "history",
    "what was released when, by whom and why, newest first; or all of one entry",
    commands.history,
  )
    .argument("[entry]", "its number: what it proved too", wholeNumber)
    .option("-n, --last <count>", "only so many", wholeNumber);
  return release;
}

function strategy(): Option {
  const option = new Option(
    "--strategy <kind>",
    "how users get it (docs/release-command.md); absent: the setting",
  );
  return option.choices(strategyKinds);
}

function wholeNumber(text: string): number {
  if (/^[1-9][0-9]*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("it should be a whole number from 1 on.");
}

function aDuration(text: string): string {
  if (isDuration(text)) return text;
  throw new InvalidArgumentError(`it should be ${durationRule}.`);
}

/** Of this program, not of what it releases. */
function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

async function main(): Promise<void> {
  try {
    // As an option of all commands it would take the --version of canary and rollback.
    if (process.argv[2] === "--version") return say(ownVersion());
    await program().parseAsync();
  } catch (error) {
    // Commander has said it.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
      return;
    }
    const { message } = error as Error;
    process.stderr.write(`${paintFor(process.stderr)("red", `error: ${message.trim()}`)}\n`);
    const isRefused = error instanceof Refused || error instanceof SettingsError;
    process.exitCode = isRefused ? exitCodes.refused : exitCodes.failed;
  }
}

if (require.main === module) void main();
