// Tests of a pipeline, with autopilot-local.mjs. Run them with node's own test runner, where
// @aws-sdk/client-sagemaker is installed:
//
//   AUTOPILOT_PROGRAM=build/release/server/autopilot-local node --test example.test.mjs
//
// or, with a server that runs on http://127.0.0.1:7240, without the variable.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  CreateAutoMLJobCommand,
  DescribeAutoMLJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';

import { accountOf, AutopilotLocal, startServer } from './autopilot-local.mjs';

const program = process.env.AUTOPILOT_PROGRAM;
let server = { endpoint: 'http://127.0.0.1:7240', stop: () => {} };
before(async () => {
  if (program) server = await startServer(program);
});
after(() => server.stop());

// The control API and a client for an account that belongs to this test alone, and is empty.
async function setUp(t) {
  const autopilot = new AutopilotLocal(server.endpoint, { account: accountOf(t.name) });
  await autopilot.reset();
  return { autopilot, sagemaker: new SageMakerClient(autopilot.clientConfig) };
}

const request = (AutoMLJobName) => ({
  AutoMLJobName,
  InputDataConfig: [
    {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/train.csv' } },
      TargetAttributeName: 'churned',
    },
  ],
  OutputDataConfig: { S3OutputPath: 's3://data/output' },
  ProblemType: 'BinaryClassification',
  AutoMLJobObjective: { MetricName: 'AUC' },
  RoleArn: 'arn:aws:iam::123456789012:role/autopilot',
});

// What stands for your pipeline here: starts a job, polls it to its end, returns its best score.
async function train(client, name, pollMs = 30_000) {
  await client.send(new CreateAutoMLJobCommand(request(name)));
  for (;;) {
    const job = await client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: name }));
    if (job.AutoMLJobStatus === 'Completed') {
      return job.BestCandidate.FinalAutoMLJobObjectiveMetric.Value;
    }
    if (['Failed', 'Stopped'].includes(job.AutoMLJobStatus)) throw new Error(job.FailureReason);
    await sleep(pollMs);
  }
}

test('time stands still until the test moves it', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.freeze();
  await autopilot.setClock('2030-01-31T12:00:00Z');
  await sagemaker.send(new CreateAutoMLJobCommand(request('nightly')));

  await autopilot.advance('PT10M', { unit: 'nominal' }); // ten minutes of the real service's time
  assert.equal((await autopilot.job('nightly')).AutoMLJobSecondaryStatus, 'FeatureEngineering');

  await autopilot.advance('PT24H');
  assert.equal((await autopilot.job('nightly')).AutoMLJobStatus, 'Completed');
});

test('a poller sees every phase twice', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.progression('manual', { times: 2 });
  await train(sagemaker, 'nightly', 0);
  const calls = { operation: 'DescribeAutoMLJob', job: 'nightly' };
  assert.equal(await autopilot.count(calls), 13); // two for each of six phases, and the end
});

test('a failing job is reported', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.progression('immediate');
  await autopilot.defaultScenario({ scenario: 'failed', reason: 'No data for {job_name}.' });
  await assert.rejects(train(sagemaker, 'nightly'), { message: 'No data for nightly.' });
});

test('the score is what the test says', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.progression('immediate');
  await autopilot.putScenario('weak', { candidates: { count: 3, metrics: { AUC: 0.75 } } });
  await autopilot.defaultScenario('weak');
  assert.equal(await train(sagemaker, 'nightly'), 0.75);
});

test('a throttled call is tried again', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.progression('immediate');
  await autopilot.fault({ operation: 'CreateAutoMLJob', times: 2, error: 'ThrottlingException' });
  await train(sagemaker, 'nightly');
  const calls = { operation: 'CreateAutoMLJob' };
  assert.equal(await autopilot.count({ ...calls, error_type: 'ThrottlingException' }), 2);
  assert.equal(await autopilot.count({ ...calls, error_type: '' }), 1);
});

test('waiting without sleeping', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.progression('immediate');
  const training = train(sagemaker, 'nightly');
  await autopilot.waitForCalls('CreateAutoMLJob', 1, { timeout: 'PT10S' });
  assert.equal((await autopilot.wait('nightly')).AutoMLJobStatus, 'Completed');
  await training;
});

test('a snapshot is brought back', async (t) => {
  const { autopilot, sagemaker } = await setUp(t);
  await autopilot.freeze();
  await sagemaker.send(new CreateAutoMLJobCommand(request('nightly')));
  await autopilot.snapshot('just started');
  await autopilot.advanceJob('nightly', 'end');
  await autopilot.restore('just started');
  assert.equal((await autopilot.job('nightly')).AutoMLJobSecondaryStatus, 'Starting');
});
