# Makes an entry the only one of the map: the file by rename, then the map of every process that still answers clients,
# then reads back. Runs inside the load balancer's container. Arguments: map file, "key value" ("" for an empty map),
# master port. Exit codes: 4 a process does not have the new entry (the old one is back), 5 the load balancer does not
# answer, 6 there is no room to write the file (nothing was changed).
map=$1 wanted=$2 port=$3
exec 9>"${map%/*}/lock"
flock 9

read_map() { ask "@!$1 show map $map" | awk 'NF == 3 { print $2, $3 }'; }

# Arguments: process, entry. The new entry comes first: in no moment there is none.
write_map() {
  local key=${2% *} other
  if [ -n "$2" ]; then
    if read_map "$1" | grep -q "^$key "; then ask "@!$1 set map $map $2"; else ask "@!$1 add map $map $2"; fi
  fi
  for other in $(read_map "$1" | awk -v key="$key" '$1 != key { print $1 }'); do ask "@!$1 del map $map $other"; done
} >/dev/null

write_file() { printf '%s\n' "$1" >"$map.new" && mv "$map.new" "$map"; }

# Arguments: entry. Succeeds when every process has it.
write_all() {
  local process pids
  pids=$(workers) && [ -n "$pids" ] || exit 5
  write_file "$1" || return 6
  for process in $pids; do
    write_map "$process" "$1"
    # A former process may end between the two commands; then it has no value to be wrong about.
    [ "$(read_map "$process")" = "$1" ] || ! workers | grep -qx "$process" || return 1
  done
}

before=$(cat "$map")
write_all "$wanted"
case $? in
  0) exit 0 ;;
  6) rm -f "$map.new" && exit 6 ;;
esac
write_all "$before"
exit 4
