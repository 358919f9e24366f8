# Gives PART its name and its checksum file, and prints all that is there. Arguments: PART, FILE, sha256.
part=$1 file=$2 sha256=$3
cd "$BACKUPS"
printf '%s  %s\n' "$sha256" "$file" >"$file.sha256"
sync -- "$part" "$file.sha256"
mv -- "$part" "$file"
ls -1
