/** Containers that the state knows and the engine has not: somebody removed them. */
import { SharedAnswer } from "../shared-answer";
import { notice } from "../provider/provider";
import { connect, nameOf } from "./engine";

/** Those of the names that no container bears. */
export async function goneOf(host: string | undefined, names: readonly string[]): Promise<string[]> {
  const found = await recentNames.of(host ?? "", () => allNames(host));
  return names.filter((name) => !found.has(name));
}

/** For a `diff`: says which are gone. Cannot ask means that something is. */
export async function anyGone(host: string | undefined, names: readonly string[]): Promise<boolean> {
  try {
    const gone = await goneOf(host, names);
    if (gone.length > 0) notice(goneMessage(gone));
    return gone.length > 0;
  } catch {
    return true;
  }
}

/** Only a refresh takes a container out of the state; then the run makes it again. */
export function goneMessage(gone: readonly string[]): string {
  const are = gone.length === 1 ? "is" : "are";
  return `${gone.join(", ")} ${are} gone from the engine, and no run of this stack removed it: pulumi up --refresh makes it again`;
}

/** All names on the engine; several resources ask within one preview. */
const recentNames = new SharedAnswer<Set<string>>();

async function allNames(host: string | undefined): Promise<Set<string>> {
  const list = await (await connect(host)).listContainers({ all: true });
  return new Set(list.map(nameOf));
}
