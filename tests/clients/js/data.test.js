// The data of jobs, of an S3 server that hangs: whoever needs it is told so in time, and nobody
// else notices.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { after, before, test } from 'node:test';

import { CreateAutoMLJobCommand } from '@aws-sdk/client-sagemaker';

import { rawCall, sagemaker } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer } from './lib/server.js';

// Takes connections and what comes over them, and never answers.
let hanging;
let server;

before(async () => {
  hanging = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const url = `http://127.0.0.1:${hanging.address().port}`;
  server = await startServer('--in-memory', '--s3-endpoint', url, '--data-check-timeout', '1');
});

after(async () => {
  await server.stop();
  hanging.close();
});

const percentile99 = (times) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

async function timesOfLists(count) {
  const times = [];
  for (let n = 0; n < count; ++n) {
    const started = performance.now();
    const { status } = await rawCall(server.endpoint, 'ListAutoMLJobs', {});
    times.push(performance.now() - started);
    assert.equal(status, 200);
  }
  return times;
}

test('creates are refused within their time while all else is as fast as before', async () => {
  const client = sagemaker(server.endpoint);
  await timesOfLists(200); // connections and code get warm
  const quiet = percentile99(await timesOfLists(500));

  const started = performance.now();
  let isHanging = true;
  const creates = Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      client.send(new CreateAutoMLJobCommand(v1Input(`job-${n}`))).then(
        () => 'created',
        (error) => `${error.name}: ${error.message}`,
      ),
    ),
  ).finally(() => (isHanging = false));
  const times = [];
  while (isHanging) times.push(...(await timesOfLists(10)));
  const answers = await creates;
  const elapsed = performance.now() - started;

  assert.deepEqual(
    [...new Set(answers)],
    ['ValidationException: s3://bucket/train could not be read in time.'],
  );
  assert.ok(elapsed >= 900 && elapsed < 3000, `refused after ${elapsed} ms`);
  assert.ok(times.length >= 100, `${times.length} answers meanwhile`);
  // A machine that does other work delays both; 20 ms are this test's own garbage collection.
  const busy = percentile99(times);
  assert.ok(busy <= 3 * quiet + 20, `p99 ${busy} ms while it hangs, ${quiet} ms before`);
});
