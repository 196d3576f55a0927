#!/usr/bin/env bash
# Runs the image $1 with Docker: it becomes healthy, a job walks to Completed through the AWS CLI, it
# ends in order. What is in the image is tested by docker/test.sh; this is about Docker itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=${1:?name the image}
# shellcheck source=scripts/aws-cli.sh
source scripts/aws-cli.sh

container=$(docker run --detach --publish 127.0.0.1::7240 --read-only --cap-drop ALL "$image")
clean_up() {
  docker logs "$container" || true
  docker rm --force --volumes "$container" >/dev/null
}
trap clean_up EXIT

# Asks ($2 and following) until the answer is $1, for half a minute.
await() {
  local wanted=$1 answer='' deadline=$((SECONDS + 30))
  shift
  until [[ $answer == "$wanted" ]]; do
    if ((SECONDS > deadline)); then
      echo "still '$answer', not '$wanted': $*" >&2
      return 1
    fi
    sleep 0.2
    answer=$("$@" || true)
  done
}

await healthy docker inspect --format '{{.State.Health.Status}}' "$container"
address=$(docker port "$container" 7240/tcp)
sagemaker() { aws_cli --endpoint-url "http://$address" sagemaker "$@"; }
sagemaker create-auto-ml-job --auto-ml-job-name smoke \
  --input-data-config 'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/train.csv}},TargetAttributeName=y' \
  --output-data-config S3OutputPath=s3://bucket/output --role-arn arn:aws:iam::123456789012:role/autopilot
await Completed sagemaker describe-auto-ml-job --auto-ml-job-name smoke --query AutoMLJobStatus --output text

docker stop "$container" >/dev/null
exit_code=$(docker inspect --format '{{.State.ExitCode}}' "$container")
[[ $exit_code == 0 ]] || { echo "ended with $exit_code" >&2 && exit 1; }
echo "$image: healthy, a job completed, ended in order"
