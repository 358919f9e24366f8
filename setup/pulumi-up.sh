#!/usr/bin/env bash
# pulumi-up.sh STACK: an up; when it fails, what is known of the failure is kept in out/.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

stack=$1
said=$STATE/up-$stack.log events=$STATE/up-$stack-events.json
# Without it the engine's event log is not to be had.
export PULUMI_DEBUG_COMMANDS=true
colour=never
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then colour=always; fi

cd "$ROOT"
rm -f "$events"
up=(pulumi up --stack "$stack" --yes --skip-preview --non-interactive --color "$colour" --event-log "$events")
if "${up[@]}" 2>&1 | tee "$said"; then exit; fi
node --import=tsx setup/failure-bundle.ts "$stack" "$said" "$events"
if compgen -G "$STATE/pulumi/.pulumi/locks/*/*/$stack/*.json" >/dev/null; then
  say "The stack is locked: make doctor says by whom, and what to run."
fi
state=.state/pulumi/.pulumi/stacks/maintenance/$stack.json
if [[ -f $state ]] && ! pulumi stack export --stack "$stack" >/dev/null 2>&1; then
  fail "the state of $stack cannot be read" "Put the copy beside it back, and run make up again:" \
    "    cp $state.bak $state" \
    "or run make down, then make up: data and passwords are kept (docs/operations.md)."
fi
exit 1
