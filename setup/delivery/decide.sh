#!/usr/bin/env bash
# What a push or dispatch is to do: decide.ts, in a job of GitHub.
# shellcheck source=../lib.sh
source "$(dirname "$0")/../lib.sh"

"$ROOT/setup/npm.sh"
cd "$ROOT"
exec node --import=tsx setup/delivery/decide.ts
