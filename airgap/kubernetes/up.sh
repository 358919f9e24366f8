#!/usr/bin/env bash
# A Kubernetes of one node that answers, for tests. TEST_KUBECONFIG names another
# one: then this only asks it. Again: changes nothing.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=machine.sh
source "$HERE/machine.sh"

if [[ -n ${TEST_KUBECONFIG:-} ]]; then
  have kubectl || fail "kubectl is missing" "It asks the cluster that TEST_KUBECONFIG names."
  kubectl --kubeconfig "$TEST_KUBECONFIG" --request-timeout 15s get --raw /readyz >/dev/null ||
    fail "the cluster of TEST_KUBECONFIG=$TEST_KUBECONFIG does not answer" "Correct or unset TEST_KUBECONFIG."
  say "The cluster of TEST_KUBECONFIG=$TEST_KUBECONFIG answers."
  exit
fi

ANOTHER="Or name a cluster that is there: TEST_KUBECONFIG=FILE make cluster-up"
if [[ $(uname -s) != Linux || $(id -u) != 0 ]]; then
  fail "a cluster is made on Linux and as root only" "Run it as root." "$ANOTHER"
fi
# They come with the Docker engine, whose images the pods run.
if ! have containerd || ! have ctr || ! have runc || ! have iptables; then "$ROOT/setup/engine.sh"; fi
MISSING=()
for program in containerd ctr runc iptables ip nsenter unshare openssl flock; do
  have "$program" || MISSING+=("$program is missing.")
done
if ((${#MISSING[@]})); then fail "this machine lacks what a cluster is made with" "${MISSING[@]}" "$ANOTHER"; fi

# One at a time; the programs that stay must not hold the lock.
mkdir -p "$STATE"
exec 8>"$STATE/cluster.lock"
if ! flock -n 8; then
  say "Another cluster-up or cluster-down is at work; waiting for it."
  flock 8
fi

owner=$(link_owner)
if [[ -n $owner && $owner != "$CLUSTER" ]]; then
  fail "the cluster of another checkout runs on this machine ($owner)" "Run there: make cluster-down" "$ANOTHER"
fi

if ! "$HERE/tools.sh" --where | xargs -I{} test -d {}; then "$ROOT/setup/requirements.sh" airgap; fi
TOOLS=$("$HERE/tools.sh")

kube() { "$TOOLS/kubectl" --kubeconfig "$NODE/keys/admin.kubeconfig" --request-timeout 10s "$@"; }
# What a running cluster was made from: other programs or settings make another.
made_from() { (cd "$HERE" && sha256sum -- *.sh && echo "$TOOLS"); }

complete() {
  [[ -n $(node_pid) && -e $ADMIN ]] && cmp -s <(made_from) "$CLUSTER/made-from" && kube get --raw /readyz >/dev/null 2>&1
}

start_node() {
  local pid
  if ip -4 route show root "$RANGE" | grep -q .; then
    echo "This machine already has a route into $RANGE, which the cluster needs:"
    ip -4 route show root "$RANGE"
    return 1
  fi
  mkdir -p "$LOGS"
  "$HERE/certificates.sh"
  "$HERE/settings.sh"
  # It must outlive this step.
  (
    hold_nothing
    exec setsid unshare --net --mount --pid --ipc --fork --kill-child --mount-proc "$HERE/node.sh" "$NODE" "$TOOLS"
  ) >"$LOGS/node.log" 2>&1 </dev/null &
  until_true 10 "it has namespaces of its own" has_namespaces
  pid=$(node_pid)
  link_to "$pid"
  forward
  until_true 120 "the API server is ready" kube get --raw /readyz
}

# Neither this script's lock nor one that its caller has: the node would keep it.
hold_nothing() {
  local descriptor
  for descriptor in "/proc/$BASHPID/fd"/*; do
    descriptor=${descriptor##*/}
    # 255 is the script that bash reads.
    if ((descriptor > 2 && descriptor != 255)); then exec {descriptor}>&-; fi
  done
}

has_namespaces() {
  local pid
  pid=$(node_pid)
  [[ -n $pid && $(readlink "/proc/$pid/ns/net") != $(readlink /proc/self/ns/net) ]]
}

# Images first, and then what needs them.
start_pods() {
  local program
  for program in pause coredns; do
    "$HERE/static-image.sh" "$TOOLS/$program" "maintenance/$program:local" | node_ctr images import -
  done
  kube apply -f "$NODE/name-server.yaml"
  until_true 120 "the node is ready" node_is Ready
  until_true 120 "the name server is ready" name_server_is_available
}

node_is() { kube wait --for "condition=$1" node/node --timeout 1s; }
name_server_is_available() {
  kube wait --for condition=Available -n kube-system deployment/coredns --timeout 1s
}

if ! complete; then
  if [[ -e $CLUSTER || -n $owner ]]; then step "clearing what an earlier cluster left" take_down; fi
  step "starting the node" start_node
  step "starting the name server" start_pods
  made_from >"$CLUSTER/made-from"
  install -m 600 "$NODE/keys/admin.kubeconfig" "$ADMIN"
fi
say "Kubernetes $(kube version -o yaml | sed -nE '/serverVersion/,$s/ *gitVersion: v//p') runs on this machine: export KUBECONFIG=$ADMIN PATH=$TOOLS:\$PATH"
