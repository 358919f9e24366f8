#!/usr/bin/env bash
# What a job on GitHub has to be given to deploy to an engine on a server (docs/remote-engine.md), and a person has already:
# SSH_KEY and SSH_KNOWN_HOSTS, the login; KEPT, the passwords and the identity of the environment, as `kept.sh` prints them.
# shellcheck source=../lib.sh
source "$(dirname "$0")/../lib.sh"

missing=()
for name in DOCKER_HOST SSH_KEY SSH_KNOWN_HOSTS KEPT; do
  if [[ -z ${!name:-} ]]; then missing+=("$name"); fi
done
if ((${#missing[@]} > 0)); then
  fail "${missing[*]}: not set for the environment dev on GitHub" \
    "Variables DOCKER_HOST (ssh://deploy@server) and SSH_KNOWN_HOSTS (ssh-keyscan), secrets SSH_KEY and KEPT:" \
    "docs/delivery.md says how each is made."
fi

umask 077
mkdir -p ~/.ssh "$STATE"
printf '%s\n' "$SSH_KEY" >~/.ssh/id_deploy
printf '%s\n' "$SSH_KNOWN_HOSTS" >>~/.ssh/known_hosts
# One connection for all that a run opens.
cat >>~/.ssh/config <<CONFIG
Host *
  IdentityFile ~/.ssh/id_deploy
  ControlMaster auto
  ControlPath ~/.ssh/%C
  ControlPersist 60
CONFIG
base64 --decode <<<"$KEPT" | tar --extract --gzip --directory "$STATE"
# For the steps after this one. An empty DOCKER_HOST would be taken for an engine; the passphrase is public (Pulumi.dev.yaml).
if [[ -n ${GITHUB_ENV:-} ]]; then
  printf '%s\n' "DOCKER_HOST=$DOCKER_HOST" PULUMI_CONFIG_PASSPHRASE=maintenance-dev >>"$GITHUB_ENV"
fi
