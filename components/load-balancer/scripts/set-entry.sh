# Writes one entry of the map: the file by rename, then the map of every process that still answers clients, then reads
# back. Runs inside the load balancer's container. Arguments: map file, key, value ("" takes the entry out), master port.
# Exit codes: 4 a process does not have the new value (the old ones are back), 5 the load balancer does not answer,
# 6 there is no room to write the file (nothing was changed).
map=$1 key=$2 value=$3 port=$4
exec 9>"${map%/*}/lock"
flock 9

read_entry() { ask "@!$1 show map $map" | awk -v key="$key" '$2 == key { print $3 }'; }

# Arguments: process, value.
write_entry() {
  if [ -z "$2" ]; then
    ask "@!$1 del map $map $key"
  elif [ -n "$(read_entry "$1")" ]; then
    ask "@!$1 set map $map $key $2"
  else
    ask "@!$1 add map $map $key $2"
  fi >/dev/null
}

write_file() {
  awk -v key="$key" -v value="$1" '$1 != key; END { if (value != "") print key, value }' "$map" >"$map.new" &&
    mv "$map.new" "$map"
}

# Arguments: value. Succeeds when every process has it.
write_all() {
  local process pids
  pids=$(workers) && [ -n "$pids" ] || exit 5
  write_file "$1" || return 6
  for process in $pids; do
    write_entry "$process" "$1"
    # A former process may end between the two commands; then it has no value to be wrong about.
    [ "$(read_entry "$process")" = "$1" ] || ! workers | grep -qx "$process" || return 1
  done
}

before=$(awk -v key="$key" '$1 == key { print $2 }' "$map")
write_all "$value"
case $? in
  0) exit 0 ;;
  6) rm -f "$map.new" && exit 6 ;;
esac
write_all "$before"
exit 4
