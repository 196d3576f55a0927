#!/usr/bin/env bash
# ./run.sh --once, and what it says when it cannot start.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/clients/server.sh
source "$here/server.sh"
# shellcheck source=tests/clients/assert.sh
source "$here/assert.sh"

run_command() { AUTOPILOT_LOCAL_DATA_DIR=$work_dir/state "$here/../../run.sh" "$@"; }

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

test_a_job_completes_and_its_best_candidate_is_shown() {
  local output port
  port=$(free_port)
  output=$(AUTOPILOT_LOCAL_PORT=$port run_command --once)
  assert_contains "$output" "Server: http://127.0.0.1:$port"
  assert_matches "$output" 'Creating arn:aws:sagemaker:us-east-1:000000000000:automl-job/demo-[0-9]{8}-[0-9]{6}'
  assert_matches "$output" 'Completed +Completed'
  assert_contains "$output" 'Best candidate:'
  assert_matches "$output" 'MetricName: validation:'
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "the server is still there"; fi
}

test_a_taken_port_is_told() {
  AUTOPILOT_LOCAL_PORT=${endpoint##*:} assert_fails_with "port ${endpoint##*:} is taken." run_command --once
}

test_options() {
  assert_contains "$(run_command --help)" 'Usage: ./run.sh'
  assert_fails_with 'Usage: ./run.sh' run_command --unknown
}

start_server --in-memory
run_tests
