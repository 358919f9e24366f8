# Prints the size of the database and the room for backups, in bytes.
cd "$BACKUPS"
psql -c "SELECT 'database', pg_database_size(current_database())"
printf 'free\t%s\n' "$(df --block-size=1 --output=avail . | tail -n 1)"
