# Dumps the database into PART. Prints bytes, sha256, and the rows of each table as they are in the dump: dump, rows
# and schema are of one snapshot, while users go on writing. Arguments: PART, query for the rows.
part=$1 rows=$2
cd "$BACKUPS"
export PART=$BACKUPS/$part
psql <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --snapshot="\$SNAPSHOT" --file="\$PART" && touch /tmp/dumped
\! pg_dump --schema-only --snapshot="\$SNAPSHOT" --file=/tmp/schema-of-database && touch /tmp/schema-dumped
$rows
COMMIT;
SQL
[[ -e /tmp/dumped && -e /tmp/schema-dumped ]]
printf 'bytes\t%s\n' "$(stat --format=%s "$part")"
printf 'sha256\t%s\n' "$(sha256sum <"$part" | cut -d ' ' -f 1)"
