// Requests that are valid as they stand.
export const role = 'arn:aws:iam::123456789012:role/service-role/Autopilot';

const s3 = (S3Uri, S3DataType = 'S3Prefix') => ({ S3DataSource: { S3DataType, S3Uri } });

export function v1Input(name, more = {}) {
  return {
    AutoMLJobName: name,
    InputDataConfig: [{ DataSource: s3('s3://bucket/train'), TargetAttributeName: 'label' }],
    OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
    RoleArn: role,
    ...more,
  };
}

export function v2Input(name, problemTypeConfig, more = {}) {
  return {
    AutoMLJobName: name,
    AutoMLJobInputDataConfig: [{ DataSource: s3('s3://bucket/train') }],
    OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
    AutoMLProblemTypeConfig: problemTypeConfig,
    RoleArn: role,
    ...more,
  };
}

// Every member of CreateAutoMLJob that this SDK knows; what excludes each other is in `variants`.
export const everyV1Member = {
  InputDataConfig: [
    {
      DataSource: s3('s3://bucket/train'),
      CompressionType: 'Gzip',
      TargetAttributeName: 'label',
      ContentType: 'text/csv;header=present',
      ChannelType: 'training',
      SampleWeightAttributeName: 'weight',
    },
  ],
  OutputDataConfig: { KmsKeyId: 'alias/output', S3OutputPath: 's3://bucket/out/' },
  ProblemType: 'MulticlassClassification',
  AutoMLJobObjective: { MetricName: 'F1macro' },
  AutoMLJobConfig: {
    CompletionCriteria: {
      MaxCandidates: 2,
      MaxRuntimePerTrainingJobInSeconds: 3600,
      MaxAutoMLJobRuntimeInSeconds: 86400,
    },
    SecurityConfig: {
      VolumeKmsKeyId: 'alias/volume',
      EnableInterContainerTrafficEncryption: true,
      VpcConfig: { SecurityGroupIds: ['sg-1', 'sg-2'], Subnets: ['subnet-1'] },
    },
    CandidateGenerationConfig: {
      FeatureSpecificationS3Uri: 's3://bucket/features.json',
      AlgorithmsConfig: [{ AutoMLAlgorithms: ['xgboost', 'catboost', 'fastai'] }],
    },
    DataSplitConfig: { ValidationFraction: 0.25 },
    Mode: 'ENSEMBLING',
  },
  RoleArn: role,
  GenerateCandidateDefinitionsOnly: false,
  ModelDeployConfig: { AutoGenerateEndpointName: false, EndpointName: 'my-endpoint' },
};

export const everyV2Member = {
  AutoMLJobInputDataConfig: [
    {
      ChannelType: 'training',
      ContentType: 'text/csv;header=present',
      CompressionType: 'Gzip',
      DataSource: s3('s3://bucket/train'),
    },
  ],
  OutputDataConfig: { KmsKeyId: 'alias/output', S3OutputPath: 's3://bucket/out/' },
  RoleArn: role,
  SecurityConfig: {
    VolumeKmsKeyId: 'alias/volume',
    EnableInterContainerTrafficEncryption: true,
    VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] },
  },
  AutoMLJobObjective: { MetricName: 'MAE' },
  ModelDeployConfig: { AutoGenerateEndpointName: false, EndpointName: 'my-endpoint' },
  DataSplitConfig: { ValidationFraction: 0.125 },
  AutoMLComputeConfig: { EmrServerlessComputeConfig: { ExecutionRoleARN: role } },
  AutoMLProblemTypeConfig: {
    TabularJobConfig: {
      CandidateGenerationConfig: {
        AlgorithmsConfig: [{ AutoMLAlgorithms: ['lightgbm', 'extra-trees'] }],
      },
      CompletionCriteria: {
        MaxCandidates: 2,
        MaxRuntimePerTrainingJobInSeconds: 3600,
        MaxAutoMLJobRuntimeInSeconds: 86400,
      },
      FeatureSpecificationS3Uri: 's3://bucket/features.json',
      Mode: 'ENSEMBLING',
      GenerateCandidateDefinitionsOnly: false,
      ProblemType: 'Regression',
      TargetAttributeName: 'price',
      SampleWeightAttributeName: 'weight',
    },
  },
};

const runtimes = { MaxRuntimePerTrainingJobInSeconds: 3600, MaxAutoMLJobRuntimeInSeconds: 86400 };

// One job of each problem type with every member of its configuration, and what it must show.
export const problemTypes = {
  Tabular: {
    input: { AutoMLProblemTypeConfig: everyV2Member.AutoMLProblemTypeConfig,
             AutoMLJobObjective: { MetricName: 'MAE' } },
    objective: 'MAE',
    candidates: 2,
  },
  ImageClassification: {
    input: {
      AutoMLJobInputDataConfig: [
        {
          ChannelType: 'training',
          ContentType: 'image/png',
          CompressionType: 'None',
          DataSource: s3('s3://bucket/images.manifest', 'AugmentedManifestFile'),
        },
      ],
      AutoMLProblemTypeConfig: {
        ImageClassificationJobConfig: { CompletionCriteria: { MaxCandidates: 1, ...runtimes } },
      },
      AutoMLJobObjective: { MetricName: 'Accuracy' },
    },
    objective: 'Accuracy',
    candidates: 1,
    containerDefinitions: true,
  },
  TextClassification: {
    input: {
      AutoMLProblemTypeConfig: {
        TextClassificationJobConfig: {
          CompletionCriteria: { MaxCandidates: 1, ...runtimes },
          ContentColumn: 'review',
          TargetLabelColumn: 'stars',
        },
      },
    },
    objective: 'Accuracy',
    candidates: 1,
    containerDefinitions: true,
  },
  TextGeneration: {
    input: {
      AutoMLProblemTypeConfig: {
        TextGenerationJobConfig: {
          CompletionCriteria: { MaxCandidates: 1, ...runtimes },
          BaseModelName: 'Falcon7BInstruct',
          TextGenerationHyperParameters: {
            epochCount: '5',
            batchSize: '32',
            learningRate: '0.00001',
            learningRateWarmupSteps: '10',
          },
          ModelAccessConfig: { AcceptEula: true },
        },
      },
    },
    candidates: 1,
  },
  TimeSeriesForecasting: {
    input: {
      AutoMLProblemTypeConfig: {
        TimeSeriesForecastingJobConfig: {
          FeatureSpecificationS3Uri: 's3://bucket/features.json',
          CompletionCriteria: runtimes,
          ForecastFrequency: '1D',
          ForecastHorizon: 7,
          ForecastQuantiles: ['p10', 'p50', 'p90'],
          Transformations: {
            Filling: {
              demand: { frontfill: 'none', middlefill: 'zero', backfill: 'value', backfill_value: '1' },
              price: { middlefill: 'median', backfill: 'mean', futurefill: 'max' },
            },
            Aggregation: { demand: 'sum' },
          },
          TimeSeriesConfig: {
            TargetAttributeName: 'demand',
            TimestampAttributeName: 'day',
            ItemIdentifierAttributeName: 'item',
            GroupingAttributeNames: ['store', 'country'],
          },
          HolidayConfig: [{ CountryCode: 'DE' }],
          CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: ['cnn-qr', 'ets'] }] },
        },
      },
    },
    objective: 'AverageWeightedQuantileLoss',
    backtest: true,
  },
};

export const ensembling = {
  AutoMLJobConfig: { Mode: 'ENSEMBLING', CompletionCriteria: { MaxCandidates: 2 } },
};
