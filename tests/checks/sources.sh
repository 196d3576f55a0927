# shellcheck shell=bash
# Sourced by the checks.

# Prints the C++ files of the tree $1, one per line, relative to it: those that git knows or would
# know, or all that lie there if it is no checkout.
cpp_sources() {
  local git=(git -C "$1" -c safe.directory='*')
  if "${git[@]}" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    "${git[@]}" ls-files --cached --others --exclude-standard -- '*.h' '*.cc' |
      while IFS= read -r file; do [[ ! -f $1/$file ]] || printf '%s\n' "$file"; done
  else
    (cd "$1" && find . -path ./build -prune -o -name node_modules -prune -o \
      \( -name '*.h' -o -name '*.cc' \) -print | sed 's|^\./||')
  fi | sort
}
