import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { madeOnce } from "./once";

/**
 * What tells this environment from one of the same name on the same engine, such as that of another checkout. It is kept
 * beside the passwords, not in the state: when the state is lost, the data is found again by it.
 */
export function identityOf(stack: string): string {
  const file = join(".state", "identity", stack);
  const identity = madeOnce(file, () => randomBytes(4).toString("hex"));
  if (!/^[0-9a-f]{8}$/.test(identity))
    throw new Error(
      `${file} should hold 8 hexadecimal digits; put back what it held, since the data is named by it`,
    );
  return identity;
}
