#!/usr/bin/env bash
# Installs moto, the emulated AWS API behind the simulation, from PyPI once per
# user and state of requirements.txt. Prints the Python that has it.
# shellcheck source=../../../../setup/lib.sh
source "$(dirname "$0")/../../../../setup/lib.sh"

PINS=$ROOT/test/support/aws/moto/requirements.txt
TARGET=$TOOLS_CACHE/moto-$(sha256sum "$PINS" | cut -c1-16)

install_moto() {
  python3 -m venv "$TARGET"
  "$TARGET/bin/pip" install --disable-pip-version-check -r "$PINS"
}

once "$TARGET" moto install_moto
echo "$TARGET/bin/python"
