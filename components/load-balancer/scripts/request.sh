# One HTTP request from inside the network; prints the whole answer. Arguments: port, path, seconds to wait, header
# lines, host (absent: the load balancer itself).
exec 3<>"/dev/tcp/${5:-127.0.0.1}/$1" || exit 5
# Errors come as JSON, which is shorter to tell.
# In one piece: bash itself would send it line by line, and wait 40 ms for each to be acknowledged.
cat <<<$'GET '"$2"$' HTTP/1.0\r\nHost: load-balancer\r\nAccept: */*, application/json\r\n'"$4"$'\r' >&3
timeout "$3" cat <&3
