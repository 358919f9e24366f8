#!/usr/bin/env bash
# Prints the environment that pulumi needs for stack dev, for: eval "$(make -s env)"; or "env.sh tools" what it needs for
# any stack, whose backend and passphrase are somebody else's: eval "$(make -s env STACK=staging)"
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

"$ROOT/setup/pulumi.sh" # at once where the answer is known
read -r kind folder <"$STATE/pulumi-tools"
mkdir -p "$STATE/pulumi"

# quoted TEXT: as one word for any POSIX shell.
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# The tools, and the release command.
own=$(quoted "$ROOT/release/bin")
if [[ $kind != path ]]; then own=$(quoted "$folder"):$own; fi
echo "export PATH=$own:\"\$PATH\""
if [[ ${1:-} != tools ]]; then
  # Without files beside the state that only repeat it: one that a kill left half written made the state unreadable.
  echo "export PULUMI_BACKEND_URL=$(quoted "file://$STATE/pulumi?metadata=skip")"
  # Public on purpose: it protects nothing; the real dev passwords are files in .state.
  echo "export PULUMI_CONFIG_PASSPHRASE=maintenance-dev"
fi
echo "export PULUMI_NODEJS_TRANSPILE_ONLY=true"
echo "export PULUMI_SKIP_UPDATE_CHECK=true"
# Pulumi and its plugins live for seconds: with less collecting of garbage a preview takes a seventh less.
echo "export GOGC=400"
# Resources are compared side by side, and while a provider still starts: a preview takes a ninth less.
echo "export PULUMI_PARALLEL_DIFF=true"
if [[ $kind == airgap ]]; then
  echo "export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true"
fi
