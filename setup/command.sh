#!/usr/bin/env bash
# command.sh NAME [ARGUMENT...]: one of the daily commands (setup/NAME.ts), with what it needs.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

name=$1
shift
"$ROOT/setup/npm.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
# Users may be reached by a certificate of the own CA (docker/tls: own): trusted besides what is trusted anyway.
if [[ -r $STATE/tls/ca.crt ]]; then
  cat "$STATE/tls/ca.crt" ${NODE_EXTRA_CA_CERTS:+"$NODE_EXTRA_CA_CERTS"} >"$STATE/tls/trusted.crt"
  export NODE_EXTRA_CA_CERTS=$STATE/tls/trusted.crt
fi
exec node --import=tsx "setup/$name.ts" "$@"
