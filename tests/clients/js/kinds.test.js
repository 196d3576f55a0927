// Every kind of job, V1 and V2: create, poll, candidates, tags, stop.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  AddTagsCommand,
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  DeleteTagsCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  ListTagsCommand,
  paginateListCandidatesForAutoMLJob,
  StopAutoMLJobCommand,
} from '@aws-sdk/client-sagemaker';

import { sagemaker, waitForEnd } from './lib/client.js';
import { kinds } from './lib/kinds.js';
import { startServer } from './lib/server.js';

let servers;
let client;
let slowClient;
before(async () => {
  // Slow enough for a job to run still when the stop arrives: the shortest takes 3.6 seconds.
  servers = await Promise.all([
    startServer('--in-memory', '--speed', '600'),
    startServer('--in-memory', '--speed', '60'),
  ]);
  [client, slowClient] = servers.map(({ endpoint }) => sagemaker(endpoint));
});
after(() => Promise.all(servers.map((server) => server.stop())));

const commands = {
  CreateAutoMLJob: [CreateAutoMLJobCommand, DescribeAutoMLJobCommand],
  CreateAutoMLJobV2: [CreateAutoMLJobV2Command, DescribeAutoMLJobV2Command],
};

async function candidatesOf(AutoMLJobName, order) {
  const candidates = [];
  const pages = paginateListCandidatesForAutoMLJob(
    { client, pageSize: 2 },
    { AutoMLJobName, SortBy: 'FinalObjectiveMetricValue', SortOrder: order },
  );
  for await (const page of pages) candidates.push(...page.Candidates);
  return candidates;
}

async function checkLife({ name, operation, request, expect }) {
  const [Create, Describe] = commands[operation];
  const tag = { Key: 'kind', Value: name };

  const { AutoMLJobArn } = await client.send(
    new Create({ ...request, AutoMLJobName: name, Tags: [tag] }),
  );
  assert.equal(AutoMLJobArn, `arn:aws:sagemaker:us-east-1:000000000000:automl-job/${name}`);

  const seen = new Set();
  let job;
  for (;;) {
    job = await client.send(new Describe({ AutoMLJobName: name }));
    for (const [member, value] of Object.entries(request)) {
      if (!member.endsWith('InputDataConfig')) assert.deepEqual(job[member], value, member);
    }
    assert.equal(job.AutoMLProblemTypeConfigName, expect.problemType);
    if (job.AutoMLJobStatus !== 'InProgress') break;
    seen.add(job.AutoMLJobSecondaryStatus);
    assert.equal(job.EndTime, undefined);
    await sleep(20);
  }
  assert.ok(seen.size > 0, 'the job was never seen running');
  assert.equal(job.AutoMLJobStatus, 'Completed');
  assert.equal(job.AutoMLJobSecondaryStatus, expect.secondaryStatus);
  assert.ok(job.EndTime instanceof Date);

  const candidates = await candidatesOf(name, expect.order);
  assert.equal(candidates.length, expect.candidates);
  assert.equal(new Set(candidates.map((candidate) => candidate.CandidateName)).size, candidates.length);
  assert.equal(job.BestCandidate === undefined, expect.candidates === 0);
  if (candidates.length > 0) {
    assert.equal(candidates[0].CandidateName, job.BestCandidate.CandidateName);
    assert.equal(job.BestCandidate.FinalAutoMLJobObjectiveMetric.StandardMetricName, expect.metric);
    const locations = job.BestCandidate.CandidateProperties.CandidateArtifactLocations;
    assert.equal(locations?.BacktestResults !== undefined, expect.backtestResults === true);
  }
  for (const candidate of candidates) {
    assert.equal(candidate.CandidateStatus, 'Completed');
    assert.equal(candidate.CandidateSteps.length, expect.steps);
    assert.equal(candidate.InferenceContainers.length, expect.containers);
    assert.deepEqual(
      Object.keys(candidate.InferenceContainerDefinitions ?? {}).sort(),
      expect.containerDefinitions ? ['CPU', 'GPU'] : [],
    );
  }

  const tags = async () => (await client.send(new ListTagsCommand({ ResourceArn: AutoMLJobArn }))).Tags;
  assert.deepEqual(await tags(), [tag]);
  const later = { Key: 'later', Value: '' };
  await client.send(new AddTagsCommand({ ResourceArn: AutoMLJobArn, Tags: [later] }));
  assert.deepEqual(await tags(), [later, tag]);
  await client.send(new DeleteTagsCommand({ ResourceArn: AutoMLJobArn, TagKeys: ['kind'] }));
  assert.deepEqual(await tags(), [later]);
}

async function checkStop({ name, operation, request }) {
  const [Create, Describe] = commands[operation];
  await slowClient.send(new Create({ ...request, AutoMLJobName: name }));
  const stop = () => slowClient.send(new StopAutoMLJobCommand({ AutoMLJobName: name }));
  await stop();
  await stop();  // once more while Stopping
  const stopping = await slowClient.send(new Describe({ AutoMLJobName: name }));
  assert.equal(stopping.AutoMLJobStatus, 'Stopping');
  assert.equal(stopping.AutoMLJobSecondaryStatus, 'Stopping');
  const job = await waitForEnd(slowClient, name);
  assert.equal(job.AutoMLJobStatus, 'Stopped');
  assert.equal(job.AutoMLJobSecondaryStatus, 'Stopped');
  await assert.rejects(stop(), {
    name: 'ValidationException',
    message: 'The request was rejected because the AutoML job is in status Stopped.',
  });
}

describe('every kind of job', { concurrency: true }, () => {
  for (const kind of kinds) {
    test(`${kind.name} lives from create to its candidates and tags`, () => checkLife(kind));
    test(`${kind.name} can be stopped`, () => checkStop(kind));
  }
});
