#!/usr/bin/env bash
# Says whose lock is on stack dev, what a killed run left behind, and what to run.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/npm.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
node --import=tsx setup/doctor.ts dev
