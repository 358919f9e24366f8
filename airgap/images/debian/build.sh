#!/usr/bin/env bash
# The base of all stand-ins: a minimal Debian bookworm from the package registry
# that this machine uses. Its settings for reaching registries (package source,
# certificate authorities, proxy) come from the machine; none is kept here.
# shellcheck source=../../../setup/lib.sh
source "$(dirname "$0")/../../../setup/lib.sh"

if ! have debootstrap; then
  if [[ $(id -u) != 0 ]] || ! have apt-get; then
    fail "debootstrap is missing, and with it the base of the stand-in images" \
      "Install it (Debian and Ubuntu: sudo apt-get install debootstrap debian-archive-keyring) and try again."
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends debootstrap debian-archive-keyring
fi

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
TREE=$WORK/root
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

# The machine's own Debian source; on another distribution the public one.
host_source() { # SUITE DEFAULT
  local uri
  # shellcheck disable=SC2016 # the names are apt's
  uri=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
    awk -v suite="$1" '$1 == suite && $3 == "Debian" { print $2; exit }')
  echo "${uri:-$2}"
}

SOURCE=$(host_source bookworm http://deb.debian.org/debian)
SECURITY=$(host_source bookworm-security http://deb.debian.org/debian-security)

debootstrap --variant=minbase bookworm "$TREE" "$SOURCE"
cat >"$TREE/etc/apt/sources.list" <<LIST
deb $SOURCE bookworm main
deb $SOURCE bookworm-updates main
deb $SECURITY bookworm-security main
LIST
# Proxy, time-outs, date checks.
apt-config dump | grep -E '^Acquire::(http|https|Check|Retries)' >"$TREE/etc/apt/apt.conf.d/90-as-on-the-host" || true
# Containers need neither packages' archives nor what only recommends itself.
cat >"$TREE/etc/apt/apt.conf.d/91-small" <<'CONF'
APT::Install-Recommends "false";
APT::Install-Suggests "false";
Acquire::Languages "none";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
CONF
printf 'path-exclude /usr/share/%s/*\n' doc man locale info >"$TREE/etc/dpkg/dpkg.cfg.d/91-small"
# No service starts when a package is installed.
printf '#!/bin/sh\nexit 101\n' >"$TREE/usr/sbin/policy-rc.d"
chmod 755 "$TREE/usr/sbin/policy-rc.d"

# The bundle as the machine trusts it, at the path where every client looks.
chroot "$TREE" apt-get update -qq
chroot "$TREE" apt-get upgrade -y -qq
chroot "$TREE" apt-get install -y -qq ca-certificates netbase tzdata
cp --remove-destination "${SSL_CERT_FILE:-$CERTIFICATES}" "$TREE$CERTIFICATES"

# pip as the machine has it, without what names a folder of the machine.
{
  printf '[global]\ncert = %s\ndisable-pip-version-check = true\n' "$CERTIFICATES"
  if have pip; then
    pip config list 2>/dev/null |
      sed -nE "s/^(global|install|:env:)\.(index-url|extra-index-url|trusted-host|proxy|timeout)='(.*)'$/\2 = \3/p"
  fi
} >"$TREE/etc/pip.conf"

rm -rf "$TREE"/var/lib/apt/lists/* "$TREE"/var/cache/apt/* "$TREE"/usr/share/{doc,man,locale,info}/* "$TREE"/var/log/*.log
rm -f "$TREE/etc/hostname" "$TREE/etc/resolv.conf"
tar -C "$TREE" -c . | docker import \
  --change 'CMD ["bash"]' \
  --change "ENV SSL_CERT_FILE=$CERTIFICATES" \
  --change 'LABEL maintenance.stand-in=true' \
  - debian:bookworm-slim
