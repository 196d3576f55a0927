#!/usr/bin/env bash
# A data folder that may not be written: the server does not start, and says why.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/clients/server.sh
source "$here/../clients/server.sh"
# shellcheck source=tests/clients/assert.sh
source "$here/../clients/assert.sh"
# shellcheck source=tests/disk/requests.sh
source "$here/requests.sh"
readonly not_run=77 nobody=65534

# Root may write anywhere; who is not root need not become anybody else.
as_user=()
if ((EUID == 0)); then
  as_user=(setpriv --reuid "$nobody" --regid "$nobody" --clear-groups)
  if ! "${as_user[@]}" test -x "$autopilot_local"; then
    echo 'root cannot run the program as another user here: not run'
    exit $not_run
  fi
  chmod 711 "$work_dir"
fi

# A data folder with a job in it, which belongs to the user.
make_data() { # folder
  : >"$1.out"
  "$autopilot_local" --port 0 --data-dir "$1" --log-level off >"$1.out" &
  local pid=$! endpoint=
  while [[ -z $endpoint ]]; do
    kill -0 "$pid" || fail 'no server'
    endpoint=$(sed -n 's|.*ready on ||p' "$1.out")
    sleep 0.05
  done
  assert_equal 200 "$(status_of "$(create_job job)")"
  kill -TERM "$pid"
  wait "$pid"
  if ((EUID == 0)); then chown -R "$nobody:$nobody" "$1"; fi
}

# Standard error of a start that has to fail because of the data folder.
refusal() { # folder
  local code=0
  timeout 20 "${as_user[@]}" "$autopilot_local" --port 0 --data-dir "$1" \
    >"$1.out" 2>"$1.err" || code=$?
  assert_equal 4 "$code" 'exit code'
  cat "$1.err"
}

test_a_folder_that_may_not_be_written() {
  make_data "$work_dir/folder"
  chmod 444 "$work_dir/folder"/*
  chmod 555 "$work_dir/folder"
  assert_contains "$(refusal "$work_dir/folder")" \
    "The data folder $work_dir/folder cannot be used: autopilot.lock: Permission denied. Choose another one"
}

test_a_new_folder_where_none_may_be_made() {
  mkdir "$work_dir/parent"
  if ((EUID == 0)); then chown "$nobody:$nobody" "$work_dir/parent"; fi
  chmod 555 "$work_dir/parent"
  assert_contains "$(refusal "$work_dir/parent/data")" \
    "The data folder $work_dir/parent/data cannot be used: Permission denied. Choose another one"
}

test_a_database_that_may_not_be_written() {
  make_data "$work_dir/database"
  chmod 444 "$work_dir/database/autopilot.db"
  assert_contains "$(refusal "$work_dir/database")" \
    'autopilot.db cannot be opened: attempt to write a readonly database: the data folder and all autopilot.db* files'
}

test_a_folder_in_which_no_file_may_be_made() {
  make_data "$work_dir/no-new-file"
  chmod 555 "$work_dir/no-new-file"
  assert_contains "$(refusal "$work_dir/no-new-file")" 'must be writable for this user'
}

run_tests
