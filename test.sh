#!/usr/bin/env bash
# Installs what is missing, builds and runs every test. Needs no input.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--quick | --only STAGE] [--help]

Stages, in this order:
  release   optimised build; unit, wire and client tests and the checks of the house
  asan      unit and wire tests under the address and undefined behaviour sanitizers
  tsan      the concurrency tests under the thread sanitizer
  fuzz      every fuzz target for some seconds, built with clang++
  image     the Docker image, built and run without a Docker daemon; needs root or sudo

  --quick   release only
  --only    one stage
  --help    show this text

The last line is "N passed, N failed", summed over the stages; any failure makes the exit code 1.
TEXT
}

stages=(release asan tsan fuzz image)
while (($# > 0)); do
  case $1 in
    --quick) stages=(release) ;;
    --only)
      case ${2:-} in
        release | asan | tsan | fuzz | image) stages=("$2") && shift ;;
        *) usage >&2 && exit 2 ;;
      esac
      ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

readonly jobs=${AUTOPILOT_TEST_JOBS:-2}
passed=0
failed=0
summary=()

# Runs a step that is not a test: its failure counts as one failed test.
run_step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    summary+=("$(printf '%-18s %4d s' "$name" $((SECONDS - started)))")
    return 0
  fi
  failed=$((failed + 1))
  summary+=("$(printf '%-18s %4d s   FAILED' "$name" $((SECONDS - started)))")
  return 1
}

# Runs ctest and adds up what it counted. A run that executed nothing is a failure.
run_ctest() {
  local name=$1 started=$SECONDS log total bad skipped
  shift
  printf '\n== %s\n' "$name"
  log=$(mktemp)
  ctest -j "$jobs" --output-on-failure --no-tests=error "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]}
  read -r bad total < <(
    sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests\{0,1\} failed out of \([0-9]*\)$/\1 \2/p' "$log"
  )
  mapfile -t skipped < <(sed -n 's/^.* - \([^ ]*\) (Skipped)$/\1/p' "$log")
  rm -f "$log"
  total=$((${total:-0} - ${#skipped[@]}))
  bad=${bad:-0}
  if ((code != 0 && bad == 0)); then bad=1 && total=$((total + 1)); fi
  passed=$((passed + total - bad))
  failed=$((failed + bad))
  summary+=("$(printf '%-18s %4d s   %d passed, %d failed' "$name" $((SECONDS - started)) \
    $((total - bad)) "$bad")${skipped[*]:+, NOT RUN: ${skipped[*]}}")
}

# Runs a script whose last line is "N passed, N failed" and adds up these. Without such a line, or when
# the script fails without a failed test, that is one failed test.
run_script() {
  local name=$1 started=$SECONDS log good bad
  shift
  printf '\n== %s\n' "$name"
  log=$(mktemp)
  "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]}
  read -r good bad < <(tail -n 1 "$log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
  rm -f "$log"
  good=${good:-0}
  bad=${bad:-0}
  if ((bad == 0 && (code != 0 || good == 0))); then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  summary+=("$(printf '%-18s %4d s   %d passed, %d failed' "$name" $((SECONDS - started)) "$good" "$bad")")
}

# Configures and builds a preset; further arguments name the targets (default: all).
build_preset() {
  local preset=$1
  shift
  cmake --preset "$preset" --log-level=WARNING &&
    cmake --build "build/$preset" --parallel "$jobs" ${1:+--target "$@"}
}

run_stage() {
  case $1 in
    release)
      run_step 'release: build' build_preset release && run_ctest 'release: tests' --test-dir build/release
      ;;
    asan)
      run_step 'asan: build' build_preset asan && run_ctest 'asan: tests' --test-dir build/asan
      ;;
    tsan)
      run_step 'tsan: build' build_preset tsan concurrency_tests &&
        run_ctest 'tsan: tests' --test-dir build/tsan/tests/concurrency
      ;;
    fuzz)
      run_step 'fuzz: packages' scripts/install-packages.sh fuzz &&
        run_step 'fuzz: build' build_preset fuzz fuzz_targets &&
        run_script 'fuzz: run' tests/fuzz/run.sh --seconds 5 --jobs "$jobs" --fresh
      ;;
    image)
      run_step 'image: packages' scripts/install-packages.sh image && run_script 'image: tests' docker/test.sh
      ;;
  esac
}

if run_step packages scripts/install-packages.sh build run test; then
  for stage in "${stages[@]}"; do run_stage "$stage"; done
fi

printf '\n'
printf '%s\n' "${summary[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
