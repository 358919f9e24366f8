#!/usr/bin/env bash
# prepare.sh CONTEXT: adds the machine's node and npm, and how npm reaches its registry.
set -euo pipefail
context=$1
cp --dereference "$(node -p process.execPath)" "$context/node"
npm_cli=$(readlink -f "$(command -v npm)") # .../npm/bin/npm-cli.js
cp -R "$(dirname "$(dirname "$npm_cli")")" "$context/npm"
{
  echo 'prefix=/usr/local'
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt'
  for key in registry proxy https-proxy noproxy; do
    value=$(npm config get "$key" 2>/dev/null)
    case $value in '' | null | undefined) ;; *) echo "$key=$value" ;; esac
  done
} >"$context/npmrc"
