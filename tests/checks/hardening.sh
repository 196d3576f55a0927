#!/usr/bin/env bash
# Whether the program $1 was linked as cmake/Toolchain.cmake asks for: position independent, with its
# tables read-only once it runs, no executable stack and a stack protector.
set -euo pipefail
readonly program=$1
failures=0

# $1: what is missing if the command behind it fails.
expect() {
  local what=$1
  shift
  "$@" >/dev/null && return
  echo "$program: $what" >&2
  failures=$((failures + 1))
}

header=$(readelf --file-header --wide "$program")
segments=$(readelf --program-headers --wide "$program")
dynamic=$(readelf --dynamic --wide "$program")
symbols=$(readelf --dyn-syms --wide "$program")
expect 'is not position independent' grep -E 'Type: +DYN' <<<"$header"
expect 'has tables that stay writable' grep GNU_RELRO <<<"$segments"
expect 'looks functions up late, into tables that stay writable' grep -E 'BIND_NOW|Flags:.* NOW' <<<"$dynamic"
expect 'has an executable stack' grep -E 'GNU_STACK.* RW ' <<<"$segments"
expect 'has no stack protector' grep -F '__stack_chk_fail' <<<"$symbols"
((failures == 0))
