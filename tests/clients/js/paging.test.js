import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  AddTagsCommand,
  CreateAutoMLJobCommand,
  ListAutoMLJobsCommand,
  paginateListAutoMLJobs,
  paginateListCandidatesForAutoMLJob,
  paginateListTags,
} from '@aws-sdk/client-sagemaker';

import { sagemaker, waitForEnd } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

const jobs = Array.from({ length: 25 }, (_, number) => `job-${String(number).padStart(2, '0')}`);
let server;
let client;
before(async () => {
  server = await startServer('--in-memory', '--speed', '6000');
  client = sagemaker(server.endpoint);
  for (const job of jobs) await client.send(new CreateAutoMLJobCommand(v1Input(job)));
});
after(() => server.stop());

async function pagesOf(pages, member) {
  const sizes = [];
  const items = [];
  for await (const page of pages) {
    sizes.push(page[member].length);
    items.push(...page[member]);
  }
  return { sizes, items };
}

test('paginateListAutoMLJobs reads every job once', async () => {
  const byDefault = await pagesOf(paginateListAutoMLJobs({ client }, {}), 'AutoMLJobSummaries');
  assert.deepEqual(byDefault.sizes, [10, 10, 5]);
  assert.deepEqual(byDefault.items.map((job) => job.AutoMLJobName), [...jobs].reverse());
  const ascending = await pagesOf(
    paginateListAutoMLJobs({ client, pageSize: 7 }, { SortBy: 'CreationTime', SortOrder: 'Ascending' }),
    'AutoMLJobSummaries',
  );
  assert.deepEqual(ascending.sizes, [7, 7, 7, 4]);
  assert.deepEqual(ascending.items.map((job) => job.AutoMLJobName), jobs);
});

test('jobs created while pages are read do not appear', async () => {
  const seen = [];
  for await (const page of paginateListAutoMLJobs({ client, pageSize: 10 }, { NameContains: 'job-' })) {
    if (seen.length === 0) await client.send(new CreateAutoMLJobCommand(v1Input('job-00-later')));
    seen.push(...page.AutoMLJobSummaries.map((job) => job.AutoMLJobName));
  }
  assert.deepEqual(seen, [...jobs].reverse());
});

test('paginateListCandidatesForAutoMLJob reads every candidate once', async () => {
  const AutoMLJobName = 'candidates';
  await client.send(
    new CreateAutoMLJobCommand(
      v1Input(AutoMLJobName, { AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 23 } } }),
    ),
  );
  await waitForEnd(client, AutoMLJobName);
  const { sizes, items } = await pagesOf(
    paginateListCandidatesForAutoMLJob({ client }, { AutoMLJobName }),
    'Candidates',
  );
  assert.deepEqual(sizes, [10, 10, 3]);
  const numbers = items.map((candidate) => Number(/-(\d{3})-[0-9a-f]{8}$/.exec(candidate.CandidateName)[1]));
  assert.deepEqual(numbers, Array.from({ length: 23 }, (_, index) => 23 - index));
});

test('paginateListTags reads every tag once', async () => {
  const ResourceArn = 'arn:aws:sagemaker:us-east-1:000000000000:automl-job/job-00';
  const Tags = Array.from({ length: 50 }, (_, number) => ({ Key: `key-${number}`, Value: '' }));
  await client.send(new AddTagsCommand({ ResourceArn, Tags }));
  const { items } = await pagesOf(paginateListTags({ client, pageSize: 50 }, { ResourceArn }), 'Tags');
  assert.deepEqual(new Set(items.map((tag) => tag.Key)), new Set(Tags.map((tag) => tag.Key)));
  assert.equal(items.length, 50);
});

test('a token does not fit another query', async () => {
  const { NextToken } = await client.send(new ListAutoMLJobsCommand({ MaxResults: 3 }));
  await assert.rejects(
    client.send(new ListAutoMLJobsCommand({ MaxResults: 3, SortOrder: 'Ascending', NextToken })),
    { name: 'ValidationException' },
  );
  await assert.rejects(
    client.send(new ListAutoMLJobsCommand({ MaxResults: 3, NextToken: `${NextToken}x` })),
    { name: 'ValidationException' },
  );
});
