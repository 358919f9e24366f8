#!/usr/bin/env bash
# A Chromium for the browser tests: the one there is; else, as root on Debian,
# the distribution's package. On any other machine it says what to do.
# browser.sh --where prints which one is used, and fails when there is none.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

where() {
  if [[ -n ${CHROMIUM:-} ]]; then
    command -v "$CHROMIUM" && return
    fail "CHROMIUM is \"$CHROMIUM\", which is no program" "Correct or unset it."
  fi
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    # Ubuntu's chromium-browser is a script that needs snap.
    if have "$name" && limited 20 "$name" --version >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

install_chromium() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=120 update
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium
}

if [[ ${1:-} == --where ]]; then
  where
  exit
fi
if where >/dev/null; then exit; fi
if have apt-get && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
  if [[ $(id -u) == 0 ]]; then
    step "installing Chromium for the browser tests" install_chromium
    exit
  fi
  fail "no Chromium for the browser tests" "Run: sudo apt-get install chromium"
fi
fail "no Chromium for the browser tests" \
  "Install Chromium or Google Chrome, or set CHROMIUM to the program (make up needs neither)."
