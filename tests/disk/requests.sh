# shellcheck shell=bash
# Sourced by the tests of this folder, behind clients/server.sh: requests with curl.

# The status and, below it, the body of the answer.
call() { # operation body
  local answer
  answer=$(curl -sS --max-time 20 -w '\n%{http_code}' "${endpoint:?}/" -H "X-Amz-Target: SageMaker.$1" -d "$2")
  printf '%s\n%s\n' "${answer##*$'\n'}" "${answer%$'\n'*}"
}

# A job whose request takes some 2 KiB.
create_job() { # name
  local folder
  folder=$(printf 'x%.0s' {1..900})
  call CreateAutoMLJob "{\"AutoMLJobName\":\"$1\",\"InputDataConfig\":[{\"DataSource\":{\"S3DataSource\":{
    \"S3DataType\":\"S3Prefix\",\"S3Uri\":\"s3://bucket/$folder\"}},\"TargetAttributeName\":\"y\"}],
    \"OutputDataConfig\":{\"S3OutputPath\":\"s3://bucket/output\"},
    \"RoleArn\":\"arn:aws:iam::123456789012:role/autopilot\",\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}"
}

describe_job() { call DescribeAutoMLJob "{\"AutoMLJobName\":\"$1\"}"; }

status_of() { head -n 1 <<<"$1"; }
