# Restores PART into the database SCRATCH, prints the rows of each table there and lines in which its schema differs
# from that of the database, and drops it. Arguments: PART, SCRATCH, query for the rows.
part=$1 scratch=$2 rows=$3
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
psql --dbname="$scratch" <<<"$rows"
pg_dump --schema-only --dbname="$scratch" --file=/tmp/schema-restored
# Comments may name the database; newer tools write a random key into \restrict.
schema() { grep -Ev '^(--|\\(un)?restrict )' "$1"; }
diff <(schema /tmp/schema-of-database) <(schema /tmp/schema-restored) | grep '^[<>]' | head -n 20 | sed 's/^/schema\t/' || true
