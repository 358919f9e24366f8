#!/usr/bin/env bash
# open.sh url|previewUrl: shows the address of stack dev, in a browser where there is one.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! url=$(pulumi stack output "$1" --stack dev 2>/dev/null); then
  fail "the environment is not up" "make up brings it up, make status says what is there"
fi
echo "$url"
if have open && [[ $(uname) == Darwin ]]; then
  open "$url"
elif have xdg-open && [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  xdg-open "$url" >/dev/null 2>&1
fi
