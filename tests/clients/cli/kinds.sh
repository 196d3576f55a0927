#!/usr/bin/env bash
# Every kind of job, V1 and V2: create, poll, candidates, tags, stop.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Debian's CLI is older than CreateAutoMLJobV2: it learns the V2 operations from our own model.
teach_v2_operations() {
  if sagemaker create-auto-ml-job-v2 --generate-cli-skeleton >/dev/null 2>&1; then
    echo "$("$aws_program" --version): V2 operations of its own"
    return
  fi
  node "$cli_dir/v2_model.mjs" "$work_dir/models" || exit 1
  export AWS_DATA_PATH=$work_dir/models
  echo "$("$aws_program" --version): no V2 operations of its own, taught from api/model/sagemaker.json"
}

# Sets what kinds.json says of kind $1.
expect_kind() {
  local name
  while read -r name operation secondary candidates steps containers metric order definitions backtest; do
    [[ $name == "$1" ]] || continue
    suffix=
    [[ $operation == CreateAutoMLJob ]] || suffix=-v2
    return 0
  done <<<"$kinds"
  fail "no such kind: $1"
}

create_kind() { # kind [option...]
  local kind=$1
  shift
  sagemaker "create-auto-ml-job$suffix" --auto-ml-job-name "$kind" \
    --cli-input-json "file://$work_dir/$kind.json" --query AutoMLJobArn --output text "$@"
}

describe_kind() { # kind query
  sagemaker "describe-auto-ml-job$suffix" --auto-ml-job-name "$1" --query "$2" --output text
}

# Prints the status and the secondary status in which job $1 ends.
wait_for_kind() { # kind
  local statuses attempt
  for ((attempt = 0; attempt < 60; ++attempt)); do
    statuses=$(describe_kind "$1" '[AutoMLJobStatus, AutoMLJobSecondaryStatus]')
    case ${statuses%%$'\t'*} in
      Completed | Failed | Stopped) echo "$statuses" && return ;;
    esac
  done
  fail "job $1 did not end; it is $statuses"
}

candidates_of() { # kind query
  local order=${order/-/Descending}
  sagemaker list-candidates-for-auto-ml-job --auto-ml-job-name "$1" --page-size 2 \
    --sort-by FinalObjectiveMetricValue --sort-order "$order" --query "$2" --output json | tr -d ' \n"'
}

# One call of the CLI takes half a second, so each asks for all that it can.
check_candidates() { # kind
  local best summary
  best=$(describe_kind "$1" 'BestCandidate.[CandidateName, FinalAutoMLJobObjectiveMetric.StandardMetricName, InferenceContainerDefinitions != `null`, CandidateProperties.CandidateArtifactLocations.BacktestResults != `null`]' | tr '\t' ' ')
  assert_equal "$metric ${definitions^} ${backtest^}" "${best#* }" 'objective, definitions, backtest results'
  summary=$(candidates_of "$1" 'Candidates[].[CandidateName, CandidateStatus, length(CandidateSteps), length(InferenceContainers)]')
  assert_equal "[${best%% *},Completed,$steps,$containers]" "$(grep -o '\[[^][]*\]' <<<"$summary" | head -n 1)" 'best of the list'
  assert_equal "$candidates" "$(grep -o ",Completed,$steps,$containers\]" <<<"$summary" | wc -l)" candidates
}

check_no_candidates() { # kind
  assert_equal '[]' "$(candidates_of "$1" 'Candidates')"
  assert_equal None "$(describe_kind "$1" BestCandidate)"
}

lives() { # kind
  local arn
  expect_kind "$1"
  arn=$(create_kind "$1" --tags Key=kind,Value="$1")
  assert_equal "arn:aws:sagemaker:us-east-1:000000000000:automl-job/$1" "$arn"
  assert_equal $'Completed\t'"$secondary" "$(wait_for_kind "$1")"
  if ((candidates > 0)); then check_candidates "$1"; else check_no_candidates "$1"; fi
  assert_equal $'later\tkind' "$(sagemaker add-tags --resource-arn "$arn" --tags Key=later,Value= \
    --query 'Tags[].Key' --output text)"
  sagemaker delete-tags --resource-arn "$arn" --tag-keys kind
  assert_equal later "$(sagemaker list-tags --resource-arn "$arn" --query 'Tags[].Key' --output text)"
}

