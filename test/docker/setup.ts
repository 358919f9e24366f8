/** Before all docker tests: an engine and the tools, or one clear line; then what all of them share. */
import { baseImages } from "../support/images";
import { run } from "../support/run";

async function require(command: string, args: string[], way: string): Promise<void> {
  const answer = await run(command, args, { mayFail: true }).catch(() => undefined);
  if (answer?.code === 0) return;
  process.stderr.write(`docker tests: \`${command} ${args.join(" ")}\` does not answer; ${way}\n`);
  process.exit(1);
}

export async function mochaGlobalSetup(): Promise<void> {
  await require("docker", ["version"], "start a Docker engine, or let make do it (make test)");
  await require("pulumi", ["version"], 'put the tools on PATH: eval "$(make -s env)"');
  await baseImages();
}
