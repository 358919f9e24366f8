#!/usr/bin/env bash
# What `pulumi up` would do to STACK with its file as it is, as Markdown for a pull request. OUT: a file instead of the
# output. Other stacks than dev need a backend: PULUMI_BACKEND_URL, or `pulumi login`.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

STACK=${STACK:-dev}
eval "$("$ROOT/setup/env-of.sh" "$STACK")"
cd "$ROOT"
if [[ -n ${OUT:-} ]]; then
  mkdir -p "$(dirname "$OUT")"
  exec node --import=tsx setup/plan.ts "$STACK" >"$OUT"
fi
exec node --import=tsx setup/plan.ts "$STACK"
