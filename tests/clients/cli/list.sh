#!/usr/bin/env bash
# list-auto-ml-jobs: filters, orders, pages; accounts and regions kept apart.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

list() { # query [option...]
  local query=$1
  shift
  sagemaker list-auto-ml-jobs --query "$query" --output text "$@"
}
readonly names='AutoMLJobSummaries[].AutoMLJobName'

test_default_order_is_by_name_descending() {
  assert_equal $'gamma-2\tgamma-1\tBeta\talpha' "$(list "$names")"
}

test_names_are_filtered_without_regard_to_case() {
  assert_equal $'gamma-2\tgamma-1' "$(list "$names" --name-contains GAMMA)"
  assert_equal Beta "$(list "$names" --name-contains bet)"
}

test_orders() {
  assert_equal $'alpha\tBeta\tgamma-1\tgamma-2' "$(list "$names" --sort-by Name --sort-order Ascending)"
  assert_equal $'alpha\tgamma-1\tBeta\tgamma-2' "$(list "$names" --sort-by CreationTime --sort-order Ascending)"
  assert_equal $'gamma-2\tBeta\tgamma-1\talpha' "$(list "$names" --sort-by CreationTime --sort-order Descending)"
}

test_statuses_are_filtered() {
  assert_equal alpha "$(list "$names" --status-equals Stopped)"
  assert_equal '' "$(list "$names" --status-equals Failed)"
}

# This CLI sends times as whole seconds, so bounds near the creation say nothing.
test_times_are_filtered() {
  local all=$'gamma-2\tgamma-1\tBeta\talpha'
  assert_equal "$all" "$(list "$names" --creation-time-after 2020-01-01T00:00:00Z)"
  assert_equal '' "$(list "$names" --creation-time-before 2020-01-01T00:00:00Z)"
  assert_equal "$all" "$(list "$names" --last-modified-time-after 1577836800)"
  assert_equal '' "$(list "$names" --last-modified-time-before 1577836800.5)"
}

test_pages() {
  assert_equal $'gamma-2\tgamma-1\tBeta\talpha' "$(list "$names" --page-size 1 | paste -s -)" "pages of one"
  assert_equal gamma-2 "$(list "$names" --no-paginate --max-results 1)" "first page alone"
  local token
  token=$(list NextToken --no-paginate --max-results 3)
  assert_equal alpha "$(list "$names" --no-paginate --max-results 3 --next-token "$token")" "second page"
  assert_equal None "$(list NextToken --no-paginate --max-results 3 --next-token "$token")" "token of the last page"
  assert_equal $'gamma-2\tgamma-1' "$(list "$names" --max-items 2 | sed -n 1p)" "the CLI's own limit"
}

test_a_token_of_another_query_is_refused() {
  local token
  token=$(list NextToken --no-paginate --max-results 1)
  assert_fails_with '(ValidationException) when calling the ListAutoMLJobs operation' \
    list "$names" --no-paginate --max-results 1 --sort-order Ascending --next-token "$token"
  assert_fails_with '(ValidationException) when calling the ListAutoMLJobs operation' \
    list "$names" --no-paginate --max-results 1 --next-token no-token
}

test_summaries_show_names_arns_and_times() {
  assert_equal '[["AutoMLJobArn","AutoMLJobName","AutoMLJobSecondaryStatus","AutoMLJobStatus","CreationTime","EndTime","LastModifiedTime"]]' \
    "$(sagemaker list-auto-ml-jobs --name-contains alpha --query 'AutoMLJobSummaries[].sort(keys(@))' --output json | tr -d ' \n')"
  assert_equal arn:aws:sagemaker:us-east-1:000000000000:automl-job/Beta \
    "$(list 'AutoMLJobSummaries[0].AutoMLJobArn' --name-contains beta)"
}

test_twelve_digit_access_keys_are_accounts_of_their_own() {
  AWS_CLI_ACCESS_KEY_ID=111122223333
  assert_equal arn:aws:sagemaker:us-east-1:111122223333:automl-job/alpha "$(create_job alpha)"
  assert_equal alpha "$(list "$names")"
  AWS_CLI_ACCESS_KEY_ID=444455556666
  assert_equal '' "$(list "$names")"
  assert_fails_with "can't find an AutoML job called alpha." describe alpha AutoMLJobStatus
}

test_regions_are_kept_apart() {
  assert_equal arn:aws:sagemaker:eu-west-1:000000000000:automl-job/alpha "$(create_job alpha --region eu-west-1)"
  assert_equal alpha "$(list "$names" --region eu-west-1)"
  assert_equal arn:aws-cn:sagemaker:cn-north-1:000000000000:automl-job/alpha "$(create_job alpha --region cn-north-1)"
  assert_equal $'gamma-2\tgamma-1\tBeta\talpha' "$(list "$names")" "the default region"
}

# Slow enough for jobs to run as long as the tests; a stop takes half a second.
start_server --in-memory --speed 60
for job in alpha gamma-1 Beta gamma-2; do create_job "$job" >/dev/null || exit 1; done
sagemaker stop-auto-ml-job --auto-ml-job-name alpha && wait_for_end alpha >/dev/null || exit 1
run_tests
