#!/usr/bin/env bash
# The data of jobs: the AWS CLI uploads it to an S3 server that the emulator reads it from.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Rows "n,y" of which every fourth is a "yes", behind a header.
csv() { # rows
  awk -v rows="$1" 'BEGIN { print "x,label"; for (n = 0; n < rows; ++n) print n % 7 "," (n % 4 ? "no" : "yes") }'
}

start_s3() {
  local attempt
  node "$cli_dir/../js/s3_server.mjs" "$work_dir/s3" >"$work_dir/s3-url" 2>"$work_dir/s3.log" &
  s3_pid=$!
  for ((attempt = 0; attempt < 600; ++attempt)); do
    s3_url=$(cat "$work_dir/s3-url")
    [[ -z $s3_url ]] || return 0
    if ! kill -0 "$s3_pid" 2>/dev/null; then break; fi
    sleep 0.05
  done
  echo "the S3 server did not get ready:" >&2
  cat "$work_dir/s3.log" >&2
  exit 1
}

s3() {
  AWS_CLI_ACCESS_KEY_ID=S3RVER AWS_CLI_SECRET_ACCESS_KEY=S3RVER \
    aws_cli s3 "$@" --endpoint-url "$s3_url" >/dev/null
}

# Uploads standard input to the key $1 of the bucket.
upload() { s3 cp - "s3://bucket/$1"; }

readonly parquet_channel='DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/parquet/}},TargetAttributeName=label,ContentType=x-application/vnd.amazon+parquet'

test_data_that_is_not_there_is_refused() {
  assert_fails_with 'No S3 objects found under S3 URL "s3://bucket/missing" given in input data source.' \
    create_job missing --input-data-config \
    'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/missing}},TargetAttributeName=label'
}

test_a_missing_target_is_refused_and_then_found() {
  printf 'x,y\n1,2\n' | upload train.csv
  assert_fails_with 'An error occurred (ValidationException) when calling the CreateAutoMLJob operation: Target attribute name label does not exist in header.' \
    create_job target
  csv 500 | upload train.csv
  create_job target >/dev/null
  assert_equal Completed "$(wait_for_end target)"
  assert_equal $'BinaryClassification\tF1' "$(describe target \
    'ResolvedAttributes.[ProblemType,AutoMLJobObjective.MetricName]')"
}

test_too_few_rows_fail_the_job() {
  csv 499 | upload train.csv
  create_job few >/dev/null
  assert_equal Failed "$(wait_for_end few)"
  assert_contains "$(describe few FailureReason)" \
    'Error message: ClientError: The training data has 499 rows. At least 500 rows are needed.'
}

test_a_folder_of_gzip_is_read() {
  local part
  for part in 1 2; do csv 300 | gzip | upload "packed/part-$part.csv.gz"; done
  create_job packed --input-data-config \
    'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/packed/}},TargetAttributeName=label,CompressionType=Gzip' \
    >/dev/null
  assert_equal Completed "$(wait_for_end packed)"
  head -c 60 < <(csv 300 | gzip) | upload packed/part-3.csv.gz
  create_job cut --input-data-config \
    'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/packed/}},TargetAttributeName=label,CompressionType=Gzip' \
    >/dev/null
  assert_equal Failed "$(wait_for_end cut)"
  assert_contains "$(describe cut FailureReason)" s3://bucket/packed/part-3.csv.gz
}

test_a_manifest_is_followed() {
  csv 250 | upload parts/1.csv
  csv 250 | upload parts/2.csv
  printf '[{"prefix": "s3://bucket/parts/"}, "1.csv", "2.csv"]' | upload manifest.json
  create_job manifest --input-data-config \
    'DataSource={S3DataSource={S3DataType=ManifestFile,S3Uri=s3://bucket/manifest.json}},TargetAttributeName=label' >/dev/null
  assert_equal Completed "$(wait_for_end manifest)"
  printf '[{"prefix": "s3://bucket/parts/"}, "1.csv", "3.csv"]' | upload manifest.json
  assert_fails_with 'The object s3://bucket/parts/3.csv does not exist.' create_job manifest-2 --input-data-config \
    'DataSource={S3DataSource={S3DataType=ManifestFile,S3Uri=s3://bucket/manifest.json}},TargetAttributeName=label'
}

test_the_feature_specification_is_read() {
  csv 500 | upload train.csv
  printf '{"FeatureAttributeNames": ["x", "z"]}' | upload features.json
  assert_fails_with "FeatureAttributeNames has the column 'z', which does not exist in the header of the input data." \
    create_job features --auto-ml-job-config \
    '{"CandidateGenerationConfig":{"FeatureSpecificationS3Uri":"s3://bucket/features.json"}}'
}

test_parquet_is_read() {
  s3 cp "$cli_dir/../../unit/datasets/parquet/fixtures/duckdb-500-rows.parquet" s3://bucket/parquet/rows.parquet
  create_job parquet --input-data-config "$parquet_channel" >/dev/null
  assert_equal Completed "$(wait_for_end parquet)"
  assert_equal MulticlassClassification "$(describe parquet ResolvedAttributes.ProblemType)"
}

test_wrong_credentials_are_told() {
  AWS_ACCESS_KEY_ID=UNKNOWN AWS_SECRET_ACCESS_KEY=S3RVER start_server_of_test --in-memory --s3-endpoint "$s3_url"
  assert_fails_with AWS_ACCESS_KEY_ID create_job wrong-keys
}

test_an_endpoint_out_of_reach_is_told() {
  start_server_of_test --in-memory --s3-endpoint http://127.0.0.1:1
  assert_fails_with http://127.0.0.1:1 create_job nowhere
}

start_s3
trap 'kill -KILL "$s3_pid"; clean_up' EXIT
s3 mb s3://bucket
AWS_ACCESS_KEY_ID=S3RVER AWS_SECRET_ACCESS_KEY=S3RVER start_server --in-memory --s3-endpoint "$s3_url"
run_tests
