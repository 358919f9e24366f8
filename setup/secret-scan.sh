#!/usr/bin/env bash
# Secrets in any commit of the history, by gitleaks. What is left out: setup/scan/policy.yml. A secret that is found is
# known to whoever has a clone: revoke it, taking it out is not enough.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

cd "$ROOT"
if [[ $(git rev-parse --is-shallow-repository) != false ]]; then
  fail "this clone has only a part of the history" "Run: git fetch --unshallow (on GitHub, checkout with fetch-depth: 0)"
fi
"$ROOT/setup/requirements.sh" test
"$ROOT/setup/npm.sh"
TOOLS=$("$ROOT/setup/tools.sh" setup/scan)
OUT=$ROOT/out/scans/secret-scan
rm -rf "$OUT"
mkdir -p "$OUT/gitleaks"

# The report is kept, so that it must not have the secrets themselves.
"$TOOLS/bin/gitleaks" git --no-banner --redact --exit-code 0 \
  --report-format json --report-path "$OUT/gitleaks/history" . >&2
node --import=tsx setup/scan/judge.ts secret-scan
