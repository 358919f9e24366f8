#!/usr/bin/env bash
# env-of.sh STACK: sets up what pulumi needs on this machine, and prints the environment for that stack. Others than dev
# bring their backend: PULUMI_BACKEND_URL, or `pulumi login`.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/npm.sh"
if [[ $1 == dev ]]; then exec "$ROOT/setup/env.sh"; fi
exec "$ROOT/setup/env.sh" tools
