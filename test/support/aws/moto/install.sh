#!/usr/bin/env bash
# Installs moto, the emulated AWS API behind the simulation, from PyPI once per
# user and state of requirements.txt. Prints the Python that has it.
# shellcheck source=../../../../setup/lib.sh
source "$(dirname "$0")/../../../../setup/lib.sh"

PINS=$ROOT/test/support/aws/moto/requirements.txt
TARGET=$TOOLS_CACHE/moto-$(sha256sum "$PINS" | cut -c1-16)

install_moto() {
  rm -rf "$TARGET"
  python3 -m venv "$TARGET"
  "$TARGET/bin/pip" install --disable-pip-version-check -r "$PINS"
  # Whole only from here on.
  touch "$TARGET/.complete"
}

if [[ ! -e $TARGET/.complete ]]; then
  mkdir -p "$TOOLS_CACHE"
  exec 9>"$TARGET.lock"
  if ! flock -n 9; then
    say "Another run is installing moto; waiting for it."
    flock 9
  fi
  if [[ ! -e $TARGET/.complete ]]; then step "installing moto, once" install_moto; fi
  exec 9>&-
fi
echo "$TARGET/bin/python"
