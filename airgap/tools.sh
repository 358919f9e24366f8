#!/usr/bin/env bash
# Builds the Pulumi CLI, its Node language host and the Docker provider from
# their published Go modules, each once per content of its folder here. Prints
# the folder with the finished programs; with --where builds nothing.
# shellcheck source=../setup/lib.sh
source "$(dirname "$0")/../setup/lib.sh"

AIRGAP=$ROOT/airgap
PULUMI_VERSION=$(sed -nE 's|.*github.com/pulumi/pulumi/pkg/v3 v([0-9.]+).*|\1|p' "$AIRGAP/pulumi-cli/go.mod" | head -n 1)

build() { # FOLDER PROGRAM PACKAGE [go build arguments]
  local folder=$1 program=$2 package=$3
  shift 3
  cd "$AIRGAP/$folder"
  go build -mod=readonly -trimpath -buildvcs=false -o "$BUILD/$program" "$@" "$package"
}

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

# part FOLDER PROGRAM TITLE FUNCTION: the program in the cache, built unless it is
# there, and in bin. A change of one folder builds that program alone.
part() {
  local folder=$1 program=$2 finished
  finished=$TOOLS_CACHE/programs/$program-$(key "$folder")
  if [[ ! -x $finished ]]; then
    if [[ -z ${SAID:-} ]]; then say "No Pulumi download answers: its tools are built from Go modules, once (about ten minutes)."; fi
    SAID=yes
    step "building $3" "$4"
    mv "$BUILD/$program" "$finished"
  fi
  ln "$finished" "$BUILD/bin/$program"
}

build_all() {
  # Go's caches for this build are its own and go away with it: 5 GB otherwise.
  export GOMODCACHE=$BUILD/gomod GOCACHE=$BUILD/gocache GOFLAGS=-modcacherw GOTOOLCHAIN=local
  mkdir -p "$BUILD/bin" "$TOOLS_CACHE/programs"
  part pulumi-cli pulumi "pulumi $PULUMI_VERSION (1 of 3, the longest)" build_cli
  part pulumi-language-nodejs pulumi-language-nodejs "pulumi-language-nodejs (2 of 3)" build_language_host
  part pulumi-resource-docker pulumi-resource-docker "pulumi-resource-docker (3 of 3)" build_docker_provider
  install -m 755 "$AIRGAP/bin/pulumi-resource-pulumi-nodejs" "$BUILD/bin/"
}

# key FOLDER...: what decides which programs come out: modules, our own Go, scripts.
key() {
  (cd "$AIRGAP" && find "$@" -type f \( -name 'go.*' -o -name '*.go' -o -path 'bin/*' \) |
    LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -c1-16
}

TARGET=$TOOLS_CACHE/$(key pulumi-cli pulumi-language-nodejs pulumi-resource-docker bin)
if [[ ${1:-} != --where && ! -x $TARGET/bin/pulumi ]]; then
  mkdir -p "$TOOLS_CACHE"
  exec 9>"$TOOLS_CACHE/lock"
  if ! flock -n 9; then
    say "Another set-up is building the Pulumi tools; waiting for it."
    flock 9
  fi
  if [[ ! -x $TARGET/bin/pulumi ]]; then
    rm -rf "$TOOLS_CACHE"/.build-* # of a killed build
    BUILD=$(mktemp -d "$TOOLS_CACHE/.build-XXXXXX")
    trap 'rm -rf "$BUILD"' EXIT
    build_all
    mkdir "$BUILD/finished"
    mv "$BUILD/bin" "$BUILD/finished/bin"
    mv -T "$BUILD/finished" "$TARGET" # complete or not there at all
  fi
fi
echo "$TARGET/bin"
