# Removes backups with their checksum files. Arguments: their names.
cd "$BACKUPS"
for file; do rm -f -- "$file" "$file.sha256"; done
