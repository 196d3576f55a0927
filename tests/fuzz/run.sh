#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a while. See tests/fuzz/README.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

usage() {
  cat <<'TEXT'
Usage: tests/fuzz/run.sh [--seconds N] [--targets REGEX] [--jobs N] [--fresh] [--help]

  --seconds  how long each target runs (default: 60)
  --targets  only those whose whole name matches, such as 'json|caller'
  --jobs     how many run at a time (default: the number of cores)
  --fresh    start from the seeds alone, not from what earlier runs have found worth keeping

An input that fails is kept in tests/fuzz/findings/TARGET/, where the tests try it from then on.
The last line is "N passed, N failed", one for each target; a finding makes the exit code 1.
TEXT
}

die() {
  echo "$1" >&2
  exit 2
}

seconds=60
pattern='.*'
jobs=$(nproc)
fresh=false
while (($# > 0)); do
  case $1 in
    --seconds | --jobs)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 needs a number from 1"
      if [[ $1 == --jobs ]]; then jobs=$2; else seconds=$2; fi
      shift
      ;;
    --targets) [[ -n ${2:-} ]] || die "--targets needs a pattern" && pattern=$2 && shift ;;
    --fresh) fresh=true ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

readonly build=build/fuzz
readonly programs=$build/tests/fuzz
if ! command -v clang++ >/dev/null; then
  die "clang++ is missing: scripts/install-packages.sh build fuzz"
fi
cmake --preset fuzz --log-level=WARNING >/dev/null
cmake --build "$build" --parallel "$jobs" --target fuzz_targets >"$build/build.log" 2>&1 || {
  tail -n 50 "$build/build.log" >&2
  die "The build has failed; $build/build.log has all of it."
}

targets=()
for source in tests/fuzz/*_target.cc; do
  name=$(basename "$source" _target.cc)
  if [[ $name =~ ^($pattern)$ ]]; then targets+=("$name"); fi
done
((${#targets[@]} > 0)) || die "No target is called $pattern."

# The longest input: what gets deeper than it gets slower.
longest_of() {
  case $1 in
    operation | control | import | parquet) echo 8192 ;;
    *) echo 4096 ;;
  esac
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The exit code is the engine's, in $work/TARGET.code.
run_target() {
  local target=$1 corpus=$build/corpus/$1 findings=tests/fuzz/findings/$1 code=0 options
  if $fresh; then corpus=$work/corpus/$target; fi
  mkdir -p "$corpus" "$findings"
  options=(
    -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len="$(longest_of "$target")"
    -report_slow_units=60 # as the timeout: a machine that stalls is no finding
    -print_final_stats=1 -artifact_prefix="$findings/"
    # Threads make every run look like a leak for a moment; the tests under ASan look for real ones.
    -detect_leaks=0
    # Its bookkeeping would take more time than the targets that have many features.
    -entropic=0
  )
  if [[ -f tests/fuzz/$target.dict ]]; then options+=(-dict="tests/fuzz/$target.dict"); fi
  "$programs/fuzz_$target" "${options[@]}" "$corpus" "tests/fuzz/corpus/$target" \
    >"$work/$target.log" 2>&1 || code=$?
  rmdir "$findings" 2>/dev/null || true # nothing was found, now or ever
  rmdir tests/fuzz/findings 2>/dev/null || true
  echo "$code" >"$work/$target.code"
}

running=0
for target in "${targets[@]}"; do
  if ((running == jobs)); then wait -n && running=$((running - 1)); fi
  run_target "$target" &
  running=$((running + 1))
done
wait

stat_of() { LC_ALL=C sed -n "s/^stat::$2: *//p" "$work/$1.log" | tail -n 1; }

passed=0
failed=0
printf '%-12s %8s %12s %9s %9s %9s  %s\n' target seconds executions per_s edges inputs result
for target in "${targets[@]}"; do
  log=$work/$target.log
  executions=$(stat_of "$target" number_of_executed_units)
  read -r edges inputs < <(
    LC_ALL=C sed -n 's|^#.* cov: \([0-9]*\) .*corp: \([0-9]*\)/.*|\1 \2|p' "$log" | tail -n 1
  ) || true
  result=ok
  if [[ $(<"$work/$target.code") == 0 ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    result=FAILED
    cp "$log" "$build/$target.log"
  fi
  printf '%-12s %8d %12d %9d %9d %9d  %s\n' "$target" "$seconds" "${executions:-0}" \
    $((${executions:-0} / seconds)) "${edges:-0}" "${inputs:-0}" "$result"
done

for target in "${targets[@]}"; do
  [[ $(<"$work/$target.code") != 0 ]] || continue
  printf '\n%s: the end of %s\n' "$target" "$build/$target.log"
  tail -n 40 "$build/$target.log"
  input=$(LC_ALL=C sed -n 's/.*Test unit written to //p' "$build/$target.log" | tail -n 1)
  if [[ -n $input ]]; then
    printf 'To try it again: %s/fuzz_%s %s\n' "$programs" "$target" "$input"
  fi
done

printf '\n%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
