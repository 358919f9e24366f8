# Asks the users' route several times from inside the network; prints a line "status colour" for each answer.
# Arguments: port, path, how often, seconds to wait for each line.
# `cat` sends the request in one piece; bash would send it line by line, and wait 40 ms for each to be acknowledged.
request=$'GET '$2$' HTTP/1.0\r\nHost: load-balancer\r\n\r'
for ((asked = 0; asked < $3; asked++)); do
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 5
  cat <<<"$request" >&3
  status=0 colour=nobody
  while IFS=$' \r' read -r -t "$4" name value _ <&3 && [ -n "$name" ]; do
    case ${name,,} in
      http/*) status=$value ;;
      x-colour:) colour=$value ;;
    esac
  done
  exec 3>&-
  printf '%s %s\n' "$status" "$colour"
done
