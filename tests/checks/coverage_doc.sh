#!/usr/bin/env bash
# Every test named in docs/command-reference-coverage.md of the tree $1 exists, and every rule in it
# names a test or says what it waits for. The table's columns: rule, where it is checked, tests.
# A test is `Suite.Name` (GoogleTest), `cli/FILE.sh: test_function` or `js/FILE.test.js: title`.
set -euo pipefail
cd "$1"
readonly doc=docs/command-reference-coverage.md
rules=0
names=0
failures=0

complain() {
  printf '%s: %s\n' "$doc" "$1"
  failures=$((failures + 1))
}

gtests=$(find tests -name '*_test.cc' -exec cat {} + | tr '\n' ' ' |
  grep -oE '\bTEST(_F|_P)?\( *[A-Za-z0-9_]+, *[A-Za-z0-9_]+\)' |
  sed -E 's/TEST(_F|_P)?\( *([A-Za-z0-9_]+), *([A-Za-z0-9_]+)\)/\2.\3/' | sort -u)

test_exists() {
  local file title
  case $1 in
    cli/*.sh:\ *)
      file=tests/clients/${1%%: *}
      [[ -f $file ]] && grep -qE "^${1#*: }\(\) \{" "$file"
      ;;
    js/*.test.js:\ *)
      file=tests/clients/${1%%: *}
      title=${1#*: }
      [[ -f $file ]] && grep -qF "test('$title'" "$file"
      ;;
    *) grep -qxF -- "$1" <<<"$gtests" ;;
  esac
}

while IFS='|' read -r _ rule _ tests _; do
  rules=$((rules + 1))
  if [[ $tests != *\`* && $tests != *'to come ('* ]]; then complain "no test for: $rule"; fi
  while IFS= read -r name; do
    [[ -n $name ]] || continue
    names=$((names + 1))
    test_exists "$name" || complain "no such test: $name"
  done < <(grep -oE "\`[^\`]+\`" <<<"$tests" | tr -d '\140')
done < <(sed 's/\\|/\&#124;/g' "$doc" | awk '/^\|/ && !/^\| *(Rule|---)/')

((rules > 0)) || complain "has no rules"
((failures == 0)) || exit 1
echo "$rules rules name $names tests"
