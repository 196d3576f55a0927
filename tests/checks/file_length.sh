#!/usr/bin/env bash
# No C++ file of the tree $1 has more than 500 lines.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/checks/sources.sh
source "$here/sources.sh"
readonly limit=500

cd "$1"
mapfile -t files < <(cpp_sources .)
((${#files[@]} > 0)) || { echo "no sources found in $1" && exit 1; }
long=$(awk -v limit="$limit" 'FNR == limit + 1 { print "  " FILENAME }' "${files[@]}")
if [[ -n $long ]]; then
  printf 'More than %d lines, split them:\n%s\n' "$limit" "$long"
  exit 1
fi
echo "${#files[@]} files have at most $limit lines"
