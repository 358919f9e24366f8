# Talks to HAProxy's master process; put in front of the other scripts, which set `port`.
set -u

# The master keeps a connection open until it is told to quit, and for ever when the process asked ends meanwhile.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s;quit\n' "$1" >&3
  timeout 5 cat <&3
  exec 3>&-
} 2>/dev/null

# Process ids of the workers, the one with today's configuration and those that still finish old connections.
workers() { ask 'show proc' | awk '$2 == "worker" { print $1 }'; }
