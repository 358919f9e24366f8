#!/usr/bin/env bash
# All checks of the sample application. Needs Python 3.11 or later, Node 20 or later and a Docker engine.
set -uo pipefail
cd "$(dirname "$0")"

passed=0 failed=0
run="app-test-$$-$RANDOM"
work=$(mktemp -d)
trap 'docker rm --force --volumes "$run-postgres" "$run-redis" >/dev/null 2>&1; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

stop() {
  echo "app/test.sh: $1" >&2
  exit 1
}

# install WHAT LOCK STAMP COMMAND...: runs the command unless it ran for this very lock before.
install() {
  local what=$1 lock=$2 stamp=$3
  shift 3
  [ -f "$stamp" ] && cmp -s "$lock" "$stamp" && return
  echo "installing $what ..."
  "$@" >"$work/install.log" 2>&1 || { tail -n 30 "$work/install.log"; stop "cannot install $what"; }
  cp "$lock" "$stamp"
}

install_python() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "needs Python 3.11 or later"; return 1; }
  python3 -m venv --clear api/.venv &&
    api/.venv/bin/pip install --disable-pip-version-check -r api/requirements-dev.txt &&
    api/.venv/bin/pip install --disable-pip-version-check --no-deps -e api
}

# start NAME PORT DOCKER-ARGUMENTS...: a container that is removed at the end, its port on a free one of loopback.
start() {
  local name=$1 port=$2
  shift 2
  docker run --detach --name "$run-$name" --publish "127.0.0.1::$port" "$@" >"$work/$name.log" 2>&1 ||
    { cat "$work/$name.log"; stop "cannot start $name; is a Docker engine running (docker info)?"; }
}

port_of() { docker port "$run-$1" "$2/tcp" | head -n 1 | sed 's/.*://'; }

services_said() {
  for name in postgres redis; do
    echo "last lines of $name:"
    docker logs --tail 10 "$run-$name" 2>&1
  done
}

# check FOLDER NAME COMMAND...: counts what the command counted, or one.
check() {
  local folder=$1 name=$2 begun=$SECONDS good bad
  shift 2
  printf '%-22s' "$name"
  (cd "$folder" && "$@") >"$work/check.log" 2>&1
  local code=$?
  good=$(counted passed) bad=$(counted failed)
  bad=$((bad + $(counted 'errors?')))
  [ "$code" -eq 0 ] && [ "$good" -eq 0 ] && good=1
  [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  echo "$good passed, $bad failed ($((SECONDS - begun)) s)"
  [ "$code" -ne 0 ] && tail -n 80 "$work/check.log"
  [ "$name" = pytest ] && [ "$code" -eq 4 ] && services_said
  passed=$((passed + good)) failed=$((failed + bad))
}

# The number before a word in the summary line of pytest or vitest.
counted() {
  sed 's/\x1b\[[0-9;]*m//g' "$work/check.log" |
    grep -E '^ *Tests  .*(passed|failed)|^(=+ )?[0-9]+ (passed|failed|error).* in [0-9.]+s' | tail -n 1 |
    grep -oE "[0-9]+ $1" | grep -oE '^[0-9]+' || echo 0
}

schema_head() { sed -n 's/.*schema\.head="\([^"]*\)".*/\1/p' "$1/api/Dockerfile"; }

# former FOLDER: puts there the code of the former release, the newest in the history with another schema, and as
# `migrations` those of today: users still have that code while today's schema is there already. Without such a release
# in the history, or without a history, today's code and the revision of a release to come take their places.
former() {
  local bump='' commit
  mkdir "$1"
  for commit in $(git log --format=%H -- api/Dockerfile 2>/dev/null); do
    git archive "$commit" api/Dockerfile | tar -x -C "$1"
    if [ "$(schema_head "$1")" != "$(schema_head .)" ]; then
      git archive "${bump:-HEAD}${bump:+^}" api | tar -x -C "$1"
      cp -r api/maintenance_api/migrations "$1/migrations"
      return
    fi
    bump=$commit
  done
  tar -c --exclude=.venv api | tar -x -C "$1"
  cp -r api/maintenance_api/migrations "$1/migrations"
  cp api/tests/next_revision.py "$1/migrations/versions/next.py"
}

head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' >"$work/postgres"
head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' >"$work/redis"
start postgres 5432 --env POSTGRES_USER=tests --env "POSTGRES_PASSWORD=$(cat "$work/postgres")" \
  postgres:14 -c fsync=off -c max_connections=200
start redis 6379 redis:7.0 redis-server --save '' --requirepass "$(cat "$work/redis")"
export TEST_POSTGRES_HOST=127.0.0.1 TEST_POSTGRES_USER=tests TEST_POSTGRES_PASSWORD_FILE=$work/postgres
export TEST_REDIS_HOST=127.0.0.1 TEST_REDIS_PASSWORD_FILE=$work/redis
TEST_POSTGRES_PORT=$(port_of postgres 5432) TEST_REDIS_PORT=$(port_of redis 6379)
export TEST_POSTGRES_PORT TEST_REDIS_PORT

cat api/requirements.txt api/requirements-dev.txt api/pyproject.toml >"$work/python.lock"
install "Python packages" "$work/python.lock" api/.venv/.installed install_python
install "Node packages" frontend/package-lock.json frontend/node_modules/.installed \
  npm --prefix frontend ci --no-audit --no-fund

check api "flake8" .venv/bin/flake8
check api "ruff" .venv/bin/ruff check .
check api "ruff format" .venv/bin/ruff format --check .
check api "pytest" .venv/bin/pytest -q --color=no
former "$work/former" || stop "cannot take the code of the former release from the history"
later=$(sed -n 's/^revision = "\(.*\)"/\1/p' "$work"/former/migrations/versions/*.py | sort | tail -n 1)
check "$work/former/api" "code $(schema_head "$work/former"), schema $later" \
  env TEST_MIGRATIONS="$work/former/migrations" "$PWD/api/.venv/bin/pytest" -q --color=no \
  tests/test_work_orders.py tests/test_status.py
check frontend "eslint" npm run -s lint
check frontend "tsc" npm run -s typecheck
check frontend "vitest" npm run -s test
check frontend "vite build" npm run -s build

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
