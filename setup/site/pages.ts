/**
 * The documents as MkDocs wants them, in one folder: pages keep their paths in the project, so links between them hold. A
 * file or a folder of the project that a page links to becomes a page too, so that the site leads nowhere else.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import { parse } from "yaml";
import { isAddress, type Link, linksOf } from "./links";

const root = join(__dirname, "../..");
const picture = /\.(png|svg|jpg|gif|webp)$/;

/** Scripts and styles that the site brings along, so that reading it asks nobody. */
const assets = {
  "assets/mermaid.js": "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js",
  "assets/arrowheads.js": "setup/site/arrowheads.js",
  "assets/iframe-worker.js": "node_modules/iframe-worker/shim/index.js",
  "assets/style.css": "setup/site/style.css",
};

/** What people read: paths from the top of the project. */
export function pages(): string[] {
  const inside = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      posix.join(folder, path),
    );
  return [
    ...readdirSync(root),
    ...inside("docs"),
    ...inside("examples").filter((path) => basename(path) === "README.md"),
    "airgap/README.md",
  ]
    .filter((path) => path.endsWith(".md") && !path.includes("node_modules"))
    .sort();
}

/** The path that a link of this page means, from the top of the project; undefined: an address elsewhere. */
export function pathOf(page: string, { target }: Link): string | undefined {
  if (isAddress(target)) return undefined;
  const [path = ""] = target.split("#");
  return path === "" ? page : posix.join(dirname(page), decodeURIComponent(path)).replace(/\/$/, "");
}

/** What is wrong with the links of a page, each as one line. */
export function deadLinksOf(
  page: string,
  links: readonly Link[],
  anchors: (page: string) => Set<string>,
): string[] {
  return links.flatMap((link) => {
    const path = pathOf(page, link);
    const [, anchor] = link.target.split("#");
    const dead = (why: string) => [`${page}:${link.line}: ${link.target}: ${why}`];
    if (path === undefined) return [];
    if (path.startsWith("..")) return dead("leads out of the project");
    if (!existsSync(join(root, path))) return dead("there is no such file");
    if (anchor === undefined || !path.endsWith(".md")) return [];
    return anchors(path).has(anchor) ? [] : dead(`no heading of ${path} alone makes this anchor`);
  });
}

/** Pages that the navigation of the site names, and those that it need not. */
export function navigation(): { named: string[]; unnamed: RegExp } {
  // Its functions of Python are no concern here.
  const { nav } = parse(readFileSync(join(root, "mkdocs.yml"), "utf8"), { logLevel: "silent" }) as {
    nav: unknown;
  };
  return { named: leavesOf(nav), unnamed: /^docs\/decisions\/\d/ };
}

function leavesOf(part: unknown): string[] {
  if (typeof part === "string") return [part];
  return Object.values(part as object).flatMap(leavesOf);
}

/** What the site shows in place of a link's target, from the top of the project. */
export function shownAs(path: string): string {
  const overview = posix.join(path, "README.md");
  if (pages().includes(overview)) return overview;
  return pages().includes(path) || picture.test(path) ? path : `files/${path}.md`;
}

/** The text of a page, with links to where the site shows their targets. */
export function rewritten(page: string, text: string): string {
  return linksOf(text).reduceRight((written, link) => {
    const path = pathOf(page, link);
    // A dead link stays as it is, so that MkDocs names it with all others.
    if (path === undefined || path === page || !existsSync(join(root, path))) return written;
    const shown = shownAs(path);
    const anchor = shown === path && link.target.includes("#") ? link.target.replace(/^[^#]*/, "") : "";
    const target = posix.relative(dirname(page), shown) + anchor;
    return written.slice(0, link.at) + target + written.slice(link.at + link.target.length);
  }, text);
}

function filePage(path: string): string {
  const isFolder = statSync(join(root, path)).isDirectory();
  const content = isFolder ? filesOf(path).join("\n") : readFileSync(join(root, path), "utf8").trimEnd();
  const language = isFolder ? "" : extname(path).slice(1);
  const head = `---\ntitle: ${path}\nsearch:\n  exclude: true\n---\n\n# \`${path}\`\n\n`;
  return `${head}~~~~~~~~ ${language || "text"}\n${content}\n~~~~~~~~\n`;
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !/^(\.|node_modules$|__pycache__$|dist$)/.test(name))
    .flatMap((one) =>
      one.isDirectory() ? filesOf(posix.join(folder, one.name)) : [posix.join(folder, one.name)],
    )
    .sort();
}

function writeAll(into: string): void {
  rmSync(into, { recursive: true, force: true });
  const place = (path: string) => {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    return join(into, path);
  };
  for (const page of pages()) {
    const text = readFileSync(join(root, page), "utf8");
    writeFileSync(place(page), rewritten(page, text));
    for (const link of linksOf(text)) {
      const path = pathOf(page, link);
      if (path === undefined || pages().includes(path) || !existsSync(join(root, path))) continue;
      const shown = shownAs(path);
      if (shown === path) copyFileSync(join(root, path), place(path));
      else if (!pages().includes(shown)) writeFileSync(place(shown), filePage(path));
    }
  }
  for (const [path, from] of Object.entries(assets)) copyFileSync(join(root, from), place(path));
}

if (require.main === module) writeAll(join(root, process.argv[2] ?? ".state/site"));
