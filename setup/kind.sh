#!/usr/bin/env bash
# kind.sh up|down|env|load IMAGE...: a Kubernetes of one node in a container, by kind, for the cluster tests: `make
# kind-test`. It enforces NetworkPolicies (kindnet does), and this machine reaches pods and Services by a route, as the
# simulated load balancers do. One a machine, for every checkout. `env` prints what the tests need, `load` hands over
# images of the Docker engine.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

NAME=maintenance
NODE=$NAME-control-plane
RANGE=10.211.0.0/16
API_SERVICE=10.211.128.1
HERE=$STATE/kind
KUBECONFIG_FILE=$HERE/kubeconfig

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }
kube() { docker exec "$NODE" kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }
is_there() { [[ -n $(docker ps --all --quiet --filter "name=^$NODE\$") ]]; }
node_address() { docker inspect --format '{{(index .NetworkSettings.Networks "kind").IPAddress}}' "$NODE"; }

answers_by_route() { curl --silent --fail --insecure --max-time 5 --output /dev/null "https://$API_SERVICE/readyz"; }

lead_there() {
  as_root ip route replace "$RANGE" via "$(node_address)"
  local until=$((SECONDS + 30))
  until answers_by_route; do
    if ((SECONDS > until)); then
      echo "The Service of the API server, https://$API_SERVICE/readyz, is not reached from this machine:"
      ip route get "$API_SERVICE"
      return 1
    fi
    sleep 0.5
  done
}

make_cluster() {
  "$KIND" create cluster --name "$NAME" --config "$ROOT/setup/kind/cluster.yaml" --kubeconfig "$KUBECONFIG_FILE" --wait 180s
  kube wait --for condition=Available --namespace kube-system --timeout 120s deployment/coredns
  kube rollout status --namespace kube-system --timeout 120s daemonset/kindnet
}

up() {
  if [[ $(uname -s) != Linux ]]; then
    fail "pods of kind are reached on Linux only: elsewhere Docker runs in a machine of its own" \
      "Name another cluster, whose pods this machine reaches: TEST_KUBECONFIG=FILE make cluster-test"
  fi
  "$ROOT/setup/requirements.sh" test
  "$ROOT/setup/engine.sh"
  if ! as_root true 2>/dev/null; then
    fail "a route to the pods needs root" "Run as root, or allow sudo without a password."
  fi
  KIND=$("$ROOT/setup/tools.sh" setup/kind)/bin/kind
  mkdir -p "$HERE/bin"
  if is_there && ! kube get --raw /readyz >/dev/null 2>&1; then
    step "clearing a Kubernetes of kind that does not answer" "$KIND" delete cluster --name "$NAME" --kubeconfig "$KUBECONFIG_FILE"
  fi
  if ! is_there; then step "starting a Kubernetes by kind" make_cluster; fi
  "$KIND" export kubeconfig --name "$NAME" --kubeconfig "$KUBECONFIG_FILE" 2>/dev/null
  # The one of the very same version.
  docker cp "$NODE:/usr/bin/kubectl" "$HERE/bin/kubectl" >/dev/null 2>&1
  step "leading to its pods and Services" lead_there
}

down() {
  if ! is_there; then
    say "There is no Kubernetes of kind."
    return
  fi
  KIND=$("$ROOT/setup/tools.sh" setup/kind)/bin/kind
  if ip route show "$RANGE" | grep -q .; then as_root ip route del "$RANGE"; fi
  step "ending the Kubernetes of kind" "$KIND" delete cluster --name "$NAME" --kubeconfig "$KUBECONFIG_FILE"
  rm -rf "$HERE"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  env)
    echo "export TEST_KUBECONFIG='$KUBECONFIG_FILE' TEST_LOAD_IMAGE='$ROOT/setup/kind.sh load' PATH='$HERE/bin':\"\$PATH\""
    ;;
  load)
    shift
    docker save "$@" | docker exec --interactive "$NODE" ctr --namespace k8s.io images import --digests - >/dev/null
    ;;
  *) fail "unknown: \"${1:-}\"" "up, down, env and load are allowed." ;;
esac
