#!/usr/bin/env bash
# deploy.sh VERSION [ENVIRONMENT] [OPTION...]: release deploy, for whoever knows it by this name.
# The Git tag v1.4.2 stands for version 1.4.2; development and production for dev and prod.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=release/bin/words.sh
source release/bin/words.sh

if [[ $# -eq 0 || $1 == -* ]]; then usage "deploy.sh VERSION [ENVIRONMENT] [OPTION...]"; fi
VERSION=$(version_of "$1")
shift
take_environment "$@"
exec release/bin/release -s "$ENVIRONMENT" deploy "$VERSION" ${OPTIONS[@]+"${OPTIONS[@]}"}
