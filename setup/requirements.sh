#!/usr/bin/env bash
# requirements.sh [airgap] [test]: names everything missing or too old, all at once.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

MISSING=()

# require PROGRAM VERSION WHERE COMMAND...: the command prints the version found.
require() {
  local program=$1 wanted=$2 where=$3 found
  shift 3
  if ! have "$program"; then
    MISSING+=("$program is missing: $wanted or later is needed. $where")
    return
  fi
  found=$("$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1) || true
  if ! version_at_least "${found:-0}" "$wanted"; then
    MISSING+=("$program is ${found:-of an unknown version}: $wanted or later is needed. $where")
  fi
}

# The versions asked for are those of package.json, go.mod and the sample application.
require make 3.81 "Debian and Ubuntu: apt-get install make" make --version
require node 20.19 "See https://nodejs.org/en/download" node --version
require npm 9.0 "It comes with Node: https://nodejs.org/en/download" npm --version
for purpose in "$@"; do
  case $purpose in
    airgap) require go 1.26 "Pulumi cannot be downloaded here and is built instead. See https://go.dev/doc/install" go version ;;
    test)
      require openssl 3.0 "Certificates are made with it. Debian and Ubuntu: apt-get install openssl" openssl version
      require python3 3.11 "The sample application's tests and checkov run on it. See https://www.python.org/downloads" python3 --version
      require go 1.26 "Linters and other tools of the tests are built with it. See https://go.dev/doc/install" go version
      ;;
    *) fail "unknown purpose: $purpose" "airgap and test are allowed." ;;
  esac
done

if ((${#MISSING[@]})); then fail "this machine lacks what the set-up cannot install" "${MISSING[@]}"; fi
