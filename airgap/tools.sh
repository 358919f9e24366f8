#!/usr/bin/env bash
# Builds the Pulumi CLI, its Node language host and the Docker provider from
# their published Go modules, each once per content of its folder here. Prints
# the folder with the finished programs; with --where builds nothing.
# shellcheck source=../setup/lib.sh
source "$(dirname "$0")/../setup/lib.sh"
# shellcheck source=build.sh
source "$ROOT/airgap/build.sh"

PULUMI_VERSION=$(sed -nE 's|.*github.com/pulumi/pulumi/pkg/v3 v([0-9.]+).*|\1|p' "$AIRGAP/pulumi-cli/go.mod" | head -n 1)
# shellcheck disable=SC2034 # said by part, once
ANNOUNCE="No Pulumi download answers: its tools are built from Go modules, once (about ten minutes)."

build_cli() {
  build pulumi-cli pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi \
    -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$PULUMI_VERSION"
}

build_language_host() {
  build pulumi-language-nodejs pulumi-language-nodejs \
    github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs -ldflags "-s -w"
}

# no_compose leaves out a resource that is not used, and its many modules.
build_docker_provider() {
  build pulumi-resource-docker pulumi-resource-docker . -tags no_compose -ldflags "-s -w"
}

build_all() {
  part pulumi-cli pulumi "pulumi $PULUMI_VERSION (1 of 3, the longest)" build_cli
  part pulumi-language-nodejs pulumi-language-nodejs "pulumi-language-nodejs (2 of 3)" build_language_host
  part pulumi-resource-docker pulumi-resource-docker "pulumi-resource-docker (3 of 3)" build_docker_provider
  install -m 755 "$AIRGAP/bin/pulumi-resource-pulumi-nodejs" "$BUILD/finished/bin/"
}

TARGET=$TOOLS_CACHE/$(key pulumi-cli pulumi-language-nodejs pulumi-resource-docker bin)
if [[ ${1:-} != --where ]]; then built_once "$TARGET" "the Pulumi tools" build_all; fi
echo "$TARGET/bin"
