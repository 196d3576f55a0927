#!/usr/bin/env bash
# The AWS CLI over https: certificates that it trusts, and those that it does not.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The address of the server of the test by https.
secure_endpoint() {
  sed -n 's|.*speaks TLS on \(https://[0-9.]*:[0-9]*\).*|\1|p' "$server_log" | head -n 1
}

# A call over https with further options.
over_tls() {
  aws_cli --endpoint-url "$(secure_endpoint)" "$@" sagemaker list-auto-ml-jobs \
    --query 'length(AutoMLJobSummaries)'
}

test_the_ca_bundle_is_what_makes_it_trusted() {
  assert_equal 0 "$(over_tls --ca-bundle "$ca_file")"
  assert_fails_with 'CERTIFICATE_VERIFY_FAILED' over_tls
}

test_no_verify_ssl_skips_the_check() {
  assert_equal 0 "$(over_tls --no-verify-ssl 2>/dev/null)"
}

test_the_same_port_takes_http() {
  assert_equal 0 "$(aws_cli --endpoint-url "$endpoint" sagemaker list-auto-ml-jobs \
    --query 'length(AutoMLJobSummaries)')"
}

test_the_ca_can_be_fetched() {
  curl -fsS "$endpoint/_autopilot/tls/ca.pem" >"$work_dir/fetched.pem"
  assert_equal "$(cat "$ca_file")" "$(cat "$work_dir/fetched.pem")"
}

test_the_ca_is_kept_over_restarts() {
  local folder=$work_dir/restarted before
  start_server_of_test --data-dir "$folder" --tls self-signed
  before=$(cat "$folder/tls/ca.pem")
  kill "$server_pid" && wait "$server_pid"
  start_server_of_test --data-dir "$folder" --tls self-signed
  assert_equal "$before" "$(cat "$folder/tls/ca.pem")"
  assert_equal 0 "$(over_tls --ca-bundle "$folder/tls/ca.pem")"
}

test_a_certificate_of_the_user() {
  local certs=$work_dir/certs
  mkdir "$certs"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
    -keyout "$certs/key.pem" -out "$certs/cert.pem" 2>/dev/null
  start_server_of_test --in-memory --tls-cert "$certs/cert.pem" --tls-key "$certs/key.pem" --tls-port 0
  assert_equal 0 "$(over_tls --ca-bundle "$certs/cert.pem")"
  assert_fails_with 'CERTIFICATE_VERIFY_FAILED' over_tls --ca-bundle "$ca_file"
  assert_fails_with 'is malformed' aws_cli --endpoint-url "$(secure_endpoint | sed s/https/http/)" \
    sagemaker list-auto-ml-jobs
}

start_server --data-dir "$work_dir/data" --tls self-signed
ca_file=$work_dir/data/tls/ca.pem
run_tests
