#!/usr/bin/env bash
# more.sh TARGET: of the package that carries schemas of Kubernetes, only the schemas are kept, in TARGET/schemas.
set -euo pipefail
cd "$(dirname "$0")"
TARGET=$1

mkdir "$TARGET/schemas"
"$TARGET/python/bin/python" schemas.py "$(cat kubernetes-version)" "$TARGET/schemas"
"$TARGET/python/bin/pip" uninstall --disable-pip-version-check --yes kubernetes-validate
