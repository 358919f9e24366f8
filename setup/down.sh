#!/usr/bin/env bash
# down.sh [STACK]: takes stack dev, or another, down: containers go; data and passwords stay, as protected
# resources do. With DATA=delete everything goes, the stack itself as well.
# What the state does not know, or cannot tell any more, goes by its label.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

NAME=${1:-dev}
STATE_FILE=$STATE/pulumi/.pulumi/stacks/maintenance/$NAME.json

case ${DATA:-keep} in
  keep | delete) ;;
  *) fail "DATA is \"$DATA\"; allowed are: keep, delete" "Leave it out to keep the data: make down" ;;
esac

"$ROOT/setup/npm.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"

# by_label [data]: what the engine still has of the stack.
by_label() { node --import=tsx setup/take-down.ts "$NAME" "$@"; }

destroy() { pulumi destroy --stack "$NAME" --yes --skip-preview --non-interactive "$@"; }

# A state that cannot be read is set aside: the next up begins a new one.
state_readable() {
  if pulumi stack export --stack "$NAME" >/dev/null 2>&1; then return; fi
  if [[ -f $STATE_FILE ]]; then
    local aside
    aside=$STATE_FILE.unreadable-$(date +%Y%m%d-%H%M%S)
    mv "$STATE_FILE" "$aside"
    say "The state of $NAME cannot be read; it is now ${aside#"$ROOT"/}."
  else
    say "There is no state of a stack $NAME."
  fi
  return 1
}

if [[ ${DATA:-} != delete ]]; then
  if state_readable; then destroy --exclude-protected; fi
  by_label
  say "Data, backups and passwords are kept: make up brings them back, make down DATA=delete deletes them."
  exit
fi
if state_readable; then
  pulumi state unprotect --stack "$NAME" --all --yes
  destroy
  pulumi stack rm "$NAME" --yes --preserve-config
fi
by_label data
rm -rf "$STATE/passwords/$NAME" "$STATE/identity/$NAME"
