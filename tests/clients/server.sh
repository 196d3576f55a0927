# shellcheck shell=bash
# Sourced by the client tests: the real program on a free port, ended by its process id.

readonly autopilot_local=${AUTOPILOT_PROGRAM:?set it to the autopilot-local program}
unset "${!AUTOPILOT_LOCAL_@}"
work_dir=$(mktemp -d)
server_log=$work_dir/server.log
server_pid=
endpoint=

# Starts the program with the given options, waits until it is ready and sets `endpoint`.
start_server() {
  : >"$server_log"
  "$autopilot_local" --port 0 "$@" >"$server_log" 2>&1 &
  server_pid=$!
  local attempt
  for ((attempt = 0; attempt < 600; ++attempt)); do
    endpoint=$(sed -n 's|.*ready on \(http://[0-9.]*:[0-9]*\).*|\1|p' "$server_log" | head -n 1)
    [[ -z $endpoint ]] || return 0
    if ! kill -0 "$server_pid" 2>/dev/null; then break; fi
    sleep 0.05
  done
  echo "the server did not get ready:" >&2
  cat "$server_log" >&2
  exit 1
}

# For a test that needs options of its own: another server, which ends with the test.
start_server_of_test() {
  server_log=$work_dir/server-of-test.log
  start_server "$@"
  trap 'kill -KILL "$server_pid"' EXIT
}

clean_up() {
  if [[ -n $server_pid ]]; then
    kill -KILL "$server_pid"
    wait "$server_pid" 2>/dev/null
  fi
  rm -rf "$work_dir"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
