#!/usr/bin/env bash
# Takes stack dev down: containers go; data and passwords stay, as protected
# resources do. With DATA=delete everything goes, the stack itself as well.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

case ${DATA:-keep} in
  keep | delete) ;;
  *) fail "DATA is \"$DATA\"; allowed are: keep, delete" "Leave it out to keep the data: make down" ;;
esac

"$ROOT/setup/npm.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! pulumi stack select dev >/dev/null 2>&1; then
  say "There is no stack dev; nothing to take down."
  exit
fi
if [[ ${DATA:-} != delete ]]; then
  pulumi destroy --stack dev --yes --skip-preview --exclude-protected --non-interactive
  say "Data, backups and passwords are kept: make up brings them back, make down DATA=delete deletes them."
  exit
fi
pulumi state unprotect --stack dev --all --yes
pulumi destroy --stack dev --yes --skip-preview --non-interactive
pulumi stack rm dev --yes --preserve-config
rm -rf "$STATE/passwords/dev" "$STATE/identity/dev"
