/** A `gh` for scripts: it answers with the comments that are there, and keeps what it is told to write. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = `#!/usr/bin/env bash
kept=$(dirname "$0")
echo "$*" >>"$kept/asked"
for argument in "$@"; do
  case $argument in body=@*) cp "\${argument#body=@}" "$kept/body" ;; esac
done
case "$*" in *--paginate*) cat "$kept/ids" ;; *) echo https://github.com/example/comment ;; esac
`;

export class FakeGh {
  private readonly folder = mkdtempSync(join(tmpdir(), "maintenance-gh-"));

  constructor() {
    writeFileSync(join(this.folder, "gh"), program, { mode: 0o755 });
    this.answers("");
  }

  /** PATH with it in front. */
  get path(): string {
    return `${this.folder}:${process.env.PATH}`;
  }

  /** Ids of the comments that are there, a line each. */
  answers(ids: string): void {
    writeFileSync(join(this.folder, "ids"), ids);
  }

  /** The words of each call, a line each. */
  get asked(): string {
    return this.read("asked");
  }

  /** The comment that was written last. */
  get body(): string {
    return this.read("body");
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }

  private read(file: string): string {
    const path = join(this.folder, file);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
}
