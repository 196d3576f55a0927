#!/usr/bin/env bash
# create-auto-ml-job with each of its parameters, in each syntax that the AWS CLI takes.
# shellcheck source=tests/clients/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly full_config='{
  "CompletionCriteria": {"MaxCandidates": 3, "MaxRuntimePerTrainingJobInSeconds": 3600,
                         "MaxAutoMLJobRuntimeInSeconds": 86400},
  "SecurityConfig": {"VolumeKmsKeyId": "alias/volume", "EnableInterContainerTrafficEncryption": true,
                     "VpcConfig": {"SecurityGroupIds": ["sg-1", "sg-2"], "Subnets": ["subnet-1"]}},
  "DataSplitConfig": {"ValidationFraction": 0.25},
  "CandidateGenerationConfig": {"FeatureSpecificationS3Uri": "s3://bucket/features.json"},
  "Mode": "HYPERPARAMETER_TUNING"}'

# Job $1 was made with every member that this CLI knows.
assert_echoes_every_member() {
  assert_equal '[{"DataSource":{"S3DataSource":{"S3DataType":"ManifestFile","S3Uri":"s3://bucket/manifest"}},"CompressionType":"None","TargetAttributeName":"label","ContentType":"text/csv;header=present","ChannelType":"training"}]' \
    "$(describe_json "$1" InputDataConfig)" InputDataConfig
  assert_equal '{"KmsKeyId":"alias/output","S3OutputPath":"s3://bucket/out/"}' \
    "$(describe_json "$1" OutputDataConfig)" OutputDataConfig
  assert_equal '["BinaryClassification","AUC",false,"arn:aws:iam::123456789012:role/service-role/Autopilot"]' \
    "$(describe_json "$1" '[ProblemType,AutoMLJobObjective.MetricName,GenerateCandidateDefinitionsOnly,RoleArn]')"
  assert_equal '{"CompletionCriteria":{"MaxCandidates":3,"MaxRuntimePerTrainingJobInSeconds":3600,"MaxAutoMLJobRuntimeInSeconds":86400},"SecurityConfig":{"VolumeKmsKeyId":"alias/volume","EnableInterContainerTrafficEncryption":true,"VpcConfig":{"SecurityGroupIds":["sg-1","sg-2"],"Subnets":["subnet-1"]}},"DataSplitConfig":{"ValidationFraction":0.25},"CandidateGenerationConfig":{"FeatureSpecificationS3Uri":"s3://bucket/features.json"},"Mode":"HYPERPARAMETER_TUNING"}' \
    "$(describe_json "$1" AutoMLJobConfig)" AutoMLJobConfig
  assert_equal '{"AutoGenerateEndpointName":false,"EndpointName":"my-endpoint"}' \
    "$(describe_json "$1" ModelDeployConfig)" ModelDeployConfig
  assert_equal '[{"Key":"team","Value":"churn"},{"Key":"empty","Value":""}]' \
    "$(sagemaker list-tags --resource-arn "arn:aws:sagemaker:us-east-1:000000000000:automl-job/$1" \
      --query Tags --output json | tr -d ' \n')" Tags
}

test_every_parameter_in_shorthand_syntax() {
  local arn
  arn=$(sagemaker create-auto-ml-job --auto-ml-job-name shorthand \
    --input-data-config 'DataSource={S3DataSource={S3DataType=ManifestFile,S3Uri=s3://bucket/manifest}},CompressionType=None,TargetAttributeName=label,ContentType=text/csv;header=present,ChannelType=training' \
    --output-data-config KmsKeyId=alias/output,S3OutputPath=s3://bucket/out/ \
    --problem-type BinaryClassification \
    --auto-ml-job-objective MetricName=AUC \
    --auto-ml-job-config "$full_config" \
    --role-arn arn:aws:iam::123456789012:role/service-role/Autopilot \
    --no-generate-candidate-definitions-only \
    --tags Key=team,Value=churn Key=empty,Value= \
    --model-deploy-config AutoGenerateEndpointName=false,EndpointName=my-endpoint \
    --query AutoMLJobArn --output text)
  assert_equal arn:aws:sagemaker:us-east-1:000000000000:automl-job/shorthand "$arn"
  assert_echoes_every_member shorthand
}

test_every_parameter_in_json_syntax() {
  sagemaker create-auto-ml-job --auto-ml-job-name json-syntax \
    --input-data-config '[{"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://bucket/manifest"}}, "CompressionType": "None", "TargetAttributeName": "label", "ContentType": "text/csv;header=present", "ChannelType": "training"}]' \
    --output-data-config '{"KmsKeyId": "alias/output", "S3OutputPath": "s3://bucket/out/"}' \
    --problem-type BinaryClassification \
    --auto-ml-job-objective '{"MetricName": "AUC"}' \
    --auto-ml-job-config "$full_config" \
    --role-arn arn:aws:iam::123456789012:role/service-role/Autopilot \
    --no-generate-candidate-definitions-only \
    --tags '[{"Key": "team", "Value": "churn"}, {"Key": "empty", "Value": ""}]' \
    --model-deploy-config '{"AutoGenerateEndpointName": false, "EndpointName": "my-endpoint"}' >/dev/null
  assert_echoes_every_member json-syntax
}

