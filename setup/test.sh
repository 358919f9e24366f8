#!/usr/bin/env bash
# All checks and tests, to the end even when one fails, and a total. "test.sh all"
# runs the long forms, and those on a cluster. SKIP_DOCKER=1 leaves out what needs a Docker engine, and with
# it the cluster, whose pods run the engine's images. A cluster that ran before stays.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

PASSED=0 FAILED=0 SKIPPED=0 REPORT=() FAILURES=()
OUTPUT=$(mktemp)
trap 'rm -f "$OUTPUT"' EXIT

plain() { sed 's/\x1b\[[0-9;]*m//g' "$OUTPUT"; }

# counted WORD: the sum of the numbers before WORD in the lines that runners end
# with: mocha's "12 passing (3s)", or "12 passed, 1 failed" alone on a line.
counted() {
  plain |
    sed -nE '/^ *[0-9]+ (passing|failing|pending)( \(.*\))?$/p; /^ *[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/p' |
    sed -nE "s/(.*[ ,]|^)([0-9]+) ($1).*/\2/p" | awk '{ sum += $1 } END { print sum + 0 }'
}

# The names and errors that mocha lists at its end, without stacks, so that the end of a long output is enough.
failures() {
  plain | sed -nE '/^ *[0-9]+ failing$/,$ { /^ *$/d; /^ +at /d; /^ *[0-9]+ failing$/d; s/^(.{200}).*/\1 .../; p; }' |
    awk '/^ *[0-9]+\) /{ lines = 0 } ++lines <= 6'
}

report() { # NAME PASSED FAILED SKIPPED NOTE
  PASSED=$((PASSED + $2)) FAILED=$((FAILED + $3)) SKIPPED=$((SKIPPED + $4))
  REPORT+=("$(printf '%-14s %5d passed %5d failed %5d skipped   %s' "$@")")
}

# part NAME COMMAND...: shows the command's output as it comes and counts what it
# counted; a command that counts nothing is one test, and one that dies is a failure.
part() {
  local name=$1 started=$SECONDS status=0 passed failed skipped
  shift
  say "${BOLD}==> $name$PLAIN"
  "$@" 2>&1 | tee "$OUTPUT" || status=$?
  passed=$(counted 'passing|passed') failed=$(counted 'failing|failed') skipped=$(counted 'pending|skipped')
  if ((status != 0 && failed == 0)); then failed=1; fi
  if ((failed > 0)); then FAILURES+=("$BOLD$name$PLAIN"$'\n'"$(failures)"); fi
  if ((status == 0 && passed + failed + skipped == 0)); then passed=1; fi
  report "$name" "$passed" "$failed" "$skipped" "$((SECONDS - started)) s"
}

# The parts that cannot run without an engine.
docker_part() {
  if [[ -n ${SKIP_DOCKER:-} ]]; then
    report "$1" 0 0 1 "left out: SKIP_DOCKER is set"
  else
    part "$@"
  fi
}

# The tests on a cluster: TEST_KUBECONFIG's, or one that is made here and ended again.
cluster_part() { # NAME COMMAND...
  local ran=
  if [[ -n ${SKIP_DOCKER:-} ]]; then
    docker_part "$@"
    return
  fi
  if [[ -e $STATE/cluster ]]; then ran=yes; fi
  if ! "$ROOT/airgap/kubernetes/up.sh"; then
    report "$1" 0 1 0 "no cluster could be had; the error is shown above"
    return
  fi
  part "$@"
  if [[ -z $ran ]]; then "$ROOT/airgap/kubernetes/down.sh" || true; fi
}

DOCKER_TESTS=docker-tests
if [[ ${1:-} == all ]]; then DOCKER_TESTS=docker-tests-all; fi

cd "$ROOT"
# Without these two nothing else can run.
"$ROOT/setup/requirements.sh" test
"$ROOT/setup/npm.sh"
if ! "$ROOT/setup/all.sh" test; then report "set-up" 0 1 0 "the error is shown above"; fi
# Without a browser only its tests fail.
if [[ -z ${SKIP_DOCKER:-} ]]; then "$ROOT/setup/browser.sh" || true; fi
if [[ -r $STATE/pulumi-tools ]]; then eval "$("$ROOT/setup/env.sh")"; fi

part "check" npm run -s check
part "unit" npm run -s unit
part "workflows" npm run -s workflow-tests
part "manifests" npm run -s manifest-tests
part "aws" npm run -s aws-tests
docker_part "application" "$ROOT/app/test.sh"
docker_part "docker" npm run -s "$DOCKER_TESTS"
docker_part "timings" npm run -s timings
if [[ ${1:-} == all ]]; then cluster_part "cluster" npm run -s cluster-tests-all; fi

printf '\n'
if ((${#FAILURES[@]} > 0)); then printf '%s\n' "${FAILURES[@]}" ''; fi
printf '%s\n' "${REPORT[@]}" "$(printf '%-14s %s s' "all" "$SECONDS")"
printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
((FAILED == 0))
