# Puts one file into the running load balancer's configuration, or takes it out.
# Runs inside its container. Arguments: folder, file name, content ("" removes the file), master port, seconds to wait.
# Exit codes: 3 the configuration is not valid (nothing was changed), 4 it did not come to run (the former file is back).
folder=$1 file=$2 content=$3 port=$4 patience=$5
cd "$folder" || exit 1
exec 9>lock
flock 9

# Puts the candidate's files in place; the description in the running process then tells which configuration it has.
install() {
  if [ -e "candidate/$file" ]; then mv "candidate/$file" "$file"; else rm -f "$file"; fi
  mv candidate/00-description.cfg 00-description.cfg
}

prepare() {
  rm -rf candidate && mkdir candidate && cp ./*.cfg candidate/
  if [ -n "$1" ]; then printf '%s' "$1" >"candidate/$file"; else rm -f "candidate/$file"; fi
  rm -f candidate/00-description.cfg
  hash=$(cat candidate/*.cfg | sha256sum | cut -c1-16)
  printf 'global\n    description %s\n' "$hash" >candidate/00-description.cfg
}

runs() {
  local deadline=$((SECONDS + patience))
  until ask '@1 show info' | grep -q "^description: $hash$"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

former=""
[ -e "$file" ] && former=$(cat "$file"; printf x) && former=${former%x}
prepare "$content"
if ! message=$(haproxy -c -f candidate 2>&1); then
  rm -rf candidate
  printf '%s\n' "$message"
  exit 3
fi
install
kill -USR2 1
if runs; then
  rm -rf candidate
  exit 0
fi
prepare "$former"
install
kill -USR2 1
runs
rm -rf candidate
exit 4
