import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  AddTagsCommand,
  CreateAutoMLJobV2Command,
  DeleteTagsCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  ListCandidatesForAutoMLJobCommand,
  ListTagsCommand,
  ResourceNotFound,
  StopAutoMLJobCommand,
} from '@aws-sdk/client-sagemaker';

import { body, sagemaker, waitForEnd } from './lib/client.js';
import { everyV2Member, problemTypes, v2Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

let server;
let client;
before(async () => {
  server = await startServer('--in-memory', '--speed', '6000');
  client = sagemaker(server.endpoint);
});
after(() => server.stop());

const create = (input) => client.send(new CreateAutoMLJobV2Command(input));
const describe = (name) => client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName: name }));

// One job of the problem type: created with tags, echoed, followed to its end, its candidates read;
// another one stopped.
async function liveThrough(problemType) {
  const { input, objective, candidates, containerDefinitions, backtest } = problemTypes[problemType];
  const name = problemType;
  const { AutoMLJobArn } = await create(
    v2Input(name, undefined, { ...input, Tags: [{ Key: 'kind', Value: problemType }] }),
  );
  assert.equal(AutoMLJobArn, `arn:aws:sagemaker:us-east-1:000000000000:automl-job/${name}`);

  const running = await describe(name);
  assert.equal(running.AutoMLJobStatus, 'InProgress');
  assert.equal(running.AutoMLProblemTypeConfigName, problemType);
  for (const [member, value] of Object.entries(input)) {
    assert.deepEqual(running[member], value, member);
  }

  const done = await waitForEnd(client, name);
  assert.equal(done.AutoMLJobStatus, 'Completed');
  assert.equal(done.AutoMLJobSecondaryStatus, 'Completed');
  assert.ok(done.EndTime instanceof Date);

  const { Candidates } = await client.send(
    new ListCandidatesForAutoMLJobCommand({ AutoMLJobName: name }),
  );
  if (candidates) assert.equal(Candidates.length, candidates);
  const best = done.BestCandidate;
  assert.ok(Candidates.some((candidate) => candidate.CandidateName === best.CandidateName));
  assert.equal(best.InferenceContainers.length, 1);
  assert.equal(best.CandidateSteps.length, 1);
  assert.equal(best.InferenceContainerDefinitions !== undefined, containerDefinitions === true);
  const locations = best.CandidateProperties.CandidateArtifactLocations;
  assert.equal(locations?.BacktestResults !== undefined, backtest === true);
  if (objective) {
    assert.equal(best.FinalAutoMLJobObjectiveMetric.MetricName, objective);
    assert.equal(best.FinalAutoMLJobObjectiveMetric.StandardMetricName, objective);
  }

  const tags = await client.send(new ListTagsCommand({ ResourceArn: AutoMLJobArn }));
  assert.deepEqual(tags.Tags, [{ Key: 'kind', Value: problemType }]);

  await create(v2Input(`${name}-stopped`, undefined, input));
  await client.send(new StopAutoMLJobCommand({ AutoMLJobName: `${name}-stopped` }));
  assert.equal((await waitForEnd(client, `${name}-stopped`)).AutoMLJobStatus, 'Stopped');
}

test('a tabular job lives from create to its candidates', () => liveThrough('Tabular'));
test('an image classification job lives from create to its candidates', () =>
  liveThrough('ImageClassification'));
test('a text classification job lives from create to its candidates', () =>
  liveThrough('TextClassification'));
test('a text generation job lives from create to its candidates', () =>
  liveThrough('TextGeneration'));
test('a time series job lives from create to its candidates', () =>
  liveThrough('TimeSeriesForecasting'));

test('every member of a V2 request is echoed', async () => {
  await create({ AutoMLJobName: 'every-v2', ...everyV2Member, Tags: [{ Key: 'a', Value: 'b' }] });
  const job = await describe('every-v2');
  for (const [member, value] of Object.entries(everyV2Member)) {
    assert.deepEqual(job[member], value, member);
  }
  const done = await waitForEnd(client, 'every-v2');
  assert.deepEqual(done.ModelDeployResult, { EndpointName: 'my-endpoint' });
});

