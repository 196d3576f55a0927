import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  DescribeAutoMLJobV2Command,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';

export function sagemaker(endpoint, { accessKeyId = 'test', region = 'us-east-1', ...more } = {}) {
  return new SageMakerClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: 'test' },
    maxAttempts: 1,
    ...more,
  });
}

// The raw answer to an unsigned request, byte for byte.
export async function rawCall(endpoint, operation, input) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `SageMaker.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.text() };
}

const terminal = new Set(['Completed', 'Failed', 'Stopped']);

// Polls until the job is terminal; returns the last description.
export async function waitForEnd(client, name, { pollMs = 20, limitMs = 30_000 } = {}) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const job = await client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName: name }));
    if (terminal.has(job.AutoMLJobStatus)) return job;
    assert.ok(Date.now() < deadline, `${name} is still ${job.AutoMLJobStatus}`);
    await sleep(pollMs);
  }
}

// An answer without what the SDK adds to it.
export function body(answer) {
  const { $metadata, ...members } = answer;
  return members;
}
