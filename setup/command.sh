#!/usr/bin/env bash
# command.sh NAME [ARGUMENT...]: one of the daily commands (setup/NAME.ts), with what it needs.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

name=$1
shift
"$ROOT/setup/npm.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
exec node --import=tsx "setup/$name.ts" "$@"