full_input_json() {
  cat <<JSON
{"AutoMLJobName": "$1",
 "InputDataConfig": [{"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile",
                                                      "S3Uri": "s3://bucket/manifest"}},
                      "CompressionType": "None", "TargetAttributeName": "label",
                      "ContentType": "text/csv;header=present", "ChannelType": "training"}],
 "OutputDataConfig": {"KmsKeyId": "alias/output", "S3OutputPath": "s3://bucket/out/"},
 "ProblemType": "BinaryClassification", "AutoMLJobObjective": {"MetricName": "AUC"},
 "AutoMLJobConfig": $full_config,
 "RoleArn": "arn:aws:iam::123456789012:role/service-role/Autopilot",
 "GenerateCandidateDefinitionsOnly": false,
 "Tags": [{"Key": "team", "Value": "churn"}, {"Key": "empty", "Value": ""}],
 "ModelDeployConfig": {"AutoGenerateEndpointName": false, "EndpointName": "my-endpoint"}}
JSON
}

test_cli_input_json_carries_every_member() {
  sagemaker create-auto-ml-job --cli-input-json "$(full_input_json input-json)" >/dev/null
  assert_echoes_every_member input-json
}

test_cli_input_json_is_read_from_a_file_and_overridden_by_parameters() {
  full_input_json replaced >"$work_dir/input.json"
  sagemaker create-auto-ml-job --cli-input-json "file://$work_dir/input.json" \
    --auto-ml-job-name overriding >/dev/null
  assert_echoes_every_member overriding
  assert_fails_with "can't find an AutoML job called replaced." describe replaced AutoMLJobStatus
}

test_cli_input_yaml_carries_every_member() {
  cat >"$work_dir/input.yaml" <<'YAML'
AutoMLJobName: input-yaml
InputDataConfig:
- DataSource:
    S3DataSource:
      S3DataType: ManifestFile
      S3Uri: s3://bucket/manifest
  CompressionType: None
  TargetAttributeName: label
  ContentType: text/csv;header=present
  ChannelType: training
OutputDataConfig:
  KmsKeyId: alias/output
  S3OutputPath: s3://bucket/out/
ProblemType: BinaryClassification
AutoMLJobObjective:
  MetricName: AUC
AutoMLJobConfig:
  CompletionCriteria:
    MaxCandidates: 3
    MaxRuntimePerTrainingJobInSeconds: 3600
    MaxAutoMLJobRuntimeInSeconds: 86400
  SecurityConfig:
    VolumeKmsKeyId: alias/volume
    EnableInterContainerTrafficEncryption: true
    VpcConfig:
      SecurityGroupIds: [sg-1, sg-2]
      Subnets: [subnet-1]
  DataSplitConfig:
    ValidationFraction: 0.25
  CandidateGenerationConfig:
    FeatureSpecificationS3Uri: s3://bucket/features.json
  Mode: HYPERPARAMETER_TUNING
RoleArn: arn:aws:iam::123456789012:role/service-role/Autopilot
GenerateCandidateDefinitionsOnly: false
Tags:
- Key: team
  Value: churn
- Key: empty
  Value: ''
ModelDeployConfig:
  AutoGenerateEndpointName: false
  EndpointName: my-endpoint
YAML
  sagemaker create-auto-ml-job --cli-input-yaml "file://$work_dir/input.yaml" >/dev/null
  assert_echoes_every_member input-yaml
}

test_input_json_and_yaml_exclude_each_other() {
  assert_fails_with 'Only one --cli-input- parameter may be specified' sagemaker create-auto-ml-job --cli-input-json '{}' --cli-input-yaml '{}'
}

# A skeleton filled in: its sample values replaced by sed, whatever the CLI's layout.
test_generated_json_skeleton_can_be_filled_in_and_sent() {
  sagemaker create-auto-ml-job --generate-cli-skeleton | sed \
    -e 's|"AutoMLJobName": ""|"AutoMLJobName": "from-skeleton"|' \
    -e 's|"S3Uri": ""|"S3Uri": "s3://bucket/manifest"|' \
    -e 's|"TargetAttributeName": ""|"TargetAttributeName": "label"|' \
    -e 's|"ContentType": ""|"ContentType": "text/csv;header=present"|' \
    -e 's|"S3OutputPath": ""|"S3OutputPath": "s3://bucket/out"|' \
    -e 's|"\(Max[A-Za-z]*\)": 0|"\1": 1|' \
    -e 's|"ValidationFraction": 0.0|"ValidationFraction": 0.5|' \
    -e 's|"FeatureSpecificationS3Uri": ""|"FeatureSpecificationS3Uri": "s3://bucket/f.json"|' \
    -e 's|^\( *\)""$|\1"id-1"|' \
    -e 's|"RoleArn": ""|"RoleArn": "arn:aws:iam::123456789012:role/Autopilot"|' \
    -e 's|"Key": ""|"Key": "team"|' \
    -e 's|"AutoGenerateEndpointName": true|"AutoGenerateEndpointName": false|' \
    -e 's|"EndpointName": ""|"EndpointName": "endpoint-1"|' >"$work_dir/skeleton.json"
  sagemaker create-auto-ml-job --cli-input-json "file://$work_dir/skeleton.json" >/dev/null
  assert_equal '["AUTO",true,"id-1","endpoint-1"]' "$(describe_json from-skeleton \
    '[AutoMLJobConfig.Mode,GenerateCandidateDefinitionsOnly,AutoMLJobConfig.SecurityConfig.VpcConfig.Subnets[0],ModelDeployConfig.EndpointName]')"
}

