/** Writes a release into the stack file, runs the program, and says where users are then. */
import { colours, type Release, sameWeights, weightsFor } from "../components/colour";
import { exclusively, type Options, paint, say, type Situation, situationOf, whoami } from "./command";
import { signed } from "./history";
import { sameRelease } from "./moves";
import { toReadFirst } from "./platforms";
import { type Labels, shown } from "./progress";
import { exitCodes } from "./refused";
import { type Run, up } from "./run";
import { Stopping } from "./stopping";
import { usersAfter, usersNow } from "./words";

/**
 * @param what the command, as the history keeps it: `deploy 1.1.0`
 * @param next what the release block is to say
 * @returns the exit code
 */
export async function carryOut(
  situation: Situation,
  what: string,
  next: Release,
  options: Options,
): Promise<number> {
  const { stack, file, release, traffic } = situation;
  const isThere = traffic?.weights !== undefined && sameWeights(traffic.weights, weightsFor(next));
  const runsAlready = isThere && colours.every((colour) => traffic.versions[colour] === next[colour]);
  if (runsAlready && sameRelease(release, next)) {
    if (!options.json) say(`${stack.name}: nothing to do, ${usersNow(traffic)}`);
    return exitCodes.done;
  }
  return exclusively(situation, async () => {
    const former = file.text;
    const stopping = new Stopping();
    file.write(file.textWith(next));
    const message = signed(options.message ? `${what}: ${options.message}` : what, whoami());
    const asked = { message, readFirst: toReadFirst(situation) };
    const run = await shown(
      labels(next),
      (tell) => up(stack, asked, tell, stopping.signal),
      options.json === true,
    );
    stopping.over();
    // What was refused before anything was touched is not what the file should ask for from now on.
    if (!run.ok && run.untouched) file.write(former);
    await conclude(situation, next, run, options);
    return exitCodeOf(run, stopping.asked);
  });
}

function exitCodeOf({ ok, untouched }: Run, isStopped: boolean): number {
  if (isStopped) return exitCodes.stopped;
  if (ok) return exitCodes.done;
  return untouched ? exitCodes.refused : exitCodes.failed;
}

function labels(next: Release): Labels {
  const { live, canary } = next;
  const target = canary > 0 ? `canary of ${canary} %` : `${live} ${next[live] ?? ""}`;
  return {
    prepare: `prepare: what ${target} needs`,
    gate: `gate: may ${target} have users`,
    flip: `flip: users to ${target}`,
    settle: "settle: all answers right, former requests drained",
    finish: "finish: what has no users now",
  };
}

async function conclude(
  { stack, file }: Situation,
  next: Release,
  run: Run,
  options: Options,
): Promise<void> {
  const { traffic } = await situationOf(options).catch(() => ({ traffic: undefined }));
  const users = traffic ? usersNow(traffic) : "who has users cannot be asked: release status says why";
  if (options.json) {
    const result = { schema: "release.result/1", stack: stack.name, ok: run.ok, untouched: run.untouched };
    say(JSON.stringify({ ...result, traffic, seconds: run.seconds, errors: run.errors }, undefined, 2));
    return;
  }
  if (run.ok) {
    say(`${paint("bold", stack.name)}: ${users}   (${run.seconds.toFixed(1)} s)`);
    return;
  }
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  process.stderr.write(`\n${run.errors.map((error) => paint("red", `error: ${error}`)).join("\n\n")}\n\n`);
  say(`${paint("bold", stack.name)}: ${users}`);
  if (run.untouched) {
    say(`Nothing was touched, and ${name} is as it was.`);
    return;
  }
  say(`${name} asks for: ${usersAfter(next)}.`);
  say(`To go on from here, after what the error says:\n\n    pulumi up -s ${stack.name}\n`);
  say(`To take it back:\n\n    release -s ${stack.name} abort\n`);
}
