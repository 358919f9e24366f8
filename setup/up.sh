#!/usr/bin/env bash
# Stack dev, from nothing or from whatever there is.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/all.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! pulumi stack select dev >/dev/null 2>&1; then pulumi stack init dev; fi
if ! pulumi up --stack dev --yes --skip-preview --non-interactive; then
  if compgen -G "$STATE/pulumi/.pulumi/locks/*/*/dev/*.json" >/dev/null; then
    say "The stack is locked: make doctor says by whom, and what to run."
  fi
  exit 1
fi
node --import=tsx setup/summary.ts
