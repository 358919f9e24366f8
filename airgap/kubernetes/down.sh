#!/usr/bin/env bash
# Ends the cluster that cluster-up made and everything it has on this machine.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=machine.sh
source "$HERE/machine.sh"

if [[ -n ${TEST_KUBECONFIG:-} ]]; then
  say "The cluster of TEST_KUBECONFIG=$TEST_KUBECONFIG is not ours to take down."
  exit
fi
owner=$(link_owner)
if [[ -n $owner && $owner != "$CLUSTER" ]]; then
  fail "the cluster of another checkout runs on this machine ($owner)" "Run there: make cluster-down"
fi
if [[ ! -e $CLUSTER && -z $owner ]]; then
  say "There is no cluster."
  exit
fi
exec 8>"$STATE/cluster.lock"
flock 8
step "taking the cluster down" take_down
rm -f "$STATE/cluster.lock"
