#!/usr/bin/env bash
# Stack dev, from nothing or from whatever there is; or another STACK, with the backend of `make env STACK=...`.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

if [[ ${STACK:-dev} != dev ]]; then
  eval "$("$ROOT/setup/env-of.sh" "$STACK")"
  exec "$ROOT/setup/pulumi-up.sh" "$STACK"
fi
"$ROOT/setup/all.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! pulumi stack select dev >/dev/null 2>&1; then pulumi stack init dev; fi
setup/pulumi-up.sh dev
node --import=tsx setup/summary.ts
