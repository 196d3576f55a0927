# shellcheck shell=bash
# Sourced by the tests of the AWS CLI. `aws_cli`, `sagemaker` and `create_job` talk to the server.
set -uo pipefail
cli_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/aws-cli.sh
source "$cli_dir/../../../scripts/aws-cli.sh"
# shellcheck source=tests/clients/server.sh
source "$cli_dir/../server.sh"
# shellcheck source=tests/clients/assert.sh
source "$cli_dir/../assert.sh"

readonly channel='DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/train}},TargetAttributeName=label'
readonly output_config='S3OutputPath=s3://bucket/out'
readonly role=arn:aws:iam::123456789012:role/Autopilot
# Three and a half nominal minutes: a third of a second at the shipped speed.
# shellcheck disable=SC2034  # for the tests
readonly ensembling='{"Mode":"ENSEMBLING","CompletionCriteria":{"MaxCandidates":2}}'

sagemaker() { aws_cli sagemaker "$@" --endpoint-url "$endpoint"; }

# Creates a job named $1 with the required parameters and those that follow; prints its ARN.
create_job() {
  local name=$1
  shift
  sagemaker create-auto-ml-job --auto-ml-job-name "$name" --input-data-config "$channel" \
    --output-data-config "$output_config" --role-arn "$role" --query AutoMLJobArn --output text "$@"
}

# Prints the part $2 (JMESPath) of the description of job $1 as compact text; more options follow.
describe() {
  local name=$1 query=$2
  shift 2
  sagemaker describe-auto-ml-job --auto-ml-job-name "$name" --query "$query" --output text "$@"
}

# The part $2 (JMESPath) of the description of job $1 as compact JSON, keys as the CLI orders them.
describe_json() {
  sagemaker describe-auto-ml-job --auto-ml-job-name "$1" --query "$2" --output json | tr -d ' \n'
}

# Waits until job $1 is in a terminal status and prints it.
wait_for_end() {
  local name=$1 status attempt
  shift
  for ((attempt = 0; attempt < 60; ++attempt)); do
    status=$(describe "$name" AutoMLJobStatus "$@")
    case $status in
      Completed | Failed | Stopped)
        echo "$status"
        return
        ;;
    esac
  done
  fail "job $name did not end; it is $status"
}
