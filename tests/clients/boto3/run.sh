#!/usr/bin/env bash
# The tests of the Python SDK, with the first Python whose boto3 knows CreateAutoMLJobV2:
# $AUTOPILOT_PYTHON, python3 or Debian's own. Without one they are not run: exit code 77.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly not_run=77

knows_v2='
import boto3
client = boto3.client("sagemaker", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
client.create_auto_ml_job_v2
print("boto3", boto3.__version__)'

for python in "${AUTOPILOT_PYTHON:-}" python3 /usr/bin/python3; do
  [[ -n $python ]] && version=$("$python" -c "$knows_v2" 2>/dev/null) || continue
  echo "$(command -v "$python"): $version"
  # shellcheck disable=SC2093  # the loop ends here with the first Python that has it
  cd "$here" && PYTHONDONTWRITEBYTECODE=1 exec "$python" -m unittest -v kinds_test control_test auth_test
done
echo 'boto3 with CreateAutoMLJobV2 is not installed: not run (AUTOPILOT_PYTHON names a Python that has it)'
exit $not_run
