#!/usr/bin/env bash
# Installs the linters of workflows once per user and state of their files here: actionlint from a Go module, zizmor from
# PyPI. Prints the folder that has them.
# shellcheck source=../../setup/lib.sh
source "$(dirname "$0")/../../setup/lib.sh"

HERE=$ROOT/test/workflows
TARGET=$TOOLS_CACHE/workflows-$(cd "$HERE" && sha256sum go.* requirements.txt ./*.sh | sha256sum | cut -c1-16)

install_linters() {
  mkdir "$TARGET/bin"
  # Go's caches go away with the build.
  export GOMODCACHE=$TARGET/go/modules GOCACHE=$TARGET/go/cache GOFLAGS=-modcacherw
  (cd "$HERE" && go build -mod=readonly -trimpath -buildvcs=false -ldflags "-s -w" -o "$TARGET/bin/" tool)
  rm -rf "$TARGET/go"
  python3 -m venv "$TARGET/python"
  "$TARGET/python/bin/pip" install --disable-pip-version-check -r "$HERE/requirements.txt"
  ln -s ../python/bin/zizmor "$TARGET/bin/zizmor"
}

once "$TARGET" "the linters of workflows" install_linters
echo "$TARGET"
