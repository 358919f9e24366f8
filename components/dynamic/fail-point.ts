/**
 * A named place at which a test lets a step fail or be killed: `FAIL_POINT=listener:before-write` throws there,
 * `FAIL_POINT=listener:before-write!kill` kills the provider's process. Without the variable it does nothing.
 */
export function failPoint(name: string): void {
  const wanted = process.env.FAIL_POINT;
  if (wanted === name) throw new Error(`fail point ${name}`);
  if (wanted === `${name}!kill`) process.kill(process.pid, "SIGKILL");
}
