# shellcheck shell=bash
# What a cluster has outside its namespaces: the link to it, a chain of rules, a
# cgroup. Sourced after lib.sh.

# link_to PID: the node's addresses are reached from this machine through one link.
link_to() {
  ip link add "$LINK" type veth peer name eth0 netns "$1"
  ip link set "$LINK" alias "$CLUSTER"
  ip address add "$MACHINE_ADDRESS/30" dev "$LINK"
  ip link set "$LINK" up
  ip route add "$RANGE" via "$NODE_ADDRESS"
}

# A Docker engine sets the policy for forwarded packets to DROP. Pods and the
# engine's containers shall reach each other all the same.
forward() {
  iptables -w -N "$CHAIN"
  iptables -w -A "$CHAIN" -s "$RANGE" -j ACCEPT
  iptables -w -A "$CHAIN" -d "$RANGE" -j ACCEPT
  iptables -w -I FORWARD -j "$CHAIN"
}

no_forward() {
  while iptables -w -D FORWARD -j "$CHAIN" 2>/dev/null; do :; done
  iptables -w -F "$CHAIN" 2>/dev/null || return 0
  iptables -w -X "$CHAIN"
}

no_link() {
  if [[ -e /sys/class/net/$LINK ]]; then ip link delete "$LINK" 2>/dev/null || true; fi
  [[ ! -e /sys/class/net/$LINK ]]
}

no_cgroup() {
  find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null || true
  [[ -z $(find /sys/fs/cgroup -maxdepth 2 -type d -name "$CGROUP") ]]
}

# The node's first process takes all others along, and its holder ends after it.
end_node() {
  local holder first
  holder=$(node_pid)
  if [[ -z $holder ]]; then return; fi
  first=$(cat "/proc/$holder/task/$holder/children" 2>/dev/null || true)
  kill -KILL "${first:-$holder}" 2>/dev/null || true
  return 1
}

# The processes end first; the kernel takes a moment for the rest.
take_down() {
  local until=$((SECONDS + 60))
  until end_node && no_link && no_cgroup; do
    if ((SECONDS > until)); then
      echo "Still there after a minute: $(node_pid) $(link_owner) $(find /sys/fs/cgroup -maxdepth 2 -type d -name "$CGROUP")"
      return 1
    fi
    sleep 0.1
  done
  no_forward
  rm -rf --one-file-system "$CLUSTER"
}