test_generated_yaml_skeleton_can_be_filled_in_and_sent() {
  sagemaker create-auto-ml-job --generate-cli-skeleton yaml-input | sed \
    -e "s|^AutoMLJobName: ''|AutoMLJobName: from-yaml-skeleton|" \
    -e "s|S3Uri: ''|S3Uri: s3://bucket/manifest|" \
    -e "s|TargetAttributeName: ''|TargetAttributeName: label|" \
    -e "s|ContentType: ''|ContentType: text/csv;header=present|" \
    -e "s|S3OutputPath: ''|S3OutputPath: s3://bucket/out|" \
    -e 's|\(Max[A-Za-z]*\): 0|\1: 1|' \
    -e 's|ValidationFraction: 0.0|ValidationFraction: 0.5|' \
    -e "s|- ''|- id-1|" \
    -e "s|RoleArn: ''|RoleArn: arn:aws:iam::123456789012:role/Autopilot|" \
    -e "s|Key: ''|Key: team|" \
    -e 's|AutoGenerateEndpointName: true|AutoGenerateEndpointName: false|' \
    -e "s| EndpointName: ''| EndpointName: endpoint-1|" >"$work_dir/skeleton.yaml"
  sagemaker create-auto-ml-job --cli-input-yaml "file://$work_dir/skeleton.yaml" >/dev/null
  assert_equal '["ManifestFile","BinaryClassification","Accuracy"]' "$(describe_json from-yaml-skeleton \
    '[InputDataConfig[0].DataSource.S3DataSource.S3DataType,ProblemType,AutoMLJobObjective.MetricName]')"
}

test_output_skeleton_sends_nothing() {
  local skeleton
  skeleton=$(create_job never-sent --generate-cli-skeleton output)
  assert_contains "$skeleton" AutoMLJobArn
  assert_fails_with "can't find an AutoML job called never-sent." describe never-sent AutoMLJobStatus
}

test_training_and_validation_channels() {
  sagemaker create-auto-ml-job --auto-ml-job-name two-channels \
    --input-data-config "$channel,ChannelType=training,CompressionType=Gzip" \
    'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://bucket/validation}},TargetAttributeName=label,ChannelType=validation' \
    --output-data-config "$output_config" --role-arn "$role" >/dev/null
  assert_equal '[["training","Gzip"],["validation",null]]' \
    "$(describe_json two-channels 'InputDataConfig[].[ChannelType,CompressionType]')"
}

test_parquet_input() {
  sagemaker create-auto-ml-job --auto-ml-job-name parquet \
    --input-data-config "$channel,ContentType=x-application/vnd.amazon+parquet" \
    --output-data-config "$output_config" --role-arn "$role" >/dev/null
  assert_equal x-application/vnd.amazon+parquet "$(describe parquet 'InputDataConfig[0].ContentType')"
}

test_required_parameters_alone_show_the_defaults() {
  create_job minimal >/dev/null
  assert_equal '[{"DataSource":{"S3DataSource":{"S3DataType":"S3Prefix","S3Uri":"s3://bucket/train"}},"TargetAttributeName":"label","ContentType":"text/csv;header=present","ChannelType":"training"}]' \
    "$(describe_json minimal InputDataConfig)"
  assert_equal '[false,null,null,null,null]' "$(describe_json minimal \
    '[GenerateCandidateDefinitionsOnly,ProblemType,AutoMLJobObjective,AutoMLJobConfig,ModelDeployConfig]')"
}

test_the_three_problem_types_take_their_metrics() {
  local case_ type metric number=0
  for case_ in Regression:R2 MulticlassClassification:F1macro BinaryClassification:BalancedAccuracy; do
    type=${case_%:*} metric=${case_#*:} number=$((number + 1))
    create_job "metric-$number" --problem-type "$type" --auto-ml-job-objective "MetricName=$metric" >/dev/null
    assert_equal "$type	$metric" "$(describe "metric-$number" '[ProblemType,AutoMLJobObjective.MetricName]')"
  done
}

start_server --in-memory --speed 600
run_tests
