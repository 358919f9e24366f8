#!/usr/bin/env bash
# node.sh NODE TOOLS: the first process of the node, in namespaces of its own
# (processes, mounts, network, shared memory). When it ends, the kernel ends
# everything in them: containers, mounts, links and rules need no undoing.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

TOOLS=$2

# Mounts of the machine's containers came along as copies. They would be held as
# long as the node runs, although their owner has given them up.
let_go_of_containers() {
  local mounted
  mount --make-rprivate /
  while read -r mounted; do
    umount --lazy "$mounted"
  done < <(awk '$2 != "/" && ($3 ~ /^(overlay|nsfs)$/ || $2 ~ "^/(var/lib|run)/(docker|containerd)/") { print $2 }' /proc/self/mounts | sort -r)
}

# What the node's programs keep under /run and /var is the cluster's, not the
# machine's; below /run the paths are short and the same in every checkout.
own_folders() {
  mkdir -p "$NODE/var/log" "$NODE/var/lib" "$NODE/var/tmp" "$LOGS"
  mount -t tmpfs -o mode=755 node /run
  mkdir /run/node /run/tools /run/lock /run/knobs
  mount --bind "$NODE" /run/node
  mount --bind "$TOOLS" /run/tools
  ln -sfn /run "$NODE/var/run"
  mount --bind /run/node/var /var
  mount --make-rshared /
}

# The kubelet sets these for the whole machine. Here it sets copies of them.
own_knobs() {
  local knob
  for knob in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    cat "/proc/sys/$knob" >"/run/knobs/${knob//\//.}"
    mount --bind "/run/knobs/${knob//\//.}" "/proc/sys/$knob"
  done
}

declare -A STARTED=()
start() { # PROGRAM ARGUMENTS...
  local program=$1
  "$@" >>"/run/node/logs/$program.log" 2>&1 </dev/null &
  STARTED[$!]=$program
}

# One that ends takes the others along: half a cluster only confuses.
ended() { # PID
  echo "${STARTED[$1]} ended; the end of its log:"
  tail -n 12 "/run/node/logs/${STARTED[$1]}.log"
  exit 1
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local until=$((SECONDS + $1)) what=$2 pid
  shift 2
  until "$@" >/dev/null 2>&1; do
    for pid in "${!STARTED[@]}"; do
      if ! kill -0 "$pid" 2>/dev/null; then ended "$pid"; fi
    done
    if ((SECONDS > until)); then
      echo "Not within the time allowed: $what."
      exit 1
    fi
    sleep 0.2
  done
}

# The machine has put the other end of its link here.
own_network() {
  wait_for 20 "the link to the machine" ip link show eth0
  ip link set lo up
  ip address add "$NODE_ADDRESS/30" dev eth0
  ip link set eth0 up
  ip route add default via "$MACHINE_ADDRESS"
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # Pods on one bridge reach each other's Services only if its traffic meets the rules.
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
}

# A cgroup per hierarchy, or one where there is only one.
own_cgroup() {
  local hierarchy
  if [[ -e /sys/fs/cgroup/cgroup.procs ]]; then
    mkdir -p "/sys/fs/cgroup/$CGROUP"
  else
    for hierarchy in /sys/fs/cgroup/*/; do
      if [[ -e ${hierarchy}cgroup.procs ]]; then mkdir -p "$hierarchy$CGROUP"; fi
    done
  fi
}

let_go_of_containers
own_folders
own_knobs
own_network
own_cgroup
cd /run/node
PATH=/run/tools:$PATH

# A cluster of tests is made anew rather than recovered: nothing waits for the disk.
start etcd --data-dir /var/lib/etcd --unsafe-no-fsync
start containerd --config containerd.toml
start kube-apiserver --etcd-servers http://127.0.0.1:2379 \
  --advertise-address "$NODE_ADDRESS" --service-cluster-ip-range "$SERVICES" \
  --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
  --client-ca-file keys/ca.crt --tls-cert-file keys/api-server.crt --tls-private-key-file keys/api-server.key \
  --kubelet-client-certificate keys/admin.crt --kubelet-client-key keys/admin.key \
  --kubelet-preferred-address-types InternalIP \
  --service-account-issuer https://kubernetes.default.svc.cluster.local \
  --service-account-key-file keys/service-accounts.pub --service-account-signing-key-file keys/service-accounts.key
# Some of the others give up when it is not there within seconds.
wait_for 120 "the API server is ready" kubectl --kubeconfig keys/admin.kubeconfig get --raw /readyz
start kube-controller-manager --kubeconfig keys/controller-manager.kubeconfig --bind-address 127.0.0.1 \
  --leader-elect=false --use-service-account-credentials --cluster-cidr "$PODS" \
  --root-ca-file keys/ca.crt --service-account-private-key-file keys/service-accounts.key
start kube-scheduler --kubeconfig keys/scheduler.kubeconfig --bind-address 127.0.0.1 --leader-elect=false
start kubelet --kubeconfig keys/kubelet.kubeconfig --config kubelet.yaml --hostname-override node --node-ip "$NODE_ADDRESS"
start kube-proxy --config proxy.yaml --hostname-override node
start network-policies --kubeconfig keys/admin.kubeconfig

wait -n -p FIRST "${!STARTED[@]}" || true
ended "$FIRST"
