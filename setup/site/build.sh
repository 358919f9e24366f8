#!/usr/bin/env bash
# The documents as a site, in out/site: build.sh, or build.sh serve to read it at once. MkDocs is installed once per
# user and state of its list of packages; building and reading need no network.
# shellcheck source=../lib.sh
source "$(dirname "$0")/../lib.sh"

LIST=$ROOT/setup/site/requirements.txt
TOOLS=$TOOLS_CACHE/site-$(sha256sum <"$LIST" | cut -c1-16)

install_mkdocs() {
  python3 -m venv "$TOOLS"
  "$TOOLS/bin/pip" install --disable-pip-version-check -r "$LIST"
}

build() {
  node --import=tsx setup/site/pages.ts .state/site
  # The notice is that of the theme on its own end: mkdocs.yml says what follows from it. (With --quiet nothing is a
  # warning, and so nothing strict.)
  NO_MKDOCS_2_WARNING=1 "$TOOLS/bin/mkdocs" build --strict
}

if ! have python3; then fail "python3 is missing; the site is built with it" "Install Python 3.11 or later."; fi
"$ROOT/setup/npm.sh"
once "$TOOLS" "MkDocs" install_mkdocs
cd "$ROOT"
step "building the site" build
if [[ ${1:-} == serve ]]; then
  say "http://127.0.0.1:${PORT:-8000} until Ctrl-C"
  exec python3 -m http.server --bind 127.0.0.1 --directory out/site "${PORT:-8000}"
fi
say "out/site/index.html"
