#!/usr/bin/env bash
# Loads the server for minutes and checks its answers and what it takes. See --help.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built=$here/../../build/release/server/autopilot-local

program=soak_test.py
arguments=()
while (($# > 0)); do
  case $1 in
    --program) export AUTOPILOT_PROGRAM=${2:?--program needs a path} && shift ;;
    --self-test) program=self_test.py ;;
    --idle-connections) program=idle_connections.py ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

if [[ -z ${AUTOPILOT_PROGRAM:-} && -x $built ]]; then export AUTOPILOT_PROGRAM=$built; fi
: "${AUTOPILOT_PROGRAM:?set it to the autopilot-local program, or build the release preset}"
unset "${!AUTOPILOT_LOCAL_@}"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here/../driver
exec python3 "$here/$program" "${arguments[@]}"
