/** Where Markdown leads: its links, and the anchors that its headings make. Pure. */

export interface Link {
  /** As it is written: a path, an anchor, an address. */
  readonly target: string;
  /** Where the target begins in the text. */
  readonly at: number;
  readonly line: number;
}

const linkForms = [
  /\]\(<?(?<target>[^)\s>]+)>?(?:\s+"[^"]*")?\)/g,
  /^ {0,3}\[[^\]^]+\]:\s+<?(?<target>[^\s>]+)/gm,
  /\b(?:src|href)="(?<target>[^"]+)"/g,
];

export function linksOf(markdown: string): Link[] {
  const text = withoutInlineCode(withoutBlocks(markdown));
  const found = linkForms.flatMap((form) => [...text.matchAll(form)]);
  return found
    .map((match) => {
      const target = match.groups?.target ?? "";
      const at = match.index + match[0].indexOf(target);
      return { target, at, line: text.slice(0, at).split("\n").length };
    })
    .sort((one, other) => one.at - other.at);
}

/** Those that a link can mean: what two headings share is no anchor, as GitHub and the site number them differently. */
export function anchorsOf(markdown: string): Set<string> {
  const headings = [...withoutBlocks(markdown).matchAll(/^#{1,6} +(.+?)(?: +#+)? *$/gm)];
  const anchors = headings.map(([, heading = ""]) => anchorOf(heading));
  return new Set(anchors.filter((anchor) => anchors.indexOf(anchor) === anchors.lastIndexOf(anchor)));
}

/** As GitHub makes it; mkdocs.yml names the function that does the same for the site. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}_\- ]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

/** Whether it leaves the documents. */
export function isAddress(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith("//");
}

/** Fenced blocks and comments, as blanks of the same length, so that what is found elsewhere keeps its place. */
function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *(`{3,}|~{3,}).*\n[^]*?^ *\1[`~]* *$|<!--[^]*?-->/gm, blank);
}

function withoutInlineCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)(?:(?!\n\s*\n)[^])*?(?<!`)\1(?!`)/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
