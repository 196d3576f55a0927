#!/usr/bin/env bash
# clang-tidy over the sources of the tree $1 with the compile commands of the build folder $2, two
# at a time. Sources that see Asio or Beast are left out: half a minute each, for headers not ours.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/checks/sources.sh
source "$here/sources.sh"
readonly build=$2

cd "$1"
mapfile -t files < <(
  cpp_sources . | grep '\.cc$' | grep -E '^(common|lifecycle|datasets|storage|control|api|server)/' |
    while IFS= read -r file; do
      if grep -qF "\"file\": \"$PWD/$file\"" "$build/compile_commands.json" &&
        ! grep -qE '#include [<"](boost/(asio|beast)|server/http/)' "$file"; then
        printf '%s\n' "$file"
      fi
    done
)
((${#files[@]} > 0)) || { echo "no sources found in $1" && exit 1; }
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P 2 clang-tidy -p "$build" --quiet
echo "${#files[@]} sources are tidy"
