# shellcheck shell=bash
# Shared by all set-up scripts: where things are, how steps are printed.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
STATE=$ROOT/.state
# Where finished tools live; shared by all clones of one user.
# shellcheck disable=SC2034 # used by the scripts that source this file
TOOLS_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/maintenance-environment/tools
SETUP_LOGS=$STATE/logs
HEARTBEAT=${HEARTBEAT:-15}

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
  BOLD=$'\e[1m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
  BOLD='' RED='' PLAIN=''
fi

# Progress goes to standard error, so that a script's output stays its answer.
say() { printf '%s\n' "$*" >&2; }

# fail "what is wrong" "what to do next"...
fail() {
  printf '%s%s%s\n' "$RED" "error: $1" "$PLAIN" >&2
  shift
  printf '  %s\n' "$@" >&2
  exit 1
}

# step "name" command...: runs the command with its output in a log file and
# prints one line with the time, a sign of life while it takes long, and the
# log's two ends when it fails. Not for conditions: bash takes `set -e` from a
# function called in one.
step() {
  local name=$1 log started=$SECONDS beat=$SECONDS status=0 pid fresh=true
  shift
  mkdir -p "$SETUP_LOGS"
  log=$SETUP_LOGS/$(tr -cs 'a-zA-Z0-9.' '-' <<<"$name" | sed 's/^-//; s/-$//').log
  printf '%s==> %s ...%s ' "$BOLD" "$name" "$PLAIN" >&2
  set -m # a process group of its own, so that an interrupt ends all of it
  ("$@") >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  # shellcheck disable=SC2064 # this very group
  trap "kill -- -$pid 2>/dev/null; exit 130" INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1 # the pace of the sign of life only: the result comes from `wait`
    if ((SECONDS - beat >= HEARTBEAT)); then
      beat=$SECONDS
      if $fresh; then echo >&2; fi
      fresh=false
      say "    $name: $((SECONDS - started)) s so far"
    fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  if ! $fresh; then printf '==> %s ... ' "$name" >&2; fi
  if ((status == 0)); then
    say "$((SECONDS - started)) s"
    return
  fi
  say "${RED}failed after $((SECONDS - started)) s$PLAIN"
  # npm says first what is wrong, most others last.
  if (($(wc -l <"$log") > 30)); then
    head -n 6 "$log" | sed 's/^/    /' >&2
    say "    ..."
  fi
  tail -n 24 "$log" | sed 's/^/    /' >&2
  say "    the whole log: ${log#"$ROOT"/}"
  return "$status"
}

# once TARGET WHAT COMMAND...: the folder TARGET, filled by the command unless it is
# there and whole. For all clones of one user; two at once: one waits.
once() {
  local target=$1 what=$2
  shift 2
  if [[ -e $target/.complete ]]; then return; fi
  mkdir -p "$TOOLS_CACHE"
  exec 9>"$target.lock"
  if ! flock -n 9; then
    say "Another run is installing $what; waiting for it."
    flock 9
  fi
  if [[ ! -e $target/.complete ]]; then
    rm -rf "$target"
    mkdir "$target"
    step "installing $what, once" "$@"
    touch "$target/.complete"
  fi
  exec 9>&-
}

have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least HAVE WANT, both like 3.200.0
version_at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# limited SECONDS command...; without a limit where there is no `timeout` (macOS).
limited() {
  if have timeout; then timeout "$@"; else shift && "$@"; fi
}
