#!/usr/bin/env bash
# What the AWS CLI prints when the service refuses.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# create-auto-ml-job with the given parameters fails with exactly this ValidationException.
assert_refused() { # text parameter...
  local text=$1
  shift
  assert_fails_with "An error occurred (ValidationException) when calling the CreateAutoMLJob operation: $text" \
    create_job refused "$@"
}

test_a_name_is_taken_for_ever_without_regard_to_case() {
  create_job taken >/dev/null
  assert_fails_with 'An error occurred (ResourceInUse) when calling the CreateAutoMLJob operation: An AutoML job with the name, taken, already exists. Choose a different name.' \
    create_job taken
  assert_fails_with 'An error occurred (ResourceInUse) when calling the CreateAutoMLJob operation: An AutoML job with the name, TAKEN, already exists. Choose a different name.' \
    create_job TAKEN
}

test_missing_jobs_are_named() {
  local command
  for command in describe-auto-ml-job:DescribeAutoMLJob stop-auto-ml-job:StopAutoMLJob \
    list-candidates-for-auto-ml-job:ListCandidatesForAutoMLJob; do
    assert_fails_with "An error occurred (ResourceNotFound) when calling the ${command#*:} operation: Amazon SageMaker can't find an AutoML job called missing-job." \
      sagemaker "${command%:*}" --auto-ml-job-name missing-job
  done
}

test_enum_values_are_checked() {
  assert_refused "1 validation error detected: Value 'Clustering' at 'problemType' failed to satisfy constraint: Member must satisfy enum value set: [BinaryClassification, MulticlassClassification, Regression]" \
    --problem-type Clustering
}

test_several_violations_make_one_message() {
  assert_refused "2 validation errors detected: Value 'Clustering' at 'problemType' failed to satisfy constraint: Member must satisfy enum value set:" \
    --problem-type Clustering --auto-ml-job-config '{"CompletionCriteria":{"MaxCandidates":751}}'
}

test_names_are_limited_to_32_characters_of_the_pattern() {
  assert_fails_with "1 validation error detected: Value 'name_with_underscores' at 'autoMLJobName' failed to satisfy constraint: Member must satisfy regular expression pattern:" \
    create_job name_with_underscores
  assert_fails_with "at 'autoMLJobName' failed to satisfy constraint: Member must have length less than or equal to 32" \
    create_job a23456789012345678901234567890123
  create_job a2345678901234567890123456789012 >/dev/null
}

test_roles_are_checked() {
  assert_fails_with "1 validation error detected: Value 'arn:aws:iam::12345:role/Autopilot' at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern:" \
    sagemaker create-auto-ml-job --auto-ml-job-name role --input-data-config "$channel" \
    --output-data-config "$output_config" --role-arn arn:aws:iam::12345:role/Autopilot
}

test_candidates_are_limited_to_750() {
  assert_refused "1 validation error detected: Value '751' at 'autoMLJobConfig.completionCriteria.maxCandidates' failed to satisfy constraint: Member must have value less than or equal to 750" \
    --auto-ml-job-config '{"CompletionCriteria":{"MaxCandidates":751}}'
}

test_output_paths_are_limited_to_128_characters() {
  local path
  path=s3://bucket/$(printf 'x%.0s' {1..116})
  create_job path-128 --output-data-config "S3OutputPath=$path" >/dev/null
  assert_refused 'S3OutputPath must be 128 characters or less, but has 129.' \
    --output-data-config "S3OutputPath=${path}x"
}

test_metrics_must_fit_the_problem_type() {
  assert_refused 'The objective metric R2 is not supported for the problem type BinaryClassification.' \
    --problem-type BinaryClassification --auto-ml-job-objective MetricName=R2
}

test_inference_latency_and_log_loss_are_no_objectives() {
  local metric
  for metric in InferenceLatency LogLoss wQL; do
    assert_refused "1 validation error detected: Value '$metric' at 'autoMLJobObjective.metricName' failed to satisfy constraint: Member must satisfy enum value set:" \
      --auto-ml-job-objective "MetricName=$metric"
  done
}

test_validation_fractions_lie_between_0_and_1() {
  local fraction
  for fraction in 0 1; do
    assert_refused 'ValidationFraction must be greater than 0 and less than 1.' \
      --auto-ml-job-config "{\"DataSplitConfig\":{\"ValidationFraction\":$fraction}}"
  done
  assert_refused "1 validation error detected: Value '1.5' at 'autoMLJobConfig.dataSplitConfig.validationFraction' failed to satisfy constraint: Member must have value less than or equal to 1" \
    --auto-ml-job-config '{"DataSplitConfig":{"ValidationFraction":1.5}}'
}

test_channels_must_agree() {
  assert_fails_with '(ValidationException)' sagemaker create-auto-ml-job --auto-ml-job-name channels \
    --input-data-config "$channel" "${channel/label/other},ChannelType=validation" \
    --output-data-config "$output_config" --role-arn "$role"
  assert_fails_with '(ValidationException)' sagemaker create-auto-ml-job --auto-ml-job-name channels \
    --input-data-config "$channel" "$channel" --output-data-config "$output_config" --role-arn "$role"
}

test_content_types_are_csv_and_parquet() {
  assert_fails_with '(ValidationException) when calling the CreateAutoMLJob operation: ContentType application/json is not supported' \
    sagemaker create-auto-ml-job --auto-ml-job-name content --input-data-config "$channel,ContentType=application/json" \
    --output-data-config "$output_config" --role-arn "$role"
}

test_an_endpoint_has_a_given_or_a_generated_name() {
  assert_refused 'EndpointName cannot be specified when AutoGenerateEndpointName is True.' \
    --model-deploy-config AutoGenerateEndpointName=true,EndpointName=name
  assert_refused 'EndpointName must be specified when AutoGenerateEndpointName is False.' \
    --model-deploy-config AutoGenerateEndpointName=false
}

test_tag_keys_are_unique() {
  assert_fails_with '(ValidationException) when calling the CreateAutoMLJob operation' \
    create_job tags --tags Key=a,Value=1 Key=a,Value=2
}

test_another_service_is_told_what_to_configure() {
  local output
  output=$(aws_cli sts get-caller-identity --endpoint-url "$endpoint" 2>&1) && fail "STS answered: $output"
  assert_contains "$output" AWS_ENDPOINT_URL_SAGEMAKER
}

start_server --in-memory --speed 600
run_tests
