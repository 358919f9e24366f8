#!/usr/bin/env bash
# Whether STACK still has what its file and its state say, asked of the platform; shows the difference, and fails then.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

STACK=${STACK:-dev}
eval "$("$ROOT/setup/env-of.sh" "$STACK")"
cd "$ROOT"
if ! pulumi preview --refresh --diff --expect-no-changes --stack "$STACK" --non-interactive; then
  fail "$STACK is not as its file and its state say, or cannot be asked" \
    "What differs stands above. Changed by hand: pulumi up --refresh -s $STACK puts it right." \
    "Who has users meanwhile: release -s $STACK status"
fi
