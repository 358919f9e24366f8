/** What a person sees at the end of `make up`: where things are, what serves, and the next two steps. */
import { execFileSync } from "node:child_process";
import type { Colour, Weights } from "../components/colour";
import { parseVersion } from "../components/version";

export interface Outputs {
  readonly url: string;
  readonly previewUrl: string;
  readonly live: Colour;
  readonly idle: Colour;
  readonly versions: Partial<Record<Colour, string>>;
  readonly weights: Weights;
  readonly rollback: string;
}

const trust = `If the certificate is one of this program's own CA (docker/tls: own), trust .state/tls/ca.crt: see docs/tls.md.

`;

export function summary(stack: string, outputs: Outputs): string {
  const { url, previewUrl, live, idle, versions, weights, rollback } = outputs;
  const row = (word: string, colour: Colour, where: string) =>
    `  ${word.padEnd(8)} ${colour.padEnd(6)} ${(versions[colour] ?? "nothing").padEnd(12)} ${`${weights[colour]} %`.padEnd(7)} ${where}`;
  return `
${stack} is up.

${row("live", live, url)}
${row("idle", idle, `${previewUrl}  (preview route)`)}

${url.startsWith("https:") ? trust : ""}To release: edit the release block of Pulumi.${stack}.yaml to

    live: ${idle}
    ${idle}: "${nextVersion(versions)}"
${
  versions[live] === undefined
    ? ""
    : `    ${live}: "${versions[live]}"
`
}
then run

    eval "$(make -s env)"
    pulumi up -s ${stack}

or let the release command do both: release deploy ${nextVersion(versions)}

To roll back: put the former release block back and run pulumi up -s ${stack} again, or release rollback.
  from here: ${rollback}
`;
}

/** A version that neither colour runs: the highest numeric tag with its last number raised. */
export function nextVersion(versions: Partial<Record<Colour, string>>): string {
  const tags = Object.values(versions).map((version) => parseVersion(version).tag);
  const numeric = tags
    .filter((tag) => /^[0-9]+(\.[0-9]+)*$/.test(tag))
    .map((tag) => tag.split(".").map(Number));
  const highest = numeric.sort(compare).at(-1);
  if (!highest) return "your-next-tag";
  return [...highest.slice(0, -1), (highest.at(-1) ?? 0) + 1].join(".");
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
}

if (require.main === module) {
  const stack = process.argv[2] ?? "dev";
  const json = execFileSync("pulumi", ["stack", "output", "--json", "-s", stack], { encoding: "utf8" });
  process.stdout.write(summary(stack, JSON.parse(json) as Outputs));
}
