#!/usr/bin/env bash
# hooks.sh [off]: puts the hooks of lefthook.yml into this clone, or takes them out again. Nothing else does: the package
# `lefthook` would, at every installation of packages, so package.json names its programs alone.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

case $(uname -m) in
  x86_64) processor=x64 ;;
  *) processor=arm64 ;;
esac
program=$ROOT/node_modules/lefthook-$(uname -s | tr '[:upper:]' '[:lower:]')-$processor/bin/lefthook

"$ROOT/setup/npm.sh"
if [[ ! -x $program ]]; then
  fail "among the packages is no lefthook for $(uname -s) on $(uname -m)" \
    "Linux and macOS on x86_64 and arm64 have one. The hooks run only what make check and make unit run: run these by hand."
fi
cd "$ROOT"
if [[ ${1:-} == off ]]; then "$program" uninstall; else "$program" install; fi
