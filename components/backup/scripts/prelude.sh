# Before each script of a backup. The folder is that of the mounted volume; the other variables are libpq's.
set -euo pipefail
PGPASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
export PGPASSWORD
psql() {
  command psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=$'\t' -v ON_ERROR_STOP=1 "$@"
}
