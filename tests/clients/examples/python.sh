#!/usr/bin/env bash
# examples/python, with the first Python that has pytest and boto3: $AUTOPILOT_PYTHON, python3 or
# Debian's own. Without one they are not run: exit code 77.
set -uo pipefail
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../examples/python" && pwd)
readonly not_run=77

for python in "${AUTOPILOT_PYTHON:-}" python3 /usr/bin/python3; do
  [[ -n $python ]] || continue
  "$python" -c 'import boto3, pytest' 2>/dev/null || continue
  # The user's plug-ins and profiles are not under test.
  # shellcheck disable=SC2093  # the loop ends here with the first Python that has both
  AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true \
    PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 \
    exec env -u AWS_PROFILE -u AWS_DEFAULT_PROFILE -u AWS_SESSION_TOKEN \
    "$python" -m pytest -p no:cacheprovider -q "$examples"
done
echo 'pytest and boto3 are not installed: not run (AUTOPILOT_PYTHON names a Python that has them)'
exit $not_run
