#!/usr/bin/env bash
# Every shell script of the tree $1 passes shellcheck without a warning, and what is called by its name is executable.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/checks/sources.sh
source "$here/sources.sh"

cd "$1"
mapfile -t files < <(shell_scripts .)
((${#files[@]} > 0)) || { echo "no scripts found in $1" && exit 1; }
shellcheck --external-sources --severity=warning "${files[@]}"
for file in "${files[@]}"; do
  if [[ $(head -c 2 "$file") == '#!' && ! -x $file ]]; then
    echo "$file starts with #! but is not executable" && exit 1
  fi
done
echo "${#files[@]} scripts are in order"
