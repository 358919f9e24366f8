#!/usr/bin/env bash
# Records the states of this version of the program, which later versions are held to (R11; docs/versioning.md): once,
# when it is released. Needs what the tests on a cluster need.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

VERSION=$(node -p 'require(process.argv[1]).version' "$ROOT/package.json")
for file in "test/fixtures/states/$VERSION.json" "test/fixtures/aws-states/$VERSION.json"; do
  if [[ -e $ROOT/$file ]]; then
    fail "the state of version $VERSION is recorded already, in $file, and is never recorded again" \
      "Give the program its new version first: npm version NEW --no-git-tag-version"
  fi
done

"$ROOT/setup/all.sh"
"$ROOT/airgap/kubernetes/up.sh"
eval "$("$ROOT/setup/env.sh")"
cd "$ROOT"
npm run -s record-state
npm run -s record-aws-state
