#!/usr/bin/env bash
# load-image.sh IMAGE...: the Docker engine's images for the cluster's pods.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

if [[ -z $(node_pid) ]]; then fail "there is no cluster" "Run: make cluster-up"; fi
docker save "$@" | node_ctr images import - >/dev/null
