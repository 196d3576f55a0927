import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  DescribeAutoMLJobCommand,
  ListAutoMLJobsCommand,
  ResourceInUse,
  ResourceNotFound,
} from '@aws-sdk/client-sagemaker';

import { sagemaker } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

let server;
before(async () => {
  server = await startServer('--in-memory');
});
after(() => server.stop());

test('of 32 parallel creates of one name exactly one succeeds', async () => {
  const client = sagemaker(server.endpoint);
  const results = await Promise.allSettled(
    Array.from({ length: 32 }, (_, number) =>
      client.send(
        new CreateAutoMLJobCommand(
          v1Input('race', { OutputDataConfig: { S3OutputPath: `s3://bucket/${number}` } }),
        ),
      ),
    ),
  );
  const winners = results.flatMap((result, number) => (result.status === 'fulfilled' ? [number] : []));
  assert.equal(winners.length, 1);
  for (const result of results) {
    if (result.status === 'rejected') assert.ok(result.reason instanceof ResourceInUse, result.reason);
  }
  const job = await client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: 'race' }));
  assert.equal(job.OutputDataConfig.S3OutputPath, `s3://bucket/${winners[0]}`);
});

test('two accounts and two regions do not see each other', async () => {
  const callers = [
    { accessKeyId: '111111111111', region: 'us-east-1' },
    { accessKeyId: '222222222222', region: 'us-east-1' },
    { accessKeyId: '111111111111', region: 'eu-west-1' },
    { accessKeyId: '111111111111', region: 'us-gov-west-1' },
  ];
  for (const [number, caller] of callers.entries()) {
    const client = sagemaker(server.endpoint, caller);
    const partition = caller.region.startsWith('us-gov') ? 'aws-us-gov' : 'aws';
    const { AutoMLJobArn } = await client.send(new CreateAutoMLJobCommand(v1Input('same-name')));
    assert.equal(
      AutoMLJobArn,
      `arn:${partition}:sagemaker:${caller.region}:${caller.accessKeyId}:automl-job/same-name`,
    );
    await client.send(new CreateAutoMLJobCommand(v1Input(`only-${number}`)));
  }
  for (const [number, caller] of callers.entries()) {
    const client = sagemaker(server.endpoint, caller);
    const { AutoMLJobSummaries } = await client.send(new ListAutoMLJobsCommand({}));
    assert.deepEqual(
      AutoMLJobSummaries.map((job) => job.AutoMLJobName),
      ['same-name', `only-${number}`],
    );
    const other = (number + 1) % callers.length;
    await assert.rejects(
      client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: `only-${other}` })),
      (error) => error instanceof ResourceNotFound,
    );
  }
});
