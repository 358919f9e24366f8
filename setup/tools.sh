#!/usr/bin/env bash
# tools.sh FOLDER: installs the tools that FOLDER pins, once per user and state of those files: the tools of its go.mod,
# and those programs of its requirements.txt that are called as their package. What else it takes lies in FOLDER/tools,
# whose more.sh goes on with what is installed so far. Prints the folder that has them; programs are in its bin.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

FOLDER=$1
cd "$ROOT/$FOLDER"
# Another Go or Python makes others: a virtual environment leans on the one that made it.
versions() {
  if [[ -e go.mod ]]; then go version; fi
  if [[ -e requirements.txt ]]; then python3 -c 'import sys; print(sys.version, sys.executable)'; fi
}
made_from() {
  find . \( -path './go.*' -o -path ./requirements.txt -o -path './tools/*' \) -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  sha256sum <"$ROOT/setup/tools.sh"
  versions
}
TARGET=$TOOLS_CACHE/${FOLDER//\//-}-$(made_from | sha256sum | cut -c1-16)

# Go's caches go away with the build.
build_programs() {
  export GOMODCACHE=$TARGET/go/modules GOCACHE=$TARGET/go/cache GOFLAGS=-modcacherw
  go build -mod=readonly -trimpath -buildvcs=false -ldflags "-s -w" -o "$TARGET/bin/" tool
  rm -rf "$TARGET/go"
}

install_packages() {
  python3 -m venv "$TARGET/python"
  "$TARGET/python/bin/pip" install --disable-pip-version-check -r requirements.txt
}

link_programs() {
  local name
  while read -r name; do
    if [[ -x $TARGET/python/bin/$name ]]; then ln -s "../python/bin/$name" "$TARGET/bin/$name"; fi
  done < <(sed -nE 's/^([a-z0-9-]+)==.*/\1/p' requirements.txt)
}

install_tools() {
  mkdir "$TARGET/bin"
  if [[ -e go.mod ]]; then build_programs; fi
  if [[ -e requirements.txt ]]; then install_packages; fi
  if [[ -x tools/more.sh ]]; then tools/more.sh "$TARGET"; fi
  if [[ -e requirements.txt ]]; then link_programs; fi
}

once "$TARGET" "the tools of $FOLDER" install_tools
echo "$TARGET"
