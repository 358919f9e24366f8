/** What a run of a test program did. */
import assert from "node:assert/strict";
import { describe as told } from "../events";
import type { ProgramRun } from "./program";

export function assertWorked(ran: ProgramRun): ProgramRun {
  assert.equal(ran.code, 0, ran.output);
  return ran;
}

export function assertNothing(ran: ProgramRun): void {
  assertWorked(ran);
  assert.deepEqual(ran.operations.map(told), []);
}

export function operationsOn({ operations }: ProgramRun, name: string): string[] {
  return operations.filter((operation) => operation.name === name).map(({ op }) => op);
}
