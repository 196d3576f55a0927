#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages that are missing, and nothing when none is. Arguments name
# the sets: build (compiler and libraries), run (what ./run.sh needs besides), test (what ./test.sh
# needs besides), fuzz (what tests/fuzz/run.sh needs besides build), static (what the static program
# and the image around it need besides build), image (what docker/test.sh needs besides test: it
# builds the image without a Docker daemon). Asks no questions; needs root or sudo only if something
# is missing.
set -euo pipefail

build_packages=(
  g++ make cmake ninja-build ccache pkg-config  # make: GCC runs link-time optimisation in parallel with it
  libboost-dev nlohmann-json3-dev libsqlite3-dev libsqlitecpp-dev libspdlog-dev libcli11-dev
  libjemalloc-dev liblz4-dev libre2-dev libexpected-dev prometheus-cpp-dev libssl-dev rapidjson-dev
  libsnappy-dev libzstd-dev zlib1g-dev
)
run_packages=(awscli)
test_packages=(
  awscli ca-certificates clang-format clang-tidy curl git libbenchmark-dev libgmock-dev libgtest-dev
  nodejs npm python3-boto3 python3-pytest python3-yaml shellcheck
)
fuzz_packages=(clang libclang-rt-dev)  # the latter has libFuzzer for the former's version
static_packages=(dpkg-dev ca-certificates)
image_packages=(awscli buildah debian-archive-keyring iproute2 mmdebstrap python3 util-linux)

usage() {
  echo "Usage: $0 SET...   where SET is build, run, test, fuzz, static or image" >&2
  exit 2
}

# A package also counts as present when the tool that we want of it comes from elsewhere.
is_present() {
  case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm) command -v npm >/dev/null && return ;;
  esac
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

(($# > 0)) || usage
wanted=()
for set_name in "$@"; do
  case $set_name in
    build) wanted+=("${build_packages[@]}") ;;
    run) wanted+=("${run_packages[@]}") ;;
    test) wanted+=("${test_packages[@]}") ;;
    fuzz) wanted+=("${fuzz_packages[@]}") ;;
    static) wanted+=("${static_packages[@]}") ;;
    image) wanted+=("${image_packages[@]}") ;;
    *) usage ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian or Ubuntu system. Install the equivalents of these packages:" >&2
  echo "  ${wanted[*]}" >&2
  echo "and build with CMake as README.md describes." >&2
  exit 1
fi

missing=()
for package in "${wanted[@]}"; do
  is_present "$package" || missing+=("$package")
done
((${#missing[@]} > 0)) || exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "Missing packages: ${missing[*]}" >&2
    echo "Run this as root, or install sudo." >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
"${apt_get[@]}" update </dev/null
"${apt_get[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null >/dev/null
