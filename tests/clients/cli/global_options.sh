#!/usr/bin/env bash
# The global options of the AWS CLI, and tags.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly job_arn=arn:aws:sagemaker:us-east-1:000000000000:automl-job/options

tags() {
  sagemaker list-tags --resource-arn "$job_arn" --query 'Tags[].[Key,Value]' --output text | tr '\t\n' '= ' | sed 's/ $//'
}

test_tags_are_added_replaced_and_deleted() {
  assert_equal '' "$(tags)"
  assert_equal '[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]' \
    "$(sagemaker add-tags --resource-arn "$job_arn" --tags Key=a,Value=1 Key=b,Value=2 --query Tags --output json | tr -d ' \n')"
  assert_equal 'a=1 b=2' "$(tags)"
  sagemaker add-tags --resource-arn "$job_arn" --tags Key=c,Value=3 >/dev/null
  assert_equal 'c=3 a=1 b=2' "$(tags)" "new tags come first"
  sagemaker add-tags --resource-arn "$job_arn" --tags Key=b,Value=new >/dev/null
  assert_contains "$(tags)" b=new
  sagemaker delete-tags --resource-arn "$job_arn" --tag-keys a c missing
  assert_equal 'b=new' "$(tags)"
  assert_fails_with '(ValidationException) when calling the ListTags operation: Could not find resource' \
    sagemaker list-tags --resource-arn "${job_arn}-missing"
}

test_output_formats() {
  local name=(describe-auto-ml-job --auto-ml-job-name options --query '{Name: AutoMLJobName}')
  assert_equal '{"Name":"options"}' "$(sagemaker "${name[@]}" --output json | tr -d ' \n')"
  assert_equal 'Name: options' "$(sagemaker "${name[@]}" --output yaml)"
  assert_equal '- Name: options' "$(sagemaker "${name[@]}" --output yaml-stream)"
  assert_equal options "$(sagemaker "${name[@]}" --output text)"
  assert_contains "$(sagemaker "${name[@]}" --output table)" '|  Name |  options  |'
  assert_contains "$(sagemaker "${name[@]}" --output table --color on)" options
}

test_timestamps_are_read_as_times() {
  assert_matches "$(describe options CreationTime)" '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:]{8}\.[0-9]{6}[+-][0-9:]{5}$'
}

test_unsigned_calls_use_the_default_account() {
  assert_equal "$job_arn" "$(describe options AutoMLJobArn --no-sign-request)"
  AWS_CLI_ACCESS_KEY_ID='' AWS_CLI_SECRET_ACCESS_KEY=''
  assert_equal "$job_arn" "$(describe options AutoMLJobArn --no-sign-request)" "without any credentials"
}

test_profiles_of_the_user() {
  printf '[profile team]\nregion = eu-central-1\n' >"$work_dir/config"
  printf '[team]\naws_access_key_id = 222233334444\naws_secret_access_key = secret\n' >"$work_dir/credentials"
  AWS_CLI_CONFIG_FILE=$work_dir/config AWS_CLI_CREDENTIALS_FILE=$work_dir/credentials
  # The region of the environment would win over the profile's.
  assert_equal arn:aws:sagemaker:eu-central-1:222233334444:automl-job/profile \
    "$(create_job profile --profile team --region eu-central-1)"
}

test_connection_options() {
  assert_equal options "$(describe options AutoMLJobName --cli-read-timeout 5 --cli-connect-timeout 5 \
    --no-verify-ssl --no-cli-pager --no-cli-auto-prompt --cli-binary-format raw-in-base64-out --color off 2>/dev/null)"
  assert_equal options "$(describe options AutoMLJobName --cli-read-timeout 0 --cli-connect-timeout 0)" "no timeouts"
}

test_the_version_of_the_cli() {
  assert_matches "$(aws_cli --version)" '^aws-cli/2\.'
}

test_auto_prompt_needs_a_terminal() {
  assert_fails_with 'not a terminal' describe options AutoMLJobName --cli-auto-prompt </dev/null
}

test_debug_shows_the_request_id() {
  assert_matches "$(sagemaker describe-auto-ml-job --auto-ml-job-name options --debug 2>&1)" \
    "'?x-amzn-RequestId'?: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'"
}

test_names_are_found_without_regard_to_case() {
  assert_equal options "$(describe OPTIONS AutoMLJobName)"
}

start_server --in-memory --speed 600
create_job options >/dev/null || exit 1
run_tests
