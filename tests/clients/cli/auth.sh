#!/usr/bin/env bash
# The AWS CLI with right keys, wrong ones and none, where signatures are verified or required.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly keys=$work_dir/keys.json
readonly mismatch='The request signature we calculated does not match the signature you provided.'
readonly unrecognized='The security token included in the request is invalid.'

write_keys() {
  (
    umask 077
    cat >"$keys" <<'KEYS'
{"keys": [
  {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "account": "111122223333"},
  {"access_key_id": "ASIAEXAMPLE", "secret_access_key": "temporary", "account": "444455556666", "session_token": "to+ken/=="},
  {"access_key_id": "ASIAEXPIRED", "secret_access_key": "temporary", "account": "444455556666", "session_token": "old",
   "expiration": "2020-01-01T00:00:00Z"}
]}
KEYS
  )
}

list_jobs() { sagemaker list-auto-ml-jobs --query 'AutoMLJobSummaries[].AutoMLJobName' --output text "$@"; }

# Lists with a key id, a secret and a session token, if there is one.
list_with_token() {
  printf '[test]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$1" "$2" >"$work_dir/credentials"
  [[ -z ${3-} ]] || printf 'aws_session_token = %s\n' "$3" >>"$work_dir/credentials"
  AWS_CLI_CREDENTIALS_FILE=$work_dir/credentials list_jobs --profile test
}

assert_refused_with() { # type message command...
  local type=$1 message=$2
  shift 2
  assert_fails_with "An error occurred ($type) when calling the ListAutoMLJobs operation: $message" "$@"
}

test_a_right_key_works_in_its_account() {
  assert_equal arn:aws:sagemaker:us-east-1:111122223333:automl-job/mine "$(create_job mine)"
  assert_equal mine "$(list_jobs)"
  assert_equal mine "$(describe mine AutoMLJobName)"
  assert_equal arn:aws:sagemaker:eu-central-1:111122223333:automl-job/there "$(create_job there --region eu-central-1)"
}

test_a_wrong_secret_is_an_invalid_signature() {
  AWS_CLI_SECRET_ACCESS_KEY=wrong assert_refused_with InvalidSignatureException "$mismatch" list_jobs
}

test_an_unknown_key_is_an_unrecognized_client() {
  AWS_CLI_ACCESS_KEY_ID=111122223333 assert_refused_with UnrecognizedClientException "$unrecognized" list_jobs
}

test_an_unsigned_call_lacks_its_token() {
  assert_refused_with MissingAuthenticationTokenException 'Missing Authentication Token' list_jobs --no-sign-request
}

test_temporary_keys_need_their_session_token() {
  assert_equal '' "$(list_with_token ASIAEXAMPLE temporary to+ken/==)"
  assert_refused_with UnrecognizedClientException "$unrecognized" list_with_token ASIAEXAMPLE temporary
  assert_refused_with UnrecognizedClientException "$unrecognized" list_with_token ASIAEXAMPLE temporary other
  assert_refused_with InvalidSignatureException "$mismatch" list_with_token ASIAEXAMPLE wrong to+ken/==
  assert_refused_with ExpiredTokenException 'The security token included in the request is expired' \
    list_with_token ASIAEXPIRED temporary old
}

test_the_log_tells_what_should_have_been_signed_without_the_token() {
  list_with_token ASIAEXAMPLE wrong to+ken/== 2>/dev/null || true
  assert_contains "$(cat "$server_log")" 'This is the canonical request that should have been signed'
  [[ $(cat "$server_log") != *to+ken* ]] || fail 'the log shows the session token'
}

test_the_control_api_and_health_need_no_signature() {
  assert_contains "$(curl -sS "$endpoint/_autopilot/health")" '"ok"'
  assert_contains "$(curl -sS "$endpoint/metrics")" 'autopilot_'
  assert_contains "$(curl -sS "$endpoint/_autopilot/clock?account=111122223333")" '"now"'
}

test_where_a_signature_is_required_any_will_do() {
  start_server_of_test --in-memory --auth require
  assert_equal '' "$(AWS_CLI_SECRET_ACCESS_KEY=wrong list_jobs)"
  assert_refused_with MissingAuthenticationTokenException 'Missing Authentication Token' list_jobs --no-sign-request
}

test_keys_that_everybody_can_read_are_told_about() {
  assert_equal 0 "$(grep -c 'can read the keys' "$server_log")"
  chmod 644 "$keys"
  start_server_of_test --in-memory --auth verify --auth-keys "$keys"
  chmod 600 "$keys"
  assert_contains "$(cat "$server_log")" "everybody on this machine can read the keys: chmod 600 $keys"
}

test_a_server_without_its_keys_does_not_start() {
  local code=0
  assert_fails_with 'keys.json: No such file or directory.' \
    "$autopilot_local" --port 0 --in-memory --auth verify --auth-keys /nowhere/keys.json
  "$autopilot_local" --port 0 --in-memory --auth verify 2>/dev/null || code=$?
  assert_equal 2 "$code" "exit code"
}

AWS_CLI_ACCESS_KEY_ID=AKIDEXAMPLE
AWS_CLI_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
write_keys
start_server --in-memory --auth verify --auth-keys "$keys"
run_tests
