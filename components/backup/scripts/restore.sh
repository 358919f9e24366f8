# Restores PART into the database SCRATCH, prints its facts, and drops it. Arguments: PART, SCRATCH, queries for the facts.
part=$1 scratch=$2 facts=$3
cd "$BACKUPS"
# What need not survive a crash need not wait for the disk.
export PGOPTIONS='-c synchronous_commit=off'
drop() { dropdb --if-exists --force "$scratch"; }
drop
trap drop EXIT
psql -v scratch="$scratch" <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
  :'scratch', pg_encoding_to_char(encoding), datcollate, datctype)
FROM pg_database WHERE datname = current_database() \gexec
SQL
pg_restore --exit-on-error --dbname="$scratch" "$part"
psql --dbname="$scratch" <<<"$facts"
