# Prints what the load balancer has on file and what its processes run with, for `parseStatus` (haproxy.ts).
# Runs inside its container. Arguments: folder, map file, master port. Exit code 5: it does not answer.
folder=$1 map=$2 port=$3
cd "$folder" || exit 1

processes=$(ask 'show proc') || exit 5
echo "== map-file"
cat "$map"
for process in $(printf '%s\n' "$processes" | awk '$2 == "worker" { print $1 }'); do
  echo "== process $process"
  ask "@!$process show map $map"
done
for name in *.cfg; do
  echo "== file $name"
  cat "$name"
done
echo "== hash"
for name in *.cfg; do [ "$name" = 00-description.cfg ] || cat "$name"; done | sha256sum | cut -c1-16
echo "== info"
ask '@1 show info' | grep '^description:'
echo "== stat"
ask '@1 show stat'
