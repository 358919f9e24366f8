#!/usr/bin/env bash
# image.sh IMAGE: builds the stand-in of one official image under the official name,
# its base first where that is not there yet. image.sh --source IMAGE prints what
# identifies the recipe; the built image carries it as a label.
# shellcheck source=../setup/lib.sh
source "$(dirname "$0")/../setup/lib.sh"

BASE=debian:bookworm-slim
ONLY_SOURCE=false
if [[ $1 == --source ]]; then
  ONLY_SOURCE=true
  shift
fi
IMAGE=$1
NAME=${IMAGE%%:*}
FOLDER=$ROOT/airgap/images/$NAME
if [[ ! -d $FOLDER ]]; then
  fail "there is no stand-in for the image $IMAGE" \
    "Load it into the engine (docker pull $IMAGE on a machine that can, docker save, docker load)."
fi
SOURCE=$(cd "$ROOT/airgap/images" && find debian "$NAME" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
if $ONLY_SOURCE; then
  echo "$SOURCE"
  exit
fi
if [[ $IMAGE == "$BASE" ]]; then exec "$FOLDER/build.sh"; fi

# A stand-in has one version: the tag asked for must be the one it was made for.
OFFICIAL=$(sed -n 's/^LABEL .*maintenance.stand-in.for=//p' "$FOLDER/Dockerfile")
if [[ $IMAGE != "$OFFICIAL" ]]; then
  fail "the stand-in for $NAME is $OFFICIAL, not $IMAGE" "Set $OFFICIAL, or load $IMAGE into the engine."
fi
docker image inspect "$BASE" >/dev/null 2>&1 || "$ROOT/airgap/image.sh" "$BASE"

CONTEXT=$(mktemp -d)
trap 'rm -rf "$CONTEXT"' EXIT
cp -R "$FOLDER/." "$CONTEXT"
if [[ -x $FOLDER/prepare.sh ]]; then "$FOLDER/prepare.sh" "$CONTEXT"; fi

# The classic builder takes a local base without asking a registry. Proxy
# variables go in by name only, so that they stay out of the image.
PROXIES=()
for proxy in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [[ -n ${!proxy:-} ]]; then PROXIES+=(--build-arg "$proxy"); fi
done
DOCKER_BUILDKIT=0 docker build "${PROXIES[@]}" --label "maintenance.stand-in.source=$SOURCE" --tag "$IMAGE" "$CONTEXT"
