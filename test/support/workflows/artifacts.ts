/** What jobs of a run hand on to each other, as the actions for it would. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export class Artifacts {
  private readonly files = new Map<string, string>();

  /** @param patterns paths from the folder, a line each; only their last part may have stars */
  upload(folder: string, patterns: string): void {
    for (const pattern of patterns.split("\n").filter(Boolean)) {
      const name = new RegExp(`^${basename(pattern).replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
      const within = join(folder, dirname(pattern));
      const there = existsSync(within) ? readdirSync(within, { withFileTypes: true }) : [];
      for (const file of there.filter((each) => each.isFile() && name.test(each.name)))
        this.files.set(file.name, readFileSync(join(within, file.name), "utf8"));
    }
  }

  download(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of this.files) writeFileSync(join(folder, name), text);
  }
}
