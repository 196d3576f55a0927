#!/usr/bin/env bash
# Builds Autopilot Local, starts it and walks a real AutoML job to its end with the real AWS CLI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: ./run.sh [--once] [--help]

Installs what is missing (Debian/Ubuntu packages), builds, starts the server on 127.0.0.1:7240 with
its state in ./.autopilot-local, runs an AutoML job through the AWS CLI until it is Completed, prints
the best candidate and keeps serving until Ctrl-C.

  --once   stop after the job; the exit code is 0 only if it completed
  --help   show this text

Environment:
  AUTOPILOT_LOCAL_PORT       another port than 7240
  AUTOPILOT_LOCAL_DATA_DIR   another folder than ./.autopilot-local
  AUTOPILOT_RUN_BUILD_DIR    another build folder than build/run
TEXT
}

once=no
for argument in "$@"; do
  case $argument in
    --once) once=yes ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

readonly port=${AUTOPILOT_LOCAL_PORT:-7240}
readonly data_dir=${AUTOPILOT_LOCAL_DATA_DIR:-./.autopilot-local}
readonly build_dir=${AUTOPILOT_RUN_BUILD_DIR:-build/run}
readonly server_log=$build_dir/server-$port.log
readonly endpoint=http://127.0.0.1:$port
server_pid=

say() { printf '%s\n' "$*"; }
fail() { printf 'run.sh: %s\n' "$*" >&2 && exit 1; }

build() {
  scripts/install-packages.sh build run
  if [[ ! -f $build_dir/build.ninja ]]; then
    cmake --preset release -B "$build_dir" -DAUTOPILOT_TESTS=OFF --log-level=WARNING
  fi
  cmake --build "$build_dir" --target autopilot_local
}

stop_server() {
  [[ -n $server_pid ]] || return 0
  kill -TERM "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}

start_server() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is taken. Stop what listens there, or choose another: AUTOPILOT_LOCAL_PORT=7241 ./run.sh"
  fi
  : >"$server_log"
  trap stop_server EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  "$build_dir/server/autopilot-local" --port "$port" --data-dir "$data_dir" >"$server_log" 2>&1 &
  server_pid=$!
  local attempt
  for ((attempt = 0; attempt < 300; ++attempt)); do
    if grep -q "ready on http://" "$server_log"; then return; fi
    if ! kill -0 "$server_pid" 2>/dev/null; then
      server_pid=
      cat "$server_log" >&2
      fail "the server did not start"
    fi
    sleep 0.1
  done
  fail "the server was not ready within 30 seconds; see $server_log"
}

sagemaker() { aws_cli sagemaker "$@" --endpoint-url "$endpoint"; }

create_job() {
  sagemaker create-auto-ml-job --auto-ml-job-name "$1" \
    --input-data-config 'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://demo-bucket/churn/train.csv}},TargetAttributeName=churn' \
    --output-data-config S3OutputPath=s3://demo-bucket/output \
    --problem-type BinaryClassification --auto-ml-job-objective MetricName=F1 \
    --auto-ml-job-config '{"CompletionCriteria": {"MaxCandidates": 10}}' \
    --role-arn arn:aws:iam::000000000000:role/AutopilotDemo \
    --query AutoMLJobArn --output text
}

# Shows the statuses of the job until it ends: one line that is rewritten on a terminal, else a line
# for every change. Fails unless the job ends as Completed.
watch_job() {
  local started=$SECONDS shown='' line state status secondary
  while true; do
    state=$(sagemaker describe-auto-ml-job --auto-ml-job-name "$1" --output text \
      --query '[AutoMLJobStatus, AutoMLJobSecondaryStatus]')
    read -r status secondary <<<"$state"
    printf -v line '%-12s %-32s' "$status" "$secondary"
    if [[ -t 1 ]]; then
      printf '\r  %s %3d s' "$line" "$((SECONDS - started))"
    elif [[ $line != "$shown" ]]; then
      printf '  %s %3d s\n' "$line" "$((SECONDS - started))"
      shown=$line
    fi
    case $status in
      Completed | Failed | Stopped) break ;;
    esac
    sleep 0.2
  done
  if [[ -t 1 ]]; then printf '\n'; fi
  [[ $status == Completed ]]
}

show_best_candidate() {
  say "Best candidate:"
  sagemaker describe-auto-ml-job --auto-ml-job-name "$1" --output yaml --query \
    'BestCandidate.{Name: CandidateName, Status: CandidateStatus, Objective: FinalAutoMLJobObjectiveMetric, Containers: InferenceContainers[].Image}' |
    sed 's/^/  /'
}

show_next_commands() {
  cat <<TEXT

The server listens on $endpoint. Try:

  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
  aws --endpoint-url $endpoint sagemaker list-auto-ml-jobs
  aws --endpoint-url $endpoint sagemaker describe-auto-ml-job --auto-ml-job-name $1
  aws --endpoint-url $endpoint sagemaker list-candidates-for-auto-ml-job --auto-ml-job-name $1
  curl $endpoint/metrics

TEXT
}

build
# shellcheck source=scripts/aws-cli.sh
source scripts/aws-cli.sh
start_server
job=demo-$(date +%Y%m%d-%H%M%S)
say "Server: $endpoint (log: $server_log, state: $data_dir)"
say "Creating $(create_job "$job")"
watch_job "$job" || fail "the job did not complete"
show_best_candidate "$job"
if [[ $once == yes ]]; then exit 0; fi
show_next_commands "$job"
say "Press Ctrl-C to stop the server."
wait "$server_pid"
