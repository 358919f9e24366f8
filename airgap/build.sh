# shellcheck shell=bash
# Shared by what is built here from Go modules: one cache for all clones of a user,
# where a build is complete or not there at all. Sourced after setup/lib.sh.

AIRGAP=$ROOT/airgap
PROGRAMS=$TOOLS_CACHE/programs

# build FOLDER PROGRAM PACKAGE [go build arguments]
build() {
  local folder=$1 program=$2 package=$3
  shift 3
  cd "$AIRGAP/$folder" || return
  go build -mod=readonly -trimpath -buildvcs=false -o "$BUILD/$program" "$@" "$package"
}

# key FOLDER...: what decides which programs come out: modules, our own Go, scripts.
key() {
  (cd "$AIRGAP" && find "$@" -type f \( -name 'go.*' -o -name '*.go' -o -path 'bin/*' \) |
    LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -c1-16
}

# part FOLDER PROGRAM TITLE FUNCTION...: the program in the cache, built unless it
# is there, and in bin. A change of one folder builds its programs alone.
part() {
  local folder=$1 program=$2 title=$3 finished
  shift 3
  finished=$PROGRAMS/$program-$(key "$folder")
  if [[ ! -x $finished ]]; then
    if [[ -n ${ANNOUNCE:-} ]]; then say "$ANNOUNCE"; fi
    ANNOUNCE=
    step "building $title" "$@"
    mv "$BUILD/$program" "$finished"
  fi
  ln "$finished" "$BUILD/finished/bin/$program"
}

# built_once TARGET WHAT FUNCTION: the folder TARGET, made by FUNCTION in
# $BUILD/finished. Two at once: one waits.
built_once() {
  local target=$1 what=$2
  if [[ -d $target ]]; then return; fi
  mkdir -p "$PROGRAMS"
  exec 9>"$TOOLS_CACHE/lock"
  if ! flock -n 9; then
    say "Another set-up is building; waiting for it before building $what."
    flock 9
  fi
  if [[ ! -d $target ]]; then
    rm -rf "$TOOLS_CACHE"/.build-* # of a killed build
    BUILD=$(mktemp -d "$TOOLS_CACHE/.build-XXXXXX")
    trap 'rm -rf "$BUILD"' EXIT
    # Go's caches for this build are its own and go away with it: 5 GB otherwise.
    export GOMODCACHE=$BUILD/gomod GOCACHE=$BUILD/gocache GOFLAGS=-modcacherw GOTOOLCHAIN=local
    mkdir -p "$BUILD/finished/bin"
    "$3"
    mv -T "$BUILD/finished" "$target"
    rm -rf "$BUILD"
  fi
  exec 9>&-
}
