#!/usr/bin/env bash
# Collects what the image holds. $1: the program; $2: a new folder, which gets root/ (the root of the
# image, owned by root) and data/ (the empty data folder, to be owned by the image's user). Runs in
# the build stage, on any architecture: what the loader asks for is copied, whatever its name.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly program=$1 root=$2/root

# The C library and what is linked into the program, whose licences ask to be passed on.
readonly packages=(
  ca-certificates libboost-dev libc6 libcli11-dev libexpected-dev libfmt-dev libjemalloc-dev liblz4-dev
  libre2-dev libsnappy-dev libspdlog-dev libsqlite3-dev libsqlitecpp-dev libssl-dev libstdc++-12-dev libzstd-dev
  nlohmann-json3-dev prometheus-cpp-dev rapidjson-dev zlib1g-dev
)

mkdir -p "$2/data" "$root"/{tmp,usr/bin,etc/ssl/certs}
chmod 1777 "$root/tmp"
cp -r "$here/rootfs/." "$root/"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
install -m 755 "$program" "$root/usr/bin/autopilot-local"
strip --strip-all "$root/usr/bin/autopilot-local"

# Lines like "libc.so.6 => /lib/.../libc.so.6 (0x...)", and the loader itself without an arrow.
mapfile -t libraries < <(ldd "$program" | grep -o '/lib[^ ]*')
for library in "${libraries[@]}"; do
  case ${library##*/} in
    libc.so.* | libm.so.* | ld-linux*) cp --dereference --parents "$library" "$root/" ;;
    *) echo "$library is linked dynamically; only the C library should be" >&2 && exit 1 ;;
  esac
done

for package in "${packages[@]}"; do
  cp --dereference --parents "/usr/share/doc/$package/copyright" "$root/"
done
