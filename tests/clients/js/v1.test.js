import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  ListCandidatesForAutoMLJobCommand,
  StopAutoMLJobCommand,
} from '@aws-sdk/client-sagemaker';

import { body, sagemaker, waitForEnd } from './lib/client.js';
import { ensembling, everyV1Member, role, v1Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

let server;
let client;
before(async () => {
  server = await startServer('--in-memory', '--speed', '6000');
  client = sagemaker(server.endpoint);
});
after(() => server.stop());

const create = (input) => client.send(new CreateAutoMLJobCommand(input));
const describe = (name) => client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: name }));

test('the answer of create is the ARN', async () => {
  const answer = await create(v1Input('arn-of-job'));
  assert.deepEqual(body(answer), {
    AutoMLJobArn: 'arn:aws:sagemaker:us-east-1:000000000000:automl-job/arn-of-job',
  });
});

test('every answer carries a request id', async () => {
  const first = await describe('arn-of-job');
  const second = await describe('arn-of-job');
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.equal(first.$metadata.httpStatusCode, 200);
  assert.match(first.$metadata.requestId, uuid);
  assert.match(second.$metadata.requestId, uuid);
  assert.notEqual(first.$metadata.requestId, second.$metadata.requestId);
});

test('every member of a V1 request is echoed', async () => {
  await create({ AutoMLJobName: 'every-v1', ...everyV1Member, Tags: [{ Key: 'a', Value: 'b' }] });
  const job = await describe('every-v1');
  for (const [member, value] of Object.entries(everyV1Member)) {
    assert.deepEqual(job[member], value, member);
  }
  assert.equal(job.Tags, undefined);
});

test('a V1 request with a validation channel and a generated endpoint name is echoed', async () => {
  const channel = { ...everyV1Member.InputDataConfig[0], ContentType: 'x-application/vnd.amazon+parquet',
                    CompressionType: 'None' };
  const input = {
    InputDataConfig: [channel, { ...channel, ChannelType: 'validation' }],
    AutoMLJobConfig: { Mode: 'ENSEMBLING' },
    ModelDeployConfig: { AutoGenerateEndpointName: true },
    GenerateCandidateDefinitionsOnly: true,
  };
  await create(v1Input('two-channels', input));
  const job = await describe('two-channels');
  for (const [member, value] of Object.entries(input)) assert.deepEqual(job[member], value, member);
});

test('timestamps are dates', async () => {
  const before_ = Date.now() - 1;
  await create(v1Input('dates', ensembling));
  const job = await describe('dates');
  assert.ok(job.CreationTime instanceof Date);
  assert.ok(job.CreationTime.getTime() >= before_ && job.CreationTime.getTime() <= Date.now());
  assert.ok(job.LastModifiedTime instanceof Date);
  assert.equal(job.EndTime, undefined);
  const done = await waitForEnd(client, 'dates');
  assert.ok(done.EndTime instanceof Date);
  assert.ok(done.EndTime >= done.CreationTime && done.EndTime <= done.LastModifiedTime);
});

test('an HPO job walks through its statuses to Completed', async () => {
  const slow = await startServer('--in-memory', '--speed', '600');
  try {
    const slowClient = sagemaker(slow.endpoint);
    const AutoMLJobName = 'walks';
    await slowClient.send(
      new CreateAutoMLJobCommand(
        v1Input(AutoMLJobName, { AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 3 } } }),
      ),
    );
    const seen = [];
    let job;
    do {
      job = await slowClient.send(new DescribeAutoMLJobCommand({ AutoMLJobName }));
      if (seen.at(-1) !== job.AutoMLJobSecondaryStatus) seen.push(job.AutoMLJobSecondaryStatus);
      const early = ['Starting', 'AnalyzingData'].includes(job.AutoMLJobSecondaryStatus);
      assert.equal(job.ResolvedAttributes === undefined, early, job.AutoMLJobSecondaryStatus);
      assert.equal(job.AutoMLJobArtifacts === undefined, early, job.AutoMLJobSecondaryStatus);
    } while (job.AutoMLJobStatus === 'InProgress');
    // Starting lasts five milliseconds only.
    assert.deepEqual(
      seen.filter((status) => status !== 'Starting'),
      [
        'AnalyzingData',
        'FeatureEngineering',
        'ModelTuning',
        'GeneratingExplainabilityReport',
        'GeneratingModelInsightsReport',
        'Completed',
      ],
    );
    assert.equal(job.AutoMLJobStatus, 'Completed');
    assert.equal(job.BestCandidate.CandidateStatus, 'Completed');
    assert.ok(job.BestCandidate.CandidateProperties.CandidateArtifactLocations.Explainability);
  } finally {
    await slow.stop();
  }
});

