# shellcheck shell=bash
# Sourced by the client tests: assertions, and a runner for the functions whose name starts with
# test_. Each runs in a subshell that ends at the first failed assertion or command.

fail() {
  printf '    %s\n' "$*" >&2
  exit 1
}

assert_equal() { # expected actual [what]
  [[ $1 == "$2" ]] || fail "${3:-value}: expected '$1', got '$2'"
}

assert_contains() { # text part
  [[ $1 == *"$2"* ]] || fail "expected a text with '$2', got '$1'"
}

assert_matches() { # text extended-regular-expression
  [[ $1 =~ $2 ]] || fail "expected a text like '$2', got '$1'"
}

# The command must fail and its standard error contain the text.
assert_fails_with() { # text command...
  local text=$1 output code=0
  shift
  output=$("$@" 2>&1 >/dev/null) || code=$?
  ((code != 0)) || fail "expected a failure with '$text', but it succeeded: $*"
  assert_contains "$output" "$text"
}

run_tests() {
  local name count=0 failures=0
  for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
    count=$((count + 1))
    if (
      trap - EXIT
      set -euo pipefail
      shopt -s inherit_errexit
      "$name"
    ); then
      echo "ok $name"
    else
      echo "not ok $name"
      failures=$((failures + 1))
    fi
  done
  echo "$((count - failures)) passed, $failures failed"
  ((failures == 0 && count > 0))
}
