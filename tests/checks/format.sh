#!/usr/bin/env bash
# Every C++ file of the tree $1 is formatted as .clang-format says.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/checks/sources.sh
source "$here/sources.sh"

cd "$1"
mapfile -t files < <(cpp_sources .)
((${#files[@]} > 0)) || { echo "no sources found in $1" && exit 1; }
if ! report=$(clang-format --dry-run -Werror "${files[@]}" 2>&1); then
  echo "Not formatted (clang-format -i FILE puts it right):"
  sed -n 's/^\([^ :]*\):\([0-9]*\):.*/  \1:\2/p' <<<"$report" | sort -u -t: -k1,1
  exit 1
fi
echo "${#files[@]} files are formatted"
