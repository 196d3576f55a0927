#!/usr/bin/env bash
# A program without any hardening has to be found out in every respect.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'int main() { return 0; }' >"$work/soft.cc"
g++ -no-pie -fno-pie -fno-stack-protector -Wl,-z,norelro,-z,lazy,-z,execstack "$work/soft.cc" -o "$work/soft"
if "$here/hardening.sh" "$work/soft" 2>"$work/errors"; then
  echo "a program without hardening passed" >&2
  exit 1
fi
found=$(wc -l <"$work/errors")
if ((found != 5)); then
  cat "$work/errors" >&2
  echo "expected 5 findings, not $found" >&2
  exit 1
fi
