/** What the set-up scripts say when something is wrong: `fail "..."`, and what they list as missing. */
import { readFileSync } from "node:fs";
import type { Message } from "./message";
import type { Template } from "./templates";

const said = /(?:^|[\s;{(|&])(?:fail |MISSING\+=\()"((?:\\.|[^"\\])*)"/g;

export function messagesOf(files: readonly string[]): Message[] {
  return files.flatMap((file) => {
    const code = readFileSync(file, "utf8").replace(/^ *#.*$/gm, "");
    return [...code.matchAll(said)].map(({ 1: text = "", index }) => ({
      file,
      line: code.slice(0, index).split("\n").length,
      template: templateOf(text),
    }));
  });
}

/** `$NAME`, `${NAME:-...}` and `$(command)` are what is put in. */
function templateOf(text: string): Template {
  const parts = text.split(/(\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_]\w*|\$[0-9])/);
  return parts.map((part, at) => {
    if (at % 2 === 0) return part.replace(/\\(.)/g, "$1");
    return { hole: /[A-Za-z_]+/.exec(part)?.[0].toLowerCase() ?? "text" };
  });
}
