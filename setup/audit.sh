#!/usr/bin/env bash
# Known faults of what this project depends on: npm's of every package-lock.json, PyPI's of every requirements.txt, Go's
# of every go.mod. What fails and what is left out: setup/scan/policy.yml. Reports: out/scans/audit, and what
# GitHub takes, out/scans/audit.sarif.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/requirements.sh" test
"$ROOT/setup/npm.sh"
TOOLS=$("$ROOT/setup/tools.sh" setup/scan)
OUT=$ROOT/out/scans/audit
cd "$ROOT"
rm -rf "$OUT"

# ask KIND FILE COMMAND...: keeps what the command says of the file. Its status is not asked: scanners fail where they
# find something, and some end well where nobody answered. The report is judged.
ask() {
  local kind=$1 report=$OUT/$1/$2 status=0
  say "==> $1: $2"
  shift 2
  mkdir -p "$(dirname "$report")"
  "$@" >"$report" 2>"$report.said" || status=$?
  # Cut off in the middle it would look like a whole one.
  if [[ $kind == go ]] && ((status != 0)); then : >"$report"; fi
}

npm_audit() { npm --prefix "$(dirname "$1")" audit --package-lock-only --json; }

pip_audit() { "$TOOLS/bin/pip-audit" --requirement "$1" --format json --progress-spinner off; }

# Without code of its own a module is there for its tools. Without tests, which nobody runs here.
govulncheck() {
  local packages=./...
  if ! compgen -G "$(dirname "$1")/*.go" >/dev/null; then packages=tool; fi
  GOFLAGS=-mod=readonly "$TOOLS/bin/govulncheck" -C "$(dirname "$1")" -format json "$packages"
}

files() { git ls-files -- "$@" | LC_ALL=C sort; }

while read -r file; do ask npm "$file" npm_audit "$file"; done < <(files '*package-lock.json')
while read -r file; do ask pip "$file" pip_audit "$file"; done < <(files '*requirements.txt' '*requirements-dev.txt')
while read -r file; do ask go "$file" govulncheck "$file"; done < <(files '*go.mod')
node --import=tsx setup/scan/judge.ts audit
