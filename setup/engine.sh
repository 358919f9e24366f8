#!/usr/bin/env bash
# A Docker engine that answers: the one there is; else, as root on Debian or
# Ubuntu, the distribution's package, started. On any other machine it says what to do.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

LOG=/var/log/dockerd.log
HELP="Install one (https://docs.docker.com/engine/install), start it, and check that \`docker info\` answers."

# A docker command alone is no engine: only the server's answer counts.
answers() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
  if have docker; then
    [[ -n $(limited 15 docker version --format '{{.Server.Version}}' 2>/dev/null) ]]
  elif [[ $host == unix:* ]]; then
    curl -fsS --max-time 15 -o /dev/null --unix-socket "${host#unix://}" http://docker/_ping 2>/dev/null
  else
    curl -fsS --max-time 15 -o /dev/null "${host/#tcp:/http:}/_ping" 2>/dev/null
  fi
}

debian_like() {
  have apt-get && grep -qE '^(ID|ID_LIKE)=.*(debian|ubuntu)' /etc/os-release 2>/dev/null
}

install_engine() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=120 update
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends docker.io iptables
}

# Where the kernel has no nftables, the package's default iptables cannot work.
choose_iptables() {
  if ! iptables -t nat -L -n >/dev/null 2>&1 && iptables-legacy -t nat -L -n >/dev/null 2>&1; then
    update-alternatives --set iptables /usr/sbin/iptables-legacy
    update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy
  fi
}

start_engine() {
  choose_iptables
  if [[ -d /run/systemd/system ]]; then
    systemctl enable --now docker
    wait_for systemctl is-active --quiet docker
    return
  fi
  setsid nohup dockerd >>"$LOG" 2>&1 </dev/null &
  wait_for kill -0 "$!"
}

# wait_for ALIVE...: until the engine answers, or ALIVE says that it is gone.
wait_for() {
  local until=$((SECONDS + 60))
  while ! answers; do
    if ! "$@" || ((SECONDS > until)); then
      if [[ -d /run/systemd/system ]]; then journalctl -u docker -n 20 --no-pager; else tail -n 20 "$LOG"; fi
      return 1
    fi
    sleep 0.2
  done
}

if answers; then exit; fi

if [[ -n ${DOCKER_HOST:-} ]]; then
  fail "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer" \
    "Correct or unset DOCKER_HOST; \`docker info\` must answer."
fi
if [[ $(id -u) != 0 ]]; then
  if [[ -S /var/run/docker.sock && ! -w /var/run/docker.sock ]]; then
    fail "there is a Docker engine, but $(id -un) may not use it" \
      "Run: sudo usermod -aG docker $(id -un), and log in again."
  fi
  if debian_like; then HELP="Run: sudo apt-get install docker.io iptables"; fi
  fail "no Docker engine answers" "$HELP"
fi
if ! have dockerd; then
  if ! debian_like; then fail "no Docker engine answers" "$HELP"; fi
  step "installing the Docker engine (docker.io)" install_engine
fi
step "starting the Docker engine" start_engine
