#!/bin/sh
# Options or a configuration file alone mean redis-server. As root, the data
# folder is given to the service user, who then runs the server.
set -e
case "$1" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis '{}' +
  exec gosu redis "$0" "$@"
fi
# Data files are the service's alone, unless the caller asked for another mask.
if [ "$(umask)" = 0022 ]; then umask 0077; fi

# The official build has protected mode off by default (a container's port is
# reached from outside its loopback); here it is said, unless it was said already.
if [ "$1" = redis-server ]; then
  said=false
  for argument in "$@"; do
    case "$argument" in
      *protected-mode*) said=true ;;
      *.conf) if [ -r "$argument" ] && grep -q '^[[:space:]]*protected-mode' "$argument"; then said=true; fi ;;
      --version | -v | --help | -h | --test-memory | --check-system) said=true ;;
      -) said=true ;; # the configuration comes from standard input
    esac
  done
  if [ $said = false ]; then set -- "$@" --protected-mode no; fi
fi
exec "$@"
