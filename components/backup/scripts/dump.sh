# Dumps the database into PART. Prints bytes, sha256 and facts; dump and facts are of one snapshot, while users go on
# writing. Arguments: PART, queries for the facts.
part=$1 facts=$2
cd "$BACKUPS"
export PART=$BACKUPS/$part
psql <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --snapshot="\$SNAPSHOT" --file="\$PART" && touch /tmp/dumped
$facts
COMMIT;
SQL
[[ -e /tmp/dumped ]]
printf 'bytes\t%s\n' "$(stat --format=%s "$part")"
printf 'sha256\t%s\n' "$(sha256sum <"$part" | cut -d ' ' -f 1)"
