#!/usr/bin/env bash
# Every image of images.txt in the engine: already there, pulled, or a stand-in.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

# The engine pulls what it needs by itself where there is no docker command.
if ! have docker; then exit; fi

WANTED=()
while read -r image; do WANTED+=("$image"); done < <(grep -vE '^[[:space:]]*(#|$)' "$ROOT/setup/images.txt")
# Name and, for a stand-in, what it was built from.
PRESENT=$(docker image inspect --format '{{join .RepoTags " "}} {{index .Config.Labels "maintenance.stand-in.source"}}' \
  "${WANTED[@]}" 2>/dev/null || true)

is_there() {
  local line
  line=$(grep -E "(^| )$1 " <<<"$PRESENT") || return 1
  # A stand-in whose recipe has changed is built again.
  local source=${line##* }
  [[ -z $source || $source == "$("$ROOT/airgap/image.sh" --source "$1")" ]]
}

# pull IMAGE: gives up when the registry says nothing within half a minute; once
# it has answered ("Pulling from"), the download may take its time.
pull() {
  local log pid deadline=$((SECONDS + 30)) status=0
  log=$(mktemp)
  docker pull "$1" >"$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS > deadline)) && ! grep -q 'Pulling from' "$log"; then
      echo "the registry does not answer within 30 s" >>"$log"
      kill "$pid"
    fi
    sleep 0.2
  done
  wait "$pid" || status=$?
  cat "$log"
  rm -f "$log"
  return "$status"
}

registry=unknown
for image in "${WANTED[@]}"; do
  if is_there "$image"; then continue; fi
  if [[ $registry != silent ]]; then
    log=$(mktemp)
    say "==> pulling $image"
    if pull "$image" >"$log"; then
      registry=answers
      rm -f "$log"
      continue
    fi
    reason=$(tail -n 1 "$log")
    rm -f "$log"
    if [[ $registry == answers || $reason == *toomanyrequests* ]]; then
      fail "cannot pull $image: $reason" "Try again later, or log in to the registry (docker login)."
    fi
    registry=silent
    say "    no image can be pulled here (${reason:0:160})"
    say "    stand-ins from airgap/images take the official names (airgap/README.md)"
  fi
  if ! docker image inspect debian:bookworm-slim >/dev/null 2>&1; then
    step "base of the stand-ins (debian:bookworm-slim)" "$ROOT/airgap/image.sh" debian:bookworm-slim
  fi
  step "stand-in for $image" "$ROOT/airgap/image.sh" "$image"
done
