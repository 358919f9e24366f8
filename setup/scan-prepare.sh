#!/usr/bin/env bash
# scan-prepare.sh images|configuration: what Trivy looks at: maintenance-api:scan and maintenance-frontend:scan, built as
# stack dev builds them (components/image/docker.ts); or out/scan-configuration: the manifests of staging and prod, and
# the Dockerfiles of what answers users. Those of airgap/ and test/ keep to images of others, and never leave a machine.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

cd "$ROOT"
case ${1:-} in
  images)
    rm -rf out/scans/images
    "$ROOT/setup/engine.sh"
    "$ROOT/setup/images.sh"
    for part in api frontend; do
      docker build --build-arg VERSION=scan --tag "maintenance-$part:scan" "app/$part" >&2
      mkdir -p "out/scans/images/trivy/app/$part"
    done
    ;;
  configuration)
    OUT=$ROOT/out/scan-configuration
    rm -rf "$OUT" out/scans/configuration
    "$ROOT/setup/npm.sh"
    for stack in staging prod; do node --import=tsx setup/render.ts "$stack" "$OUT/$stack"; done
    while read -r file; do
      mkdir -p "$OUT/$(dirname "$file")"
      cp "$file" "$OUT/$file"
    done < <(git ls-files -- 'app/*Dockerfile' 'examples/*Dockerfile')
    mkdir -p out/scans/configuration/trivy
    ;;
  *) fail "unknown: \"${1:-}\"" "images and configuration are allowed." ;;
esac
