#!/bin/bash
# Prepares the container for an engine inside it, then serves SSH to whoever has the key in $AUTHORIZED_KEY.
set -euo pipefail

# The engine makes control groups. In version 2, a group that has processes cannot have limited groups in it.
for folder in /sys/fs/cgroup /sys/fs/cgroup/*/; do
  if mountpoint -q "$folder"; then mount -o remount,rw,bind "$folder"; fi
done
if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
  mkdir -p /sys/fs/cgroup/server
  while read -r process; do
    echo "$process" >/sys/fs/cgroup/server/cgroup.procs || true # it may have ended
  done </sys/fs/cgroup/cgroup.procs
  sed 's/^/+/; s/ / +/g' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control
fi
# Where the kernel has no nftables, the default iptables cannot work.
if ! iptables -t nat -L -n >/dev/null 2>&1; then
  update-alternatives --set iptables /usr/sbin/iptables-legacy
  update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy
fi

install -d -m 700 -o deploy -g deploy /home/deploy/.ssh
install -m 600 -o deploy -g deploy /dev/stdin /home/deploy/.ssh/authorized_keys <<<"$AUTHORIZED_KEY"
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
exec /usr/sbin/sshd -D -e
