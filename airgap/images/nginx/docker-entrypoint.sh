#!/bin/sh
# Before nginx starts, what lies in /docker-entrypoint.d is run in order:
# *.sh as programs, *.envsh read into this shell; only if they are executable.
set -e
note() {
  [ -n "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$0: $*"
}

case "$1" in
  nginx | nginx-debug)
    for script in /docker-entrypoint.d/*; do
      if [ ! -f "$script" ] || [ ! -x "$script" ]; then
        note "ignoring $script: not an executable file"
        continue
      fi
      case "$script" in
        *.envsh)
          note "reading $script"
          # shellcheck disable=SC1090 # only known when it runs
          . "$script"
          ;;
        *.sh)
          note "running $script"
          "$script"
          ;;
        *) note "ignoring $script: neither .sh nor .envsh" ;;
      esac
    done
    ;;
esac
exec "$@"
