import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Path, relative to the project, of the file with the password `name` of a stack: beside the state, which git
 * ignores. It is made with the first use, mode 0600, and kept with the data it protects.
 */
export function passwordFile(stack: string, name: string): string {
  const file = join(".state", "passwords", stack, name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(24).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const value = readFileSync(file, "utf8").trim();
  if (!/^[\x21-\x7e]{8,}$/.test(value)) {
    throw new Error(
      `${file} should hold one password of 8 or more visible characters; mend it, or remove it together with the data (make down DATA=delete)`,
    );
  }
  return file;
}