test('candidates of a completed job have steps, containers and metrics', async () => {
  await create(v1Input('candidates', { ProblemType: 'BinaryClassification',
                                       AutoMLJobObjective: { MetricName: 'AUC' },
                                       AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 4 } } }));
  const job = await waitForEnd(client, 'candidates');
  const { Candidates } = await client.send(
    new ListCandidatesForAutoMLJobCommand({
      AutoMLJobName: 'candidates',
      SortBy: 'FinalObjectiveMetricValue',
      SortOrder: 'Descending',
    }),
  );
  assert.equal(Candidates.length, 4);
  assert.equal(Candidates[0].CandidateName, job.BestCandidate.CandidateName);
  for (const candidate of Candidates) {
    assert.equal(candidate.CandidateStatus, 'Completed');
    assert.equal(candidate.ObjectiveStatus, 'Succeeded');
    assert.equal(candidate.CandidateSteps.length, 4);
    assert.equal(candidate.InferenceContainers.length, 3);
    for (const container of candidate.InferenceContainers) {
      assert.match(container.Image, /\.dkr\.ecr\.us-east-1\.amazonaws\.com\//);
      assert.match(container.ModelDataUrl, /^s3:\/\/bucket\/out\/candidates\/.*model\.tar\.gz$/);
      assert.ok(Object.keys(container.Environment).length > 0);
    }
    const metrics = candidate.CandidateProperties.CandidateMetrics;
    const auc = metrics.find((metric) => metric.StandardMetricName === 'AUC');
    assert.equal(auc.Value, candidate.FinalAutoMLJobObjectiveMetric.Value);
    assert.ok(candidate.CreationTime >= job.CreationTime && candidate.EndTime <= job.EndTime);
  }
});

test('stop ends a running job', async () => {
  await create(v1Input('to-stop'));
  const answer = await client.send(new StopAutoMLJobCommand({ AutoMLJobName: 'to-stop' }));
  assert.deepEqual(body(answer), {});
  const job = await waitForEnd(client, 'to-stop');
  assert.equal(job.AutoMLJobStatus, 'Stopped');
  assert.equal(job.AutoMLJobSecondaryStatus, 'Stopped');
});

test('DescribeAutoMLJobV2 shows a V1 job in V2 form', async () => {
  await create({ AutoMLJobName: 'v1-as-v2', ...everyV1Member });
  const job = await client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName: 'v1-as-v2' }));
  const v1 = everyV1Member;
  assert.deepEqual(job.AutoMLJobInputDataConfig, [
    {
      ChannelType: 'training',
      ContentType: 'text/csv;header=present',
      CompressionType: 'Gzip',
      DataSource: v1.InputDataConfig[0].DataSource,
    },
  ]);
  assert.equal(job.AutoMLProblemTypeConfigName, 'Tabular');
  assert.deepEqual(job.AutoMLProblemTypeConfig, {
    TabularJobConfig: {
      CandidateGenerationConfig: {
        AlgorithmsConfig: v1.AutoMLJobConfig.CandidateGenerationConfig.AlgorithmsConfig,
      },
      CompletionCriteria: v1.AutoMLJobConfig.CompletionCriteria,
      FeatureSpecificationS3Uri: 's3://bucket/features.json',
      Mode: 'ENSEMBLING',
      GenerateCandidateDefinitionsOnly: false,
      ProblemType: 'MulticlassClassification',
      TargetAttributeName: 'label',
      SampleWeightAttributeName: 'weight',
    },
  });
  assert.deepEqual(job.SecurityConfig, v1.AutoMLJobConfig.SecurityConfig);
  assert.deepEqual(job.DataSplitConfig, v1.AutoMLJobConfig.DataSplitConfig);
  assert.deepEqual(job.AutoMLJobObjective, v1.AutoMLJobObjective);
  assert.deepEqual(job.ModelDeployConfig, v1.ModelDeployConfig);
  assert.equal(job.RoleArn, role);
});
