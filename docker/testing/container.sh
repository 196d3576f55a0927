#!/usr/bin/env bash
# Runs the image that unpack-image.py unpacked into the folder $IMAGE as a container would run: its
# entrypoint with this script's arguments, as its user, in its environment and working folder, as
# process 1, on a read-only root where only the volume /data ($DATA, a folder; absent: an empty one) and
# /tmp can be written. The network is the machine's. Lines NAME=VALUE in $CONTAINER_ENVIRONMENT are
# like `docker run -e`, and UID:GID in $CONTAINER_USER is like `--user`. With HEALTHCHECK=1 the image's
# health command runs in place of the entrypoint. $STARTED, a file, gets the time of the start in
# seconds. This script's process waits for that process 1, its only child, and ends with its exit
# code. Needs root.
set -euo pipefail
: "${IMAGE:?name the unpacked image}"
mapfile -t environment <"$IMAGE/environment"
mapfile -t own_environment <<<"${CONTAINER_ENVIRONMENT:-}"
if [[ -z ${own_environment[*]} ]]; then own_environment=(); fi
if [[ -n ${HEALTHCHECK:-} ]]; then
  mapfile -t -s 1 command <"$IMAGE/healthcheck"
else
  mapfile -t command <"$IMAGE/entrypoint"
fi
IFS=: read -r user group <<<"${CONTAINER_USER:-$(<"$IMAGE/user")}"
workdir=$(<"$IMAGE/workdir")

# The shell that sets the mounts becomes the program: both are process 1 of the new namespace.
export IMAGE DATA="${DATA:-}" STARTED="${STARTED:-}"
# shellcheck disable=SC2016  # for the inner shell
exec unshare --mount --pid --fork bash -euc '
  mount --bind "$IMAGE/root" "$IMAGE/root"
  mount -t tmpfs -o mode=1777 tmpfs "$IMAGE/root/tmp"
  if [[ -n $DATA ]]; then
    mount --bind "$DATA" "$IMAGE/root/data"
  else
    mount -t tmpfs -o "uid=$1,gid=$2" tmpfs "$IMAGE/root/data"
  fi
  mount -o remount,bind,ro "$IMAGE/root"
  if [[ -n $STARTED ]]; then echo "$EPOCHREALTIME" >"$STARTED"; fi
  shift 2
  exec "$@"
' container "$user" "$group" env -i "${environment[@]}" "${own_environment[@]}" \
  unshare --root="$IMAGE/root" --wd="$workdir" --setuid "$user" --setgid "$group" "${command[@]}" "$@"
