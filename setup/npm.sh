#!/usr/bin/env bash
# The packages of package-lock.json, installed again only when that file changed.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

STAMP=$ROOT/node_modules/.installed-lock

# A lock file written where the registry lacks packages for other processors or
# systems has no entry for them ("Missing: NAME@ from lock file", without a
# version), and `npm ci` refuses it. `npm install --no-save` takes the same locked
# versions. Any other difference between the two files stays an error.
install_packages() {
  local log status=0
  log=$(mktemp)
  npm ci --no-audit --no-fund >"$log" 2>&1 || status=$?
  cat "$log"
  if ((status != 0)) && grep -qE 'Missing: .*@ from lock file' "$log" &&
    ! grep -qE 'Invalid: |Missing: .*@[^@ ]+ from lock file' "$log"; then
    echo "The lock file leaves out optional packages of other platforms; installing what it has."
    status=0
    npm install --no-save --no-audit --no-fund || status=$?
  fi
  rm -f "$log"
  return "$status"
}

if ! cmp -s "$ROOT/package-lock.json" "$STAMP"; then
  cd "$ROOT"
  step "installing npm packages" install_packages
  cp package-lock.json "$STAMP"
fi
