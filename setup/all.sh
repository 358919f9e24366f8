#!/usr/bin/env bash
# Everything that `make up` and `make test` need. Quick when nothing is to do.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/requirements.sh" "$@"
"$ROOT/setup/npm.sh"
"$ROOT/setup/pulumi.sh"
if [[ -z ${SKIP_DOCKER:-} ]]; then
  "$ROOT/setup/engine.sh"
  "$ROOT/setup/images.sh"
fi
