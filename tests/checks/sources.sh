# shellcheck shell=bash
# Sourced by the checks.

# Prints the files of the tree $1 whose names match one of the patterns that follow, one per line,
# relative to it: those that git knows or would know, or all that lie there if it is no checkout.
tree_files() {
  local root=$1 git=(git -C "$1" -c safe.directory='*') pattern names=()
  shift
  if "${git[@]}" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    "${git[@]}" ls-files --cached --others --exclude-standard -- "$@" |
      while IFS= read -r file; do [[ ! -f $root/$file ]] || printf '%s\n' "$file"; done
  else
    for pattern in "$@"; do names+=(-o -name "${pattern##*/}"); done
    (cd "$root" && find . -path ./build -prune -o -name node_modules -prune -o \
      -type f \( "${names[@]:1}" \) -print | sed 's|^\./||')
  fi | sort
}

cpp_sources() { tree_files "$1" '*.h' '*.cc'; }

shell_scripts() { tree_files "$1" '*.sh' '.ci/run'; }
