# Counts the connections that work on something of a colour, and ends them if asked to. Runs inside the load balancer's
# container. Arguments: colour, whose ("users": of that route, in every process; "former": all of former processes),
# what to do ("count" or "cut"), master port. Prints the number. Exit code 5: it does not answer.
colour=$1 whose=$2 act=$3 port=$4

processes=$(ask 'show proc') || exit 5
route='[a-z]*' from=1
if [ "$whose" = users ]; then route=users from=0; fi
count=0
for process in $(awk -v from="$from" '$2 == "worker" && $3 >= from { print $1 }' <<<"$processes"); do
  for session in $(ask "@!$process show sess" | sed -nE "s/^(0x[0-9a-f]+): .* fe=$route be=$colour .*/\1/p"); do
    count=$((count + 1))
    if [ "$act" = cut ]; then ask "@!$process shutdown session $session" >/dev/null; fi
  done
done
echo "$count"
