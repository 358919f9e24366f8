# Prints the sizes, in bytes, of the dump in PART and of the database SCRATCH, as far as they are. Arguments: PART, SCRATCH.
cd "$BACKUPS"
[[ ! -e $1 ]] || printf 'dumped\t%s\n' "$(stat --format=%s "$1")"
psql -v scratch="$2" <<<"SELECT 'restored', pg_database_size(datname) FROM pg_database WHERE datname = :'scratch'"
