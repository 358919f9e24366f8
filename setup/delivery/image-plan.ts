/** Which image a version of one part needs, and what it costs to have it. Pure. */

export interface Wanted {
  /** `REGISTRY/maintenance-api`, as the stack file has it. */
  readonly repository: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  /** Git's hash of the part's folder: the same folder, the same hash. */
  readonly tree: string;
  /** Of the same folder in earlier commits, newest first. */
  readonly earlier: readonly string[];
  /** Whether its Dockerfile takes VERSION: such an image says which version it is. */
  readonly saysVersion: boolean;
}

export type Way =
  /** The version has its image; a tag never moves. */
  | { readonly how: "there"; readonly from: string }
  /** The same folder has an image that says no version of its own: it gets a name more. */
  | { readonly how: "re-tagged"; readonly from: string }
  /** Built, each step taken from these where it is the same. */
  | { readonly how: "built"; readonly like: readonly string[] };

/** Tags of the image, of which the first is what is released. The others tell where it came from. */
export function tagsOf({ version, commit, environment, tree }: Wanted): readonly [string, ...string[]] {
  return [version, `sha-${commit.slice(0, 12)}`, `${environment}-${version}`, treeTag(tree)];
}

export function treeTag(tree: string): string {
  return `tree-${tree.slice(0, 12)}`;
}

/** @param there which of its tags the registry has */
export function wayTo(wanted: Wanted, there: ReadonlySet<string>): Way {
  const { version, tree, earlier, saysVersion, repository } = wanted;
  if (there.has(version)) return { how: "there", from: `${repository}:${version}` };
  const same = treeTag(tree);
  if (there.has(same) && !saysVersion) return { how: "re-tagged", from: `${repository}:${same}` };
  const trees = [...new Set([same, ...earlier.map(treeTag)])];
  return { how: "built", like: trees.slice(0, 3).map((tag) => `${repository}:${tag}`) };
}
