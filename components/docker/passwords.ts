import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { madeOnce } from "./once";

/**
 * Path, relative to the project, of the file with the password `name` of a stack: beside the state, which git
 * ignores. It is made with the first use, mode 0600, and kept with the data it protects.
 */
export function passwordFile(stack: string, name: string): string {
  const file = join(".state", "passwords", stack, name);
  const value = madeOnce(file, () => randomBytes(24).toString("base64url"));
  if (!/^[\x21-\x7e]{8,}$/.test(value)) {
    throw new Error(
      `${file} should hold one password of 8 or more visible characters; mend it, or remove it together with the data (make down DATA=delete)`,
    );
  }
  return file;
}