test_v1_hpo() { lives v1-hpo; }
test_v1_ensembling() { lives v1-ensembling; }
test_v1_definitions_only() { lives v1-definitions-only; }
test_v2_tabular_hpo() { lives v2-tabular-hpo; }
test_v2_tabular_ensembling() { lives v2-tabular-ensembling; }
test_v2_definitions_only() { lives v2-definitions-only; }
test_v2_image() { lives v2-image; }
test_v2_text() { lives v2-text; }
test_v2_text_generation() { lives v2-text-generation; }
test_v2_time_series() { lives v2-time-series; }

test_every_kind_has_its_test() {
  local name count=0
  while read -r name _; do
    declare -F "test_${name//-/_}" >/dev/null || fail "no test of kind $name"
    count=$((count + 1))
  done <<<"$kinds"
  assert_equal 10 "$count" kinds
}

# Slow enough for a job to run still when the stop arrives: the shortest takes 22 seconds.
test_every_kind_can_be_stopped() {
  local kind
  start_server_of_test --in-memory --speed 10
  while read -r kind _; do
    expect_kind "$kind"
    create_kind "$kind" >/dev/null
    assert_equal '' "$(sagemaker stop-auto-ml-job --auto-ml-job-name "$kind")" "answer of stop"
    assert_equal Stopping "$(describe_kind "$kind" AutoMLJobStatus)" "$kind"
  done <<<"$kinds"
  while read -r kind _; do
    expect_kind "$kind"
    assert_equal $'Stopped\tStopped' "$(wait_for_kind "$kind")"
  done <<<"$kinds"
  assert_equal "$(cut -d ' ' -f 1 <<<"$kinds" | sort | paste -s)" "$(sagemaker list-auto-ml-jobs --status-equals Stopped \
    --no-paginate --max-results 100 --sort-order Ascending --query 'AutoMLJobSummaries[].AutoMLJobName' --output text)"
}

test_v2_parameters_in_shorthand_syntax() {
  suffix=-v2
  sagemaker create-auto-ml-job-v2 --auto-ml-job-name shorthand-v2 \
    --auto-ml-job-input-data-config 'ChannelType=training,ContentType=text/csv;header=present,CompressionType=None,DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/train}}' \
    --output-data-config KmsKeyId=alias/output,S3OutputPath=s3://bucket/out \
    --auto-ml-problem-type-config 'TabularJobConfig={CompletionCriteria={MaxCandidates=2},Mode=ENSEMBLING,ProblemType=Regression,TargetAttributeName=price}' \
    --role-arn "$role" --tags Key=team,Value=churn \
    --security-config 'EnableInterContainerTrafficEncryption=true' \
    --auto-ml-job-objective MetricName=MAE --model-deploy-config EndpointName=my-endpoint \
    --data-split-config ValidationFraction=0.25 >/dev/null
  assert_equal '["Tabular","MAE","my-endpoint",0.25,true,2]' "$(sagemaker describe-auto-ml-job-v2 \
    --auto-ml-job-name shorthand-v2 --output json --query '[AutoMLProblemTypeConfigName,AutoMLJobObjective.MetricName,ModelDeployConfig.EndpointName,DataSplitConfig.ValidationFraction,SecurityConfig.EnableInterContainerTrafficEncryption,AutoMLProblemTypeConfig.TabularJobConfig.CompletionCriteria.MaxCandidates]' | tr -d ' \n')"
}

test_v2_errors() {
  suffix=-v2
  assert_fails_with "(ResourceNotFound) when calling the DescribeAutoMLJobV2 operation: Amazon SageMaker can't find an AutoML job called missing." \
    describe_kind missing AutoMLJobStatus
  create_kind v2-text --auto-ml-job-name twice >/dev/null
  assert_fails_with '(ResourceInUse) when calling the CreateAutoMLJobV2 operation: An AutoML job with the name, TWICE, already exists. Choose a different name.' \
    create_kind v2-text --auto-ml-job-name TWICE
  assert_fails_with '(ValidationException) when calling the CreateAutoMLJobV2 operation: The objective metric F1 is not supported for the problem type TextClassification. Supported metrics: Accuracy.' \
    create_kind v2-text --auto-ml-job-name bad --auto-ml-job-objective MetricName=F1
  assert_fails_with "(ResourceNotFound) when calling the DescribeAutoMLJob operation: Amazon SageMaker can't find an AutoML job called twice." \
    sagemaker describe-auto-ml-job --auto-ml-job-name twice
}

start_server --in-memory --speed 3000
kinds=$(node "$cli_dir/kinds.mjs" "$work_dir") || exit 1
teach_v2_operations
run_tests
