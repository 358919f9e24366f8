#!/usr/bin/env bash
# rollback.sh [ENVIRONMENT] [VERSION] [OPTION...]: release rollback, for whoever knows it by this name.
# Without a version, to the release before. The Git tag v1.4.2 stands for version 1.4.2.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=release/bin/words.sh
source release/bin/words.sh

if [[ ${1:-} == -h || ${1:-} == --help ]]; then usage "rollback.sh [ENVIRONMENT] [VERSION] [OPTION...]"; fi
take_environment "$@"
if [[ ${#OPTIONS[@]} -gt 0 && ${OPTIONS[0]} != -* ]]; then OPTIONS[0]=--version=$(version_of "${OPTIONS[0]}"); fi
exec release/bin/release -s "$ENVIRONMENT" rollback ${OPTIONS[@]+"${OPTIONS[@]}"}
