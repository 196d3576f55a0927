#!/usr/bin/env bash
# Jobs that the AWS CLI creates and follows to their end.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# As JSON without blanks and quotes: with text output the CLI applies the query to each page alone.
candidates() { # job query [option...]
  local name=$1 query=$2
  shift 2
  sagemaker list-candidates-for-auto-ml-job --auto-ml-job-name "$name" --query "$query" --output json "$@" |
    tr -d ' \n"'
}

test_a_job_walks_to_completed_and_shows_its_best_candidate() {
  create_job walks --problem-type Regression --auto-ml-job-objective MetricName=RMSE \
    --auto-ml-job-config '{"CompletionCriteria":{"MaxCandidates":3}}' >/dev/null
  assert_equal InProgress "$(describe walks AutoMLJobStatus)"
  assert_equal Completed "$(wait_for_end walks)"
  assert_equal $'Completed\tRegression\tRMSE\tSucceeded\tCompleted' "$(describe walks \
    '[AutoMLJobSecondaryStatus,ResolvedAttributes.ProblemType,ResolvedAttributes.AutoMLJobObjective.MetricName,BestCandidate.ObjectiveStatus,BestCandidate.CandidateStatus]')"
  assert_equal 2 "$(describe walks 'length(BestCandidate.InferenceContainers)')" "containers of a regression"
  assert_matches "$(describe walks AutoMLJobArtifacts.CandidateDefinitionNotebookLocation)" \
    '^s3://bucket/out/walks/sagemaker-automl-candidates/.*\.ipynb$'
  assert_equal 3 "$(candidates walks 'length(Candidates)')"
  assert_equal "$(describe walks BestCandidate.CandidateName)" \
    "$(candidates walks 'min_by(Candidates, &FinalAutoMLJobObjectiveMetric.Value).CandidateName')" "smallest RMSE"
}

test_max_candidates_is_the_number_of_candidates() {
  local count
  for count in 1 2; do
    create_job "count-$count" \
      --auto-ml-job-config "{\"CompletionCriteria\":{\"MaxCandidates\":$count},\"Mode\":\"ENSEMBLING\"}" >/dev/null
    assert_equal Completed "$(wait_for_end "count-$count")"
    assert_equal "$count" "$(candidates "count-$count" 'length(Candidates)')"
    assert_equal "$count" "$(describe "count-$count" ResolvedAttributes.CompletionCriteria.MaxCandidates)"
  done
}

test_candidates_are_filtered_and_sorted() {
  local best
  create_job filters --auto-ml-job-config '{"CompletionCriteria":{"MaxCandidates":3},"Mode":"ENSEMBLING"}' >/dev/null
  wait_for_end filters >/dev/null
  best=$(describe filters BestCandidate.CandidateName)
  assert_equal "$best" "$(candidates filters 'Candidates[0].CandidateName' --sort-by FinalObjectiveMetricValue)"
  assert_equal "$best" "$(candidates filters 'Candidates[].CandidateName | [0]' --candidate-name-equals "$best")"
  assert_equal 3 "$(candidates filters 'length(Candidates)' --status-equals Completed)"
  assert_equal 0 "$(candidates filters 'length(Candidates)' --status-equals Failed)"
  assert_equal "$(candidates filters 'reverse(Candidates[].CandidateName)')" \
    "$(candidates filters 'Candidates[].CandidateName' --sort-by CreationTime --sort-order Ascending)"
}

test_candidates_come_in_pages() {
  create_job pages --auto-ml-job-config '{"CompletionCriteria":{"MaxCandidates":12},"Mode":"ENSEMBLING"}' >/dev/null
  wait_for_end pages >/dev/null
  assert_equal 12 "$(candidates pages 'length(Candidates)')" "all pages"
  assert_equal 10 "$(candidates pages 'length(Candidates)' --no-paginate)" "first page alone"
  assert_equal 12 "$(candidates pages 'length(Candidates)' --page-size 5)" "pages of five"
}

test_candidate_definitions_only() {
  create_job definitions --generate-candidate-definitions-only >/dev/null
  assert_equal Completed "$(wait_for_end definitions)"
  assert_equal $'CandidateDefinitionsGenerated\tTrue\tNone' "$(describe definitions \
    '[AutoMLJobSecondaryStatus,GenerateCandidateDefinitionsOnly,BestCandidate]')"
  assert_equal 0 "$(candidates definitions 'length(Candidates)')"
}

test_the_modes_train_in_their_own_way() {
  local mode containers
  for mode in ENSEMBLING:1 HYPERPARAMETER_TUNING:3; do
    containers=${mode#*:} mode=${mode%:*}
    create_job "mode-${containers}" --problem-type BinaryClassification --auto-ml-job-objective MetricName=F1 \
      --auto-ml-job-config "{\"CompletionCriteria\":{\"MaxCandidates\":1},\"Mode\":\"$mode\"}" >/dev/null
    wait_for_end "mode-$containers" >/dev/null
    assert_equal "$containers" "$(describe "mode-$containers" 'length(BestCandidate.InferenceContainers)')" "$mode"
  done
}

test_default_objectives_by_problem_type() {
  local case_ type metric
  for case_ in Regression:MSE BinaryClassification:F1 MulticlassClassification:Accuracy; do
    type=${case_%:*} metric=${case_#*:}
    create_job "default-$metric" --problem-type "$type" --auto-ml-job-config "$ensembling" >/dev/null
    wait_for_end "default-$metric" >/dev/null
    assert_equal "$type	$metric	None" "$(describe "default-$metric" \
      '[ResolvedAttributes.ProblemType,ResolvedAttributes.AutoMLJobObjective.MetricName,AutoMLJobObjective]')"
  done
}

test_a_job_over_its_runtime_ends_early_without_deployment() {
  create_job runtime --auto-ml-job-config '{"CompletionCriteria":{"MaxAutoMLJobRuntimeInSeconds":60}}' \
    --model-deploy-config EndpointName=never-deployed >/dev/null
  assert_equal Completed "$(wait_for_end runtime)"
  assert_equal $'MaxAutoMLJobRuntimeReached\tNone\tNone' "$(describe runtime \
    '[AutoMLJobSecondaryStatus,BestCandidate,ModelDeployResult.EndpointName]')"
}

test_one_click_deployment_shows_the_endpoint() {
  create_job deploy-named --auto-ml-job-config "$ensembling" --model-deploy-config EndpointName=my-endpoint >/dev/null
  create_job deploy-generated --auto-ml-job-config "$ensembling" \
    --model-deploy-config AutoGenerateEndpointName=true >/dev/null
  wait_for_end deploy-named >/dev/null
  wait_for_end deploy-generated >/dev/null
  assert_equal my-endpoint "$(describe deploy-named ModelDeployResult.EndpointName)"
  assert_matches "$(describe deploy-generated ModelDeployResult.EndpointName)" '^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$'
}

test_stop_ends_a_running_job() {
  create_job stopped >/dev/null
  assert_equal '' "$(sagemaker stop-auto-ml-job --auto-ml-job-name stopped)" "answer of stop"
  assert_equal Stopped "$(wait_for_end stopped)"
  assert_equal Stopped "$(describe stopped AutoMLJobSecondaryStatus)"
  assert_fails_with '(ValidationException) when calling the StopAutoMLJob operation: The request was rejected because the AutoML job is in status Stopped.' \
    sagemaker stop-auto-ml-job --auto-ml-job-name stopped
}

start_server --in-memory --speed 600
run_tests
