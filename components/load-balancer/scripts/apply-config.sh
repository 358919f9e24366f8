# Puts one file into the running load balancer's configuration, or takes it out.
# Runs inside its container. Arguments: folder, file name, content ("" removes the file), master port, seconds to wait.
# Exit codes: 3 the configuration is not valid, 6 there is no room to write it (nothing was changed by either),
# 4 it did not come to run (the former file is back).
folder=$1 file=$2 content=$3 port=$4 patience=$5
cd "$folder" || exit 1
exec 9>lock
flock 9

# The new configuration, whole, beside the running one. The description tells which one a process runs with.
prepare() {
  clean && mkdir candidate former && cp ./*.cfg candidate/ || return 1
  if [ -n "$content" ]; then printf '%s' "$content" >"candidate/$file" || return 1; else rm -f "candidate/$file"; fi
  rm -f candidate/00-description.cfg
  hash=$(cat candidate/*.cfg | sha256sum | cut -c1-16)
  printf 'global\n    description %s\n' "$hash" >candidate/00-description.cfg
}

# Links and renames only: they need no room, so that the way back is always open.
install() {
  for name in "$file" 00-description.cfg; do
    [ ! -e "$name" ] || ln "$name" "former/$name"
    replace_by "candidate/$name"
  done
}

put_back() {
  for name in "$file" 00-description.cfg; do replace_by "former/$name"; done
  hash=$(awk '$1 == "description" { print $2 }' 00-description.cfg)
}

replace_by() { if [ -e "$1" ]; then mv "$1" "$name"; else rm -f "$name"; fi; }

clean() { rm -rf candidate former; }

runs() {
  local deadline=$((SECONDS + patience))
  until ask '@1 show info' | grep -q "^description: $hash$"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

if ! prepare; then
  clean
  exit 6
fi
if ! message=$(haproxy -c -f candidate 2>&1); then
  clean
  printf '%s\n' "$message"
  exit 3
fi
install
kill -USR2 1
if runs; then
  clean
  exit 0
fi
put_back
kill -USR2 1
runs
clean
exit 4
