#!/usr/bin/env bash
# judge.sh SCAN: whether what is in out/scans/SCAN fails, by setup/scan/policy.yml; for scanners that something else runs.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/npm.sh"
cd "$ROOT"
node --import=tsx setup/scan/judge.ts "$1"
