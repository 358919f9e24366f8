#!/usr/bin/env bash
# kept.sh STACK: prints what a second machine needs of .state/ to deploy the same environment on Docker: passwords and
# identity, as one line. Whoever has it has the passwords: setup/delivery/kept.sh dev | gh secret set KEPT --env dev
# shellcheck source=../lib.sh
source "$(dirname "$0")/../lib.sh"

stack=$1
if [[ ! -d $STATE/passwords/$stack ]]; then
  fail "there are no passwords of $stack in .state/" "They are made by its first up: run this where that was."
fi
if [[ -t 1 ]]; then fail "this is a secret" "Send it on: setup/delivery/kept.sh $stack | gh secret set KEPT --env $stack"; fi
cd "$STATE"
kept=()
for each in "passwords/$stack" "identity/$stack" "tls/$stack.crt" "tls/$stack.key" tls/ca.crt tls/ca.key; do
  if [[ -e $each ]]; then kept+=("$each"); fi
done
tar --create --gzip "${kept[@]}" | base64 | tr -d '\n'
