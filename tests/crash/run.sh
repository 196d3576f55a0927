#!/usr/bin/env bash
# Kills the server under load, over and over, and checks what it kept. See --help.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built=$here/../../build/release/server/autopilot-local

if [[ -z ${AUTOPILOT_PROGRAM:-} && -x $built ]]; then export AUTOPILOT_PROGRAM=$built; fi
: "${AUTOPILOT_PROGRAM:?set it to the autopilot-local program, or build the release preset}"
unset "${!AUTOPILOT_LOCAL_@}"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here/../driver
if [[ ${1:-} == --self-test ]]; then
  shift
  exec python3 "$here/self_test.py" "$@"
fi
if [[ ${1:-} == --data ]]; then
  shift
  exec python3 "$here/data_test.py" "$@"
fi
exec python3 "$here/crash_test.py" "$@"
