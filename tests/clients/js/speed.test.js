import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';

import { CreateAutoMLJobCommand } from '@aws-sdk/client-sagemaker';

import { sagemaker, waitForEnd } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

const shippedSpeed = 600;

test('a job of 27 nominal minutes takes 2.7 seconds at the shipped speed', async () => {
  const server = await startServer('--in-memory');
  try {
    const client = sagemaker(server.endpoint);
    // Ten candidates are one wave of tuning: about seven nominal minutes among the 20 of the rest.
    const input = (name) =>
      v1Input(name, { AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 10 } } });
    await client.send(new CreateAutoMLJobCommand(input('warm-up')));
    const started = performance.now();
    await client.send(new CreateAutoMLJobCommand(input('timed')));
    const job = await waitForEnd(client, 'timed', { pollMs: 20 });
    const measured = performance.now() - started;

    assert.equal(job.AutoMLJobStatus, 'Completed');
    const nominalMinutes = ((job.EndTime - job.CreationTime) * shippedSpeed) / 60_000;
    assert.ok(nominalMinutes >= 24 && nominalMinutes <= 29, `${nominalMinutes} nominal minutes`);
    const expected = (nominalMinutes * 60_000) / shippedSpeed;
    assert.ok(
      Math.abs(measured - expected) <= expected / 10,
      `took ${measured} ms instead of ${expected} ms`,
    );
  } finally {
    await server.stop();
  }
});
