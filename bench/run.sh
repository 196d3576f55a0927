#!/usr/bin/env bash
# Builds the server and the benchmarks, measures, and prints one table; see bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
Usage: bench/run.sh [--rows PATTERN] [--rounds N] [--seconds S] [--no-build] [--help]

Measures the server beside the limits of this machine and prints one table. Exits with 1 if a row is
below its target, with 2 for a wrong option, with 3 if something could not be measured.

  --rows PATTERN  only rows whose name matches this regular expression ("describe", "list.*name")
  --list          only print the names of the rows
  --rounds N      rounds, in each of which the server and its limit take turns (default 5)
  --seconds S     length of one measurement (default 2)
  --no-build      measure what is in build/release as it is
  --help          show this text

The databases that it fills stay in build/release/bench-data (about 2 GB) and are used again as long as
the program that fills them is the same.
TEXT
}

build=true
arguments=()
while (($# > 0)); do
  case $1 in
    --rows | --rounds | --seconds)
      (($# > 1)) || { usage >&2 && exit 2; }
      arguments+=("$1" "$2")
      shift
      ;;
    --list) arguments+=("$1") && build=false ;;
    --no-build) build=false ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

if $build; then
  cmake --preset release --log-level=WARNING >/dev/null
  cmake --build build/release --parallel 2 --target autopilot_local bench_programs >&2
fi
exec python3 -B bench/harness/main.py --build build/release "${arguments[@]}"
