#!/usr/bin/env bash
# Stack dev, from nothing or from whatever there is.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/all.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! pulumi stack select dev >/dev/null 2>&1; then pulumi stack init dev; fi
setup/pulumi-up.sh dev
node --import=tsx setup/summary.ts
