#!/usr/bin/env bash
# answers.sh PATH...: whether users of stack dev are answered on each, as `answers.sh / /api/version`; says with what.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
if ! url=$(pulumi stack output url --stack dev 2>/dev/null); then
  fail "the environment is not up" "make up brings it up, make status says what is there"
fi
for path in "$@"; do
  if ! answer=$(curl --silent --show-error --fail --max-time 10 "$url$path"); then
    fail "$url$path is not answered" "make status says what is there, make logs what it wrote"
  fi
  if [[ -z $answer ]]; then fail "$url$path is answered with nothing" "make logs says more"; fi
  printf '%s: %s\n' "$path" "$(head -n 1 <<<"$answer")"
done
