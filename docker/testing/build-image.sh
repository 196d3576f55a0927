#!/usr/bin/env bash
# Builds the image from docker/Dockerfile with buildah, without a Docker daemon, and saves it as `docker
# save` would. $1: the archive to write. $2: a folder that keeps what a second build can use again.
# Further arguments go to buildah. Needs root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
archive=$(realpath --canonicalize-missing "$1")
cache=$(realpath --canonicalize-missing "$2")
shift 2
readonly base=docker.io/library/debian:bookworm-slim image=localhost/autopilot-local:test
store=$(mktemp -d)
mkdir -p "$cache/tmp"
trap 'rm -rf "$store"' EXIT

# The image store is ours alone. Mounted caches lie below TMPDIR and are kept.
buildah() {
  STORAGE_DRIVER=vfs TMPDIR=$cache/tmp command buildah --root "$store/root" --runroot "$store/run" "$@"
}

# What Dockerfiles get from a registry as debian:bookworm-slim is made here of Debian's packages. They
# come from this machine's sources if it is such a Debian itself, over the proxies it uses.
make_base() {
  local sources=() file codename
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${ID:-}-${VERSION_CODENAME:-}")
  if [[ $codename == debian-bookworm ]]; then
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
      if grep -qsE '^(deb|Types:)' "$file"; then sources+=("$file"); fi
    done
  fi
  apt-config dump | { grep -E '^Acquire::(https?::|ftp::|Check-|Retries|ForceIPv)' || true; } >"$store/apt.conf"
  mmdebstrap --quiet --variant=minbase --aptopt="$store/apt.conf" --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --format=tar bookworm "$cache/base.new.tar" "${sources[@]}"
  mv "$cache/base.new.tar" "$cache/base.tar"
}

import_base() {
  local container
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$cache/base.tar" / >/dev/null
  buildah commit --quiet --rm "$container" "$base" >/dev/null
}

# Made anew each week, and when the package sources of this machine have changed since.
if [[ ! -f $cache/base.tar || -n $(find "$cache/base.tar" -mtime +6) ||
  -n $(find /etc/apt -newer "$cache/base.tar" -type f -print -quit) ]]; then
  make_base
fi
import_base
# Docker's format, as the other one knows no HEALTHCHECK.
buildah bud --format docker --isolation chroot --network host --pull-never --quiet \
  --file docker/Dockerfile --tag "$image" "$@" .
rm -f "$archive"
buildah push --quiet "$image" "docker-archive:$archive:autopilot-local:test"
