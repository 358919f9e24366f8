#!/bin/sh
# /etc/nginx/templates/NAME.template becomes /etc/nginx/conf.d/NAME, with the
# defined environment variables (and no other $word) replaced.
set -e
templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
target=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
[ -d "$templates" ] || exit 0
if [ ! -w "$target" ]; then
  echo "$0: $target is not writable, templates are left out" >&2
  exit 0
fi
# shellcheck disable=SC2016 # envsubst wants the names with their dollar signs
names=$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/${\1}/p' | grep -e "${NGINX_ENVSUBST_FILTER:-}" || true)
find -L "$templates" -type f -name "*$suffix" | while read -r template; do
  name=${template#"$templates"/}
  name=$target/${name%"$suffix"}
  mkdir -p "$(dirname "$name")"
  envsubst "$names" <"$template" >"$name"
done
