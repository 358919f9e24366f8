#!/usr/bin/env bash
# Finds or installs the Pulumi CLI: the one on PATH, else the official download,
# else a build from Go modules. Leaves "KIND FOLDER" in .state/pulumi-tools.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

ANSWER=$STATE/pulumi-tools
OLDEST=3.200.0
DOWNLOADED=3.259.0
INSTALLED=$(dirname "$TOOLS_CACHE")/pulumi-$DOWNLOADED

version_of() { limited 20 "$1" version 2>/dev/null | sed 's/^v//' || true; }

good() { # a folder whose pulumi and Node language host can be used
  [[ -x $1/pulumi && -x $1/pulumi-language-nodejs ]] && version_at_least "$(version_of "$1/pulumi")" "$OLDEST"
}

remember() {
  mkdir -p "$STATE"
  printf '%s %s\n' "$1" "$2" >"$ANSWER"
  say "pulumi $(version_of "$2/pulumi"): $3"
}

# Still right? An air-gapped build goes stale when its modules change.
still_good() {
  [[ -r $ANSWER ]] || return 1
  local kind folder
  read -r kind folder <"$ANSWER"
  case $kind in
    path) [[ $(command -v pulumi || true) == "$folder/pulumi" ]] ;;
    downloaded) [[ $folder == "$INSTALLED/bin" && -x $folder/pulumi ]] ;;
    airgap) [[ $folder == "$("$ROOT/airgap/tools.sh" --where)" && -x $folder/pulumi ]] ;;
    *) return 1 ;;
  esac
}

# The installer goes to a file first: a script that arrives cut off must not run.
# A failure is only reported: there is another way.
download() {
  local script
  script=$(mktemp)
  if ! curl -fsSL --connect-timeout 5 --max-time 20 --output "$script" https://get.pulumi.com ||
    ! limited 600 sh "$script" --version "$DOWNLOADED" --install-root "$INSTALLED" --no-edit-path; then
    echo "The download of Pulumi failed."
  fi
  rm -f "$script"
}

if still_good; then exit; fi

if have pulumi; then
  folder=$(dirname "$(command -v pulumi)")
  if [[ $folder == "$TOOLS_CACHE"/* ]]; then
    : # put on PATH by make env; below it is found as what it is
  elif good "$folder"; then
    remember path "$folder" "the one on PATH ($folder)"
    exit
  else
    say "The pulumi on PATH ($folder, version $(version_of pulumi)) is not used: $OLDEST or later with its Node language host is needed."
  fi
fi

if ! good "$INSTALLED/bin" && have curl && curl -fsS --connect-timeout 5 --max-time 10 -o /dev/null https://get.pulumi.com 2>/dev/null; then
  step "downloading pulumi $DOWNLOADED" download
fi
if good "$INSTALLED/bin"; then
  remember downloaded "$INSTALLED/bin" "the official download, in $INSTALLED"
  exit
fi

"$ROOT/setup/requirements.sh" airgap
folder=$("$ROOT/airgap/tools.sh")
remember airgap "$folder" "built from Go modules (airgap/README.md), in $folder"
