import { readFileSync } from "node:fs";

/** The stack file that docs/aws.md shows. */
export function shownStackFile(): string {
  return /```yaml\n(.*?)```/s.exec(readFileSync("docs/aws.md", "utf8"))?.[1] ?? "";
}
