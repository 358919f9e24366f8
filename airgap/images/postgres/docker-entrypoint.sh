#!/usr/bin/env bash
# Starts the server; on an empty data folder makes the cluster first: superuser,
# password, database, and the scripts of /docker-entrypoint-initdb.d.
set -Eeuo pipefail

# setting NAME DEFAULT: the value of $NAME, or the content of the file $NAME_FILE.
setting() {
  local name=$1 file=${1}_FILE
  if [[ -n ${!name:-} && -n ${!file:-} ]]; then
    echo "error: both $name and $file are set; give one of them" >&2
    exit 1
  fi
  if [[ -n ${!file:-} ]]; then
    printf -v "$name" '%s' "$(<"${!file}")"
  else
    printf -v "$name" '%s' "${!name:-$2}"
  fi
  export "${name?}"
  unset "$file"
}

own_directories() {
  mkdir -p "$PGDATA" /var/run/postgresql || true
  chmod 700 "$PGDATA" || true
  chmod 3777 /var/run/postgresql 2>/dev/null || true
  if [[ $(id -u) == 0 ]]; then
    find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres '{}' +
  fi
}

sql() { # DATABASE [psql arguments]
  PGHOST='' psql --quiet --no-psqlrc --no-password -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$@"
}

create_cluster() {
  local trust=${POSTGRES_HOST_AUTH_METHOD:-}
  if [[ -z $POSTGRES_PASSWORD && $trust != trust ]]; then
    echo 'error: the database is not initialised and no password is given.' >&2
    echo '  Set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE (or POSTGRES_HOST_AUTH_METHOD=trust, which lets everybody in).' >&2
    exit 1
  fi
  local arguments=(--username "$POSTGRES_USER")
  if [[ -n $POSTGRES_PASSWORD ]]; then
    # Through a descriptor: never on a command line, where others can read it.
    exec {password}<<<"$POSTGRES_PASSWORD"
    arguments+=(--pwfile "/dev/fd/$password")
  fi
  # shellcheck disable=SC2086 # a list of arguments by its definition
  initdb --pgdata "$PGDATA" "${arguments[@]}" ${POSTGRES_INITDB_ARGS:-}
  if [[ -n $POSTGRES_PASSWORD ]]; then exec {password}<&-; fi
  printf '\nhost all all all %s\n' "${trust:-$(postgres -C password_encryption "$@")}" >>"$PGDATA/pg_hba.conf"
}

run_scripts() {
  local script
  shopt -s nullglob
  for script in /docker-entrypoint-initdb.d/*; do
    echo "$0: $script"
    case $script in
      *.sh)
        # shellcheck disable=SC1090 # only known when it runs
        if [[ -x $script ]]; then "$script"; else . "$script"; fi
        ;;
      *.sql) sql "$POSTGRES_DB" -f "$script" ;;
      *.sql.gz) gunzip -c "$script" | sql "$POSTGRES_DB" ;;
      *.sql.xz) xzcat "$script" | sql "$POSTGRES_DB" ;;
      *) echo "$0: ignored: no known ending" ;;
    esac
  done
}

# Databases and scripts need a server; this one answers on its socket only.
fill_cluster() {
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  local options
  printf -v options '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}"
  pg_ctl -D "$PGDATA" -o "$options" -w start
  if [[ -z $(sql postgres -tA -v name="$POSTGRES_DB" <<<"SELECT 1 FROM pg_database WHERE datname = :'name'") ]]; then
    sql postgres -v name="$POSTGRES_DB" <<<'CREATE DATABASE :"name"'
  fi
  run_scripts
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
}

if [[ ${1:-} == -* ]]; then set -- postgres "$@"; fi
if [[ ${1:-} == postgres && ! " $* " =~ ' '(--help|-\?|--version|-V|--describe-config)' ' ]]; then
  own_directories
  if [[ $(id -u) == 0 ]]; then exec gosu postgres "$0" "$@"; fi
  setting POSTGRES_PASSWORD ''
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS ''
  if [[ -s $PGDATA/PG_VERSION ]]; then
    echo 'The data folder holds a database; it is not initialised again.'
  else
    create_cluster "${@:2}"
    fill_cluster "${@:2}"
    echo 'The database is initialised; the server starts.'
  fi
  # The running server needs none of them.
  unset POSTGRES_PASSWORD
fi
exec "$@"
