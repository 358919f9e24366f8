# What deploy.sh and rollback.sh are told, in the words of the release command.
# shellcheck shell=bash

usage() {
  echo "usage: $1" >&2
  exit 2
}

# A Git tag names the version behind its v.
version_of() { if [[ $1 =~ ^v[0-9] ]]; then echo "${1#v}"; else echo "$1"; fi; }

# The environment that is named first, dev when none is; OPTIONS is what follows.
take_environment() {
  ENVIRONMENT=dev OPTIONS=("$@")
  if [[ $# -eq 0 || $1 == -* ]]; then return; fi
  ENVIRONMENT=$1 OPTIONS=("${@:2}")
  case $ENVIRONMENT in
    development) ENVIRONMENT=dev ;;
    production) ENVIRONMENT=prod ;;
  esac
}