test('a time series job without algorithms trains six and their ensemble', async () => {
  const { CandidateGenerationConfig, ...config } =
    problemTypes.TimeSeriesForecasting.input.AutoMLProblemTypeConfig.TimeSeriesForecastingJobConfig;
  await create(v2Input('seven', { TimeSeriesForecastingJobConfig: config }));
  await waitForEnd(client, 'seven');
  const { Candidates } = await client.send(
    new ListCandidatesForAutoMLJobCommand({ AutoMLJobName: 'seven' }),
  );
  assert.equal(Candidates.length, 7);
});

test('image and text jobs take Accuracy only', async () => {
  for (const problemType of ['ImageClassification', 'TextClassification']) {
    const input = { ...problemTypes[problemType].input, AutoMLJobObjective: { MetricName: 'F1' } };
    await assert.rejects(create(v2Input('refused', undefined, input)), {
      name: 'ValidationException',
      message: `The objective metric F1 is not supported for the problem type ${problemType}. Supported metrics: Accuracy.`,
    });
  }
});

test('a text generation job takes no objective', async () => {
  const input = { ...problemTypes.TextGeneration.input, AutoMLJobObjective: { MetricName: 'Accuracy' } };
  await assert.rejects(create(v2Input('refused', undefined, input)), { name: 'ValidationException' });
});

test('time series metrics are accepted and others refused', async () => {
  const { input } = problemTypes.TimeSeriesForecasting;
  for (const MetricName of ['RMSE', 'MASE', 'MAPE', 'WAPE', 'AverageWeightedQuantileLoss']) {
    await create(v2Input(`ts-${MetricName}`.slice(0, 32), undefined, { ...input, AutoMLJobObjective: { MetricName } }));
  }
  await assert.rejects(
    create(v2Input('refused', undefined, { ...input, AutoMLJobObjective: { MetricName: 'MSE' } })),
    { name: 'ValidationException' },
  );
});

test('jobs other than tabular train one candidate', async () => {
  for (const [problemType, { input }] of Object.entries(problemTypes)) {
    if (problemType === 'Tabular') continue;
    const [[member, config]] = Object.entries(input.AutoMLProblemTypeConfig);
    const changed = { [member]: { ...config, CompletionCriteria: { MaxCandidates: 2 } } };
    await assert.rejects(
      create(v2Input('refused', undefined, { ...input, AutoMLProblemTypeConfig: changed })),
      { name: 'ValidationException',
        message: `MaxCandidates must be 1 for the problem type ${problemType}.` },
    );
  }
});

test('DescribeAutoMLJob does not find a V2 job', async () => {
  await create(v2Input('only-v2', problemTypes.Tabular.input.AutoMLProblemTypeConfig,
                       { AutoMLJobObjective: { MetricName: 'MAE' } }));
  await assert.rejects(
    client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: 'only-v2' })),
    (error) => error instanceof ResourceNotFound,
  );
});

test('tags are added, replaced and deleted', async () => {
  const { AutoMLJobArn: ResourceArn } = await create(
    v2Input('tagged', problemTypes.TextClassification.input.AutoMLProblemTypeConfig),
  );
  const added = await client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'a', Value: '1' }] }));
  assert.deepEqual(added.Tags, [{ Key: 'a', Value: '1' }]);
  await client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] }));
  const { Tags } = await client.send(new ListTagsCommand({ ResourceArn }));
  assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }, { Key: 'a', Value: '1' }]);
  const deleted = await client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['a', 'b'] }));
  assert.deepEqual(body(deleted), {});
  assert.deepEqual((await client.send(new ListTagsCommand({ ResourceArn }))).Tags, []);
});
