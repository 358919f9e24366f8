/**
 * What linters of manifests find although it is meant: by the linter's own name of the check, with why. Objects carry
 * it as annotations, so that whoever lints what `make render` writes finds nothing, and reads the reasons. Pure.
 */
export type Meant = Readonly<Record<string, string>>;

/** For checkov each with its reason; kube-score reads names only. */
export function meantAnnotations(meant: Meant): Record<string, string> {
  const ofCheckov = (check: string) => check.startsWith("CKV");
  const kubeScore = Object.keys(meant).filter((check) => !ofCheckov(check));
  const checkov = Object.entries(meant).filter(([check]) => ofCheckov(check));
  return {
    ...(kubeScore.length > 0 && { "kube-score/ignore": kubeScore.join(",") }),
    ...Object.fromEntries(checkov.map(([check, why], at) => [`checkov.io/skip${at + 1}`, `${check}=${why}`])),
  };
}
