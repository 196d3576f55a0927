#!/usr/bin/env bash
# Dependencies between the folders of the tree $1 point one way (see layering.awk).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/checks/sources.sh
source "$here/sources.sh"

cd "$1"
mapfile -t files < <(cpp_sources .)
((${#files[@]} > 0)) || { echo "no sources found in $1" && exit 1; }
awk -f "$here/layering.awk" "${files[@]}"
echo "${#files[@]} files respect the layers"
