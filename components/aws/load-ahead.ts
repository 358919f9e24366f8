import { loadSdk } from "./sdk";

/**
 * What our own resources ask AWS and the cluster with takes a second or two to load, and the engine takes up nothing else
 * while it waits for the guard's answer. So it is loaded before, while the engine compares what does not need it: one
 * package a turn, so that this process answers in between.
 */
export function loadAhead(): void {
  setImmediate(() => void load().catch(() => undefined));
}

/** What is missing is said by whoever needs it. */
async function load(): Promise<void> {
  await loadSdk(() => import("@aws-sdk/client-elastic-load-balancing-v2"));
  await import("@kubernetes/client-node");
}
