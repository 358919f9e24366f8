#!/usr/bin/env bash
# Installs a registry of images that is one program, once per user and state of go.mod here. Prints the program.
# shellcheck source=../../../setup/lib.sh
source "$(dirname "$0")/../../../setup/lib.sh"

HERE=$ROOT/test/support/registry
TARGET=$TOOLS_CACHE/registry-$(cd "$HERE" && sha256sum go.* ./*.sh | sha256sum | cut -c1-16)

install_registry() {
  mkdir "$TARGET/bin"
  # Go's caches go away with the build.
  export GOMODCACHE=$TARGET/go/modules GOCACHE=$TARGET/go/cache GOFLAGS=-modcacherw
  (cd "$HERE" && go build -mod=readonly -trimpath -buildvcs=false -ldflags "-s -w" -o "$TARGET/bin/" tool)
  rm -rf "$TARGET/go"
}

once "$TARGET" "a registry for tests" install_registry
echo "$TARGET/bin/crane"
