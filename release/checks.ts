/** What the doctor looks at on every platform. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import { closedAt } from "../components/windows";
import { describeLock, holderOf, locksOf } from "../setup/doctor";
import { readState } from "../setup/stack";
import type { Configuration } from "./command";
import { bad, type Check, type Finding, look, ok } from "./doctor";

export const everywhere: readonly Check[] = [
  { about: "tools", examine: tools },
  { about: "lock", examine: lock },
  { about: "windows", examine: windows },
  { about: "certificate", examine: certificate },
  { about: "passphrase", examine: passphrase },
];

async function tools({ stack }: Configuration): Promise<Finding> {
  const { stdout } = await promisify(execFile)("pulumi", ["version"]);
  const { dependencies = {} } = JSON.parse(readFileSync(join(stack.folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  return toolsFinding(process.version, stdout, dependencies["@pulumi/pulumi"] ?? "");
}

/** The command should be at least as new as the SDK that it runs. */
export function toolsFinding(node: string, pulumi: string, sdk: string): Finding {
  const parts = (version: string) => (/(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [have, want] = [parts(pulumi), parts(sdk)];
  const at = have.findIndex((part, index) => part !== want[index]);
  const said = `Node ${node}, pulumi ${pulumi.trim()}, its SDK ${sdk}`;
  if (have.length === 0)
    return bad(`pulumi says "${pulumi.trim()}", which is no version: make setup installs it`);
  const isOlder = at >= 0 && (have[at] ?? 0) < (want[at] ?? 0);
  return isOlder
    ? look(`${said}: pulumi is older than its SDK; make setup installs the right one`)
    : ok(said);
}

function lock({ stack }: Configuration): Promise<Finding> {
  const [found] = locksOf(stack.name);
  if (!found) return Promise.resolve(ok("nobody holds it, as far as this machine can tell"));
  return Promise.resolve(bad(describeLock(stack.name, found, holderOf(found), new Date())));
}

/** @param next what comes after a run that was killed, on that platform */
export function lastRun(next: (stack: string) => string): Check {
  const examine = ({ stack, state }: Configuration) => {
    const { pending, weights, url } = readState(state);
    if (pending > 0) return bad(`it was killed in ${pending} operations: ${next(stack.name)}`);
    const isUp = weights !== undefined || url !== undefined;
    return isUp ? ok("came to its end") : look("there was none: nothing is up yet");
  };
  return { about: "last run", examine: (configuration) => Promise.resolve(examine(configuration)) };
}

function windows({ settings }: Configuration): Promise<Finding> {
  const closed = closedAt(new Date(), settings.windows);
  return Promise.resolve(closed === undefined ? ok("a release may begin now") : look(closed));
}

async function certificate({ state }: Configuration): Promise<Finding> {
  const { url } = readState(state);
  if (!url?.startsWith("https://")) return ok("users reach it without TLS");
  const { hostname, port } = new URL(url);
  const validTo = await new Promise<string>((resolve, reject) => {
    const at = { host: hostname, port: Number(port || 443), servername: hostname, timeout: 5_000 };
    // Who signed it is for browsers to judge; here its end counts.
    const socket = connectTls({ ...at, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().valid_to);
      socket.end();
    });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error(`${url} does not answer`)));
  });
  return expiry(new Date(validTo), new Date());
}

const soonDays = 21;

export function expiry(end: Date, now: Date): Finding {
  const days = Math.floor((end.getTime() - now.getTime()) / 86_400_000);
  const on = end.toISOString().slice(0, 10);
  if (days < 0) return bad(`it ended on ${on}: renew it`);
  return days < soonDays ? look(`it ends on ${on}, in ${days} days: renew it`) : ok(`it is good until ${on}`);
}

/** Of dev's secrets, which are none, the passphrase is public. */
function passphrase({ stack }: Configuration): Promise<Finding> {
  const isPublic = process.env.PULUMI_CONFIG_PASSPHRASE === "maintenance-dev";
  if (!isPublic) return Promise.resolve(ok("is not one that everybody knows"));
  if (stack.name === "dev")
    return Promise.resolve(ok("is public, as dev's is: nothing secret is in its file"));
  return Promise.resolve(
    bad(
      `secrets of ${stack.name} are encrypted with dev's passphrase, which is public: pulumi stack change-secrets-provider`,
    ),
  );
}
