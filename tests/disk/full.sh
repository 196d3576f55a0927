#!/usr/bin/env bash
# A disk that fills up while the server works on it, and has space again later.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/clients/server.sh
source "$here/../clients/server.sh"
# shellcheck source=tests/clients/assert.sh
source "$here/../clients/assert.sh"
# shellcheck source=tests/disk/requests.sh
source "$here/requests.sh"
readonly not_run=77

can_mount() {
  mkdir "$work_dir/probe" && mount -t tmpfs -o size=1m tmpfs "$work_dir/probe" && umount "$work_dir/probe"
}

# A disk of 3 MB with a server on it; both end with the test.
start_on_small_disk() {
  disk=$(mktemp -d "$work_dir/disk-XXXX")
  mount -t tmpfs -o size=3m tmpfs "$disk"
  server_pid=
  trap 'end_server KILL; umount "$disk"' EXIT
  start_server --data-dir "$disk/data"
}

end_server() { # signal
  [[ -z $server_pid ]] || kill -"$1" "$server_pid"
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}

restart_server() { # signal
  end_server "$1"
  start_server --data-dir "$disk/data"
}

# Creates further jobs, up to the first that is refused; `created` is the number of the last one.
created=0
fill_disk() {
  local start=$created
  while answer=$(create_job "job-$((created + 1))") && [[ $(status_of "$answer") == 200 ]]; do
    created=$((created + 1))
    ((created < 5000)) || fail 'the disk does not get full'
  done
  ((created > start + 10)) || fail "only $((created - start)) jobs were created: $answer"
  assert_equal 500 "$(status_of "$answer")"
}

assert_there() { # last number
  local number
  for ((number = 1; number <= $1; number += 7)); do
    assert_equal 200 "$(status_of "$(describe_job "job-$number")")" "job-$number"
  done
  assert_equal 200 "$(status_of "$(describe_job "job-$1")")" "job-$1"
  assert_equal 400 "$(status_of "$(describe_job "job-$(($1 + 1))")")" "job-$(($1 + 1))"
}

test_writes_fail_while_the_disk_is_full_and_go_on_when_there_is_space() {
  start_on_small_disk
  dd if=/dev/zero of="$disk/other" bs=1k count=1500 status=none
  fill_disk
  assert_contains "$answer" '"__type":"InternalFailure"'
  assert_contains "$answer" "Nothing was stored; the server's log says why."
  assert_contains "$(cat "$server_log")" 'database or disk is full: free space where the data folder is'
  assert_there "$created"
  assert_equal 200 "$(status_of "$(call ListAutoMLJobs '{}')")"

  rm "$disk/other"
  assert_equal 200 "$(status_of "$(create_job "job-$((created + 1))")")"
  assert_equal 200 "$(status_of "$(create_job "job-$((created + 2))")")"
  assert_there $((created + 2))
  restart_server KILL
  assert_there $((created + 2))
}

test_a_server_starts_from_a_full_disk_with_all_but_what_failed() {
  start_on_small_disk
  fill_disk
  restart_server KILL
  assert_there "$created"
  restart_server TERM
  assert_there "$created"
}

if ! can_mount 2>"$work_dir/mount.log"; then
  echo "no small disk can be mounted here: not run ($(cat "$work_dir/mount.log"))"
  exit $not_run
fi
run_tests
