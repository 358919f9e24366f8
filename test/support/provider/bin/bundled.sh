# shellcheck shell=sh
# bundled NAME ARGUMENTS...: runs NAME-main.ts as one file, which is made anew when a source changed. The engine starts
# a provider for every run: from its sources, or with all of the SDK of AWS, one takes several times as long to start.
bundled() {
  root=$(cd "$(dirname "$0")/../../../.." && pwd)
  out=$root/.state/providers/$1.cjs
  if [ ! -e "$out" ] ||
    find "$root/test/support" "$root/components" "$root/package-lock.json" \
      \( -name '*.ts' -o -name bundled.sh -o -name package-lock.json \) -newer "$out" | grep -q .; then
    mkdir -p "$root/.state/providers"
    # Another run may make the same at the same time.
    made=$(mktemp "$out.XXXXXX")
    "$root/node_modules/.bin/esbuild" "$root/test/support/provider/$1-main.ts" --bundle --platform=node \
      --main-fields=module,main --minify --target=node20 --log-level=error --outfile="$made" --allow-overwrite >&2
    mv "$made" "$out"
  fi
  shift
  exec node "$out" "$@"
}
