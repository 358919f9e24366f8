#!/usr/bin/env bash
# static-image.sh PROGRAM NAME: an image with one static program and nothing else,
# written to standard output in the form of `docker save`. Needs no engine.
set -euo pipefail

PROGRAM=$1 NAME=$2
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

case $(uname -m) in
  x86_64) ARCHITECTURE=amd64 ;;
  aarch64) ARCHITECTURE=arm64 ;;
  *) ARCHITECTURE=$(uname -m) ;;
esac
ENTRY=$(basename "$PROGRAM")
tar -C "$(dirname "$PROGRAM")" --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$FOLDER/layer.tar" "$ENTRY"
LAYER=$(sha256sum "$FOLDER/layer.tar" | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/%s"],"User":"65532:65532"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$ARCHITECTURE" "$ENTRY" "$LAYER" >"$FOLDER/config.json"
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$NAME" >"$FOLDER/manifest.json"
tar -C "$FOLDER" -cf - manifest.json config.json layer.tar
