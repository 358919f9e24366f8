# shellcheck shell=bash
# shellcheck disable=SC2034 # most of it is used by the scripts that source this file
# Shared by the cluster's scripts: where it is, what it is called, whether it is up.
# shellcheck source=../../setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../setup/lib.sh"

HERE=$ROOT/airgap/kubernetes
CLUSTER=$STATE/cluster
ADMIN=$CLUSTER/kubeconfig
# What the node sees as /run/node.
NODE=$CLUSTER/node
LOGS=$NODE/logs

# One range for everything: the link between machine and node, pods, Services.
RANGE=10.210.0.0/16
MACHINE_ADDRESS=10.210.0.1
NODE_ADDRESS=10.210.0.2
PODS=10.210.1.0/24
SERVICES=10.210.2.0/24
API_SERVICE=10.210.2.1
DNS_SERVICE=10.210.2.10

# What it has outside its own namespaces: a link, a chain of rules, a cgroup.
LINK=maintenance-k8s
CHAIN=MAINTENANCE-CLUSTER
CGROUP=maintenance-cluster

# The process that holds the node's namespaces, or nothing: by what it was started
# with, so that a lost state folder or a number used again does not matter.
node_pid() {
  local process
  while read -r process; do
    process=${process%/cmdline}
    if [[ $(cat "$process/comm" 2>/dev/null) == unshare ]]; then echo "${process##*/}"; fi
  done < <(grep -lzxF -- "$NODE" /proc/[0-9]*/cmdline 2>/dev/null)
}

# The state folder whose cluster has the link, or nothing.
link_owner() { cat "/sys/class/net/$LINK/ifalias" 2>/dev/null || true; }

# until_true SECONDS WHAT COMMAND...: asks again until it is so, or the node is gone.
until_true() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [[ -s $LOGS/node.log && -z $(node_pid) ]]; then
      echo "The node ended before $what."
      tail -n 20 "$LOGS/node.log"
      return 1
    fi
    if ((SECONDS > until)); then
      echo "Not within the time allowed: $what."
      return 1
    fi
    sleep 0.2
  done
}

# The node's own containerd.
node_ctr() { ctr --address "/proc/$(node_pid)/root/run/containerd/containerd.sock" --namespace k8s.io "$@"; }
