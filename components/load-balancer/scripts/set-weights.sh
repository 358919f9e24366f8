# Writes green's weight: the map file by rename, then the map of every process that still answers clients, then reads back.
# Runs inside the load balancer's container. Arguments: map file, weight of green, master port.
# Exit codes: 4 a process does not have the new weight (the old ones are back), 5 the load balancer does not answer,
# 6 there is no room to write the file (nothing was changed).
map=$1 weight=$2 port=$3
exec 9>"${map%/*}/lock"
flock 9

read_weight() { ask "@!$1 show map $map" | awk '$2 == "green" { print $3 }'; }

# Arguments: process, weight ("" takes the entry out).
write_weight() {
  if [ -z "$2" ]; then
    ask "@!$1 del map $map green"
  elif [ -n "$(read_weight "$1")" ]; then
    ask "@!$1 set map $map green $2"
  else
    ask "@!$1 add map $map green $2"
  fi >/dev/null
}

write_file() {
  if [ -n "$1" ]; then printf 'green %s\n' "$1" >"$map.new"; else : >"$map.new"; fi && mv "$map.new" "$map"
}

# Arguments: weight. Succeeds when every process has it.
write_all() {
  local process pids
  pids=$(workers) && [ -n "$pids" ] || exit 5
  write_file "$1" || return 6
  for process in $pids; do
    write_weight "$process" "$1"
    # A former process may end between the two commands; then it has no weight to be wrong about.
    [ "$(read_weight "$process")" = "$1" ] || ! workers | grep -qx "$process" || return 1
  done
}

before=$(awk '$1 == "green" { print $2 }' "$map")
write_all "$weight"
case $? in
  0) exit 0 ;;
  6) rm -f "$map.new" && exit 6 ;;
esac
write_all "$before"
exit 4
