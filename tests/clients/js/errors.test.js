import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  ListAutoMLJobsCommand,
  ListCandidatesForAutoMLJobCommand,
  ResourceInUse,
  ResourceNotFound,
  SageMakerServiceException,
  StopAutoMLJobCommand,
} from '@aws-sdk/client-sagemaker';

import { sagemaker } from './lib/client.js';
import { problemTypes, v1Input, v2Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

let server;
let client;
before(async () => {
  server = await startServer('--in-memory', '--speed', '600');
  client = sagemaker(server.endpoint);
});
after(() => server.stop());

test('a duplicate name is a ResourceInUse', async () => {
  await client.send(new CreateAutoMLJobCommand(v1Input('twice')));
  for (const command of [
    new CreateAutoMLJobCommand(v1Input('twice')),
    new CreateAutoMLJobV2Command(
      v2Input('twice', problemTypes.TextClassification.input.AutoMLProblemTypeConfig),
    ),
  ]) {
    await assert.rejects(client.send(command), (error) => {
      assert.ok(error instanceof ResourceInUse);
      assert.equal(
        error.message,
        'An AutoML job with the name, twice, already exists. Choose a different name.',
      );
      assert.equal(error.$metadata.httpStatusCode, 400);
      assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
      return true;
    });
  }
});

test('an unknown job is a ResourceNotFound', async () => {
  for (const Command of [
    DescribeAutoMLJobCommand,
    DescribeAutoMLJobV2Command,
    ListCandidatesForAutoMLJobCommand,
    StopAutoMLJobCommand,
  ]) {
    await assert.rejects(client.send(new Command({ AutoMLJobName: 'unknown' })), (error) => {
      assert.ok(error instanceof ResourceNotFound);
      assert.equal(error.message, "Amazon SageMaker can't find an AutoML job called unknown.");
      return true;
    });
  }
});

test('a violated constraint is a ValidationException', async () => {
  await assert.rejects(
    client.send(new ListAutoMLJobsCommand({ MaxResults: 101, SortBy: 'Color' })),
    (error) => {
      assert.ok(error instanceof SageMakerServiceException);
      assert.equal(error.name, 'ValidationException');
      assert.match(error.message, /^2 validation errors detected: /);
      assert.match(
        error.message,
        /Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100/,
      );
      assert.match(
        error.message,
        /Value 'Color' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: \[Name, CreationTime, Status\]/,
      );
      return true;
    },
  );
});

test('a missing member is named', async () => {
  const { RoleArn, ...input } = v1Input('no-role');
  await assert.rejects(client.send(new CreateAutoMLJobCommand(input)), {
    name: 'ValidationException',
    message:
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
  });
});

test('a problem type configuration has exactly one member', async () => {
  const { AutoMLProblemTypeConfig: image } = problemTypes.ImageClassification.input;
  const { AutoMLProblemTypeConfig: text } = problemTypes.TextClassification.input;
  // The SDK itself sends one member of a union only; none is what it can get wrong.
  await assert.rejects(client.send(new CreateAutoMLJobV2Command(v2Input('none', {}))), {
    name: 'ValidationException',
  });
  const response = await fetch(server.endpoint, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'SageMaker.CreateAutoMLJobV2' },
    body: JSON.stringify(v2Input('both', { ...image, ...text })),
  });
  assert.equal(response.status, 400);
  assert.equal((await response.json()).__type, 'ValidationException');
});
