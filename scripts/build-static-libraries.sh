#!/usr/bin/env bash
# Makes the static libraries that the preset "static" needs and Debian does not ship: prometheus-cpp,
# from the source package that belongs to the installed prometheus-cpp-dev. $1: the folder to install
# them into; build/static-libraries is where the preset looks. Changes nothing else of the system.
set -euo pipefail
prefix=$(realpath --canonicalize-missing "${1:?name the folder to install into}")
jobs=$(nproc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The sources of packages come from where the packages come from.
mkdir -p "$work"/{parts,lists/partial}
: >"$work/sources.list"
shopt -s nullglob
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [[ ! -f $list ]] || sed -n 's/^deb /deb-src /p' "$list" >>"$work/sources.list"
done
for list in /etc/apt/sources.list.d/*.sources; do
  sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/parts/${list##*/}"
done
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=$work/parts"
  -o "Dir::State::Lists=$work/lists" -o 'Dir::Cache::pkgcache=' -o 'Dir::Cache::srcpkgcache='
  -o 'APT::Sandbox::User=root')

version=$(dpkg-query --show --showformat='${source:Version}' prometheus-cpp-dev)
cd "$work"
"${apt[@]}" update
"${apt[@]}" source "prometheus-cpp=$version" >/dev/null
cmake -S prometheus-cpp-*/ -B build -G Ninja --log-level=WARNING -DCMAKE_BUILD_TYPE=Release \
  -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$prefix" \
  -DENABLE_PULL=OFF -DENABLE_PUSH=OFF -DENABLE_COMPRESSION=OFF -DENABLE_TESTING=OFF \
  -DUSE_THIRDPARTY_LIBRARIES=OFF
cmake --build build --parallel "$jobs" --target install >/dev/null
echo "prometheus-cpp $version is in $prefix"
