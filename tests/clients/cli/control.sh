#!/usr/bin/env bash
# What a shell test steers: the control API through curl, its effect through the AWS CLI.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A control request: method, path, body. Prints the answer, also one that is an error.
control() {
  curl --silent --show-error --noproxy '*' --request "$1" "$endpoint/_autopilot/$2" ${3:+--data "$3"}
}

# The member $2 (a JSON pointer's first step) of the JSON object $1.
member() { node -p 'JSON.parse(process.argv[1])[process.argv[2]]' "$1" "$2"; }

count() { member "$(control POST journal/count "$1")" count; }

test_a_tag_chooses_the_scenario_its_phase_and_its_reason() {
  local job
  create_job tagged --tags Key=autopilot-local:scenario,Value=failed \
    Key=autopilot-local:phase,Value=ModelTuning Key=autopilot-local:reason,Value='No luck: today.' \
    Key=team,Value=churn >/dev/null
  job=$(control POST wait '{"job": "tagged", "status": "Failed"}')
  assert_equal true "$(member "$job" met)"
  assert_equal $'Failed\tFailed\tNo luck: today.' \
    "$(describe tagged '[AutoMLJobStatus,AutoMLJobSecondaryStatus,FailureReason]')"
}

test_a_tag_that_names_no_scenario_is_refused_with_those_that_exist() {
  assert_fails_with \
    '(ValidationException) when calling the CreateAutoMLJob operation: There is no scenario faild. There are access-denied, capacity-error, completed,' \
    create_job mistaken --tags Key=autopilot-local:scenario,Value=faild
}

test_a_scenario_at_create_is_the_error_of_the_service() {
  assert_fails_with '(ResourceLimitExceeded) when calling the CreateAutoMLJob operation: The account-level service limit' \
    create_job over-quota --tags Key=autopilot-local:scenario,Value=quota-exceeded
  assert_fails_with '(ResourceNotFound)' describe over-quota AutoMLJobStatus
}

test_curl_counts_what_the_cli_called() {
  assert_equal 0 "$(count '{"operation": "CreateAutoMLJob", "job": "counted"}')"
  create_job counted --problem-type Regression --auto-ml-job-objective MetricName=MSE >/dev/null
  describe counted AutoMLJobStatus >/dev/null
  describe counted AutoMLJobStatus >/dev/null
  assert_equal 1 "$(count '{"operation": "CreateAutoMLJob", "job": "counted"}')"
  assert_equal 2 "$(count '{"operation": "DescribeAutoMLJob", "job": "counted"}')"
  assert_equal 1 "$(count '{"job": "counted", "request": [
    {"pointer": "/AutoMLJobObjective/MetricName", "equals": "MSE"},
    {"pointer": "/RoleArn", "matches": "arn:aws:iam::*:role/Autopilot"},
    {"pointer": "/InputDataConfig", "contains": [{"TargetAttributeName": "label"}]},
    {"pointer": "/AutoMLJobConfig", "exists": false}]}')"
}

test_the_cli_tries_again_when_it_is_throttled() {
  control POST faults '{"operation": "CreateAutoMLJob", "job": "throttled", "times": 2,
                        "error": "ThrottlingException"}' >/dev/null
  assert_equal arn:aws:sagemaker:us-east-1:000000000000:automl-job/throttled "$(create_job throttled)"
  assert_equal 2 "$(count '{"job": "throttled", "error_type": "ThrottlingException"}')"
  assert_equal 1 "$(count '{"job": "throttled", "error_type": ""}')"
}

test_a_frozen_clock_is_what_the_cli_shows() {
  local AWS_CLI_ACCESS_KEY_ID=777777777777
  control PUT 'clock?account=777777777777' '{"mode": "frozen", "now": "2031-05-06T07:08:09Z"}' >/dev/null
  create_job frozen >/dev/null
  control POST 'clock/advance?account=777777777777' '{"by": "PT24H"}' >/dev/null
  assert_equal Completed "$(describe frozen AutoMLJobStatus)"
  assert_matches "$(describe frozen CreationTime)" '^(2031-05-06T07:08:09|1935817689)'
}

test_a_bad_control_request_says_where_and_what_would_do() {
  assert_equal '{"__type":"ValidationException","available":["account","by","unit","deadline"],"message":"There is no field '\''to'\'' here.","path":"/to"}' \
    "$(control POST clock/advance '{"to": "PT1H"}')"
}

test_a_token_is_asked_of_control_requests_and_of_nobody_else() {
  start_server_of_test --in-memory --control-token s3cret
  create_job free >/dev/null
  assert_equal UnauthorizedException "$(member "$(control GET clock)" __type)"
  assert_equal running "$(member "$(curl --silent --noproxy '*' --header 'X-Autopilot-Token: s3cret' \
    "$endpoint/_autopilot/clock")" mode)"
  assert_equal ready "$(member "$(control GET ready)" status)"
}

test_without_the_control_api_only_health_is_left() {
  start_server_of_test --in-memory --control off
  create_job free >/dev/null
  assert_equal NotFoundException "$(member "$(control POST reset)" __type)"
  assert_equal ready "$(member "$(control GET ready)" status)"
}

start_server --in-memory --speed 600
run_tests
