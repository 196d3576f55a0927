// The JavaScript SDK over https.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  DescribeAutoMLJobCommand,
  ListAutoMLJobsCommand,
} from '@aws-sdk/client-sagemaker';

import { sagemaker } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer, temporaryFolder } from './lib/server.js';

const folder = temporaryFolder();
let server;
let ca;
before(async () => {
  server = await startServer('--data-dir', folder.path, '--tls', 'self-signed');
  ca = readFileSync(join(folder.path, 'tls', 'ca.pem'));
});
after(async () => {
  await server.stop();
  folder.remove();
});

// A client by https whose agent has these options.
function secure(options) {
  const endpoint = server.endpoint.replace('http://', 'https://');
  return sagemaker(endpoint, {
    requestHandler: { httpsAgent: new Agent({ keepAlive: true, ...options }) },
  });
}

test('a client that has the CA creates and describes jobs, many at a time', async () => {
  const client = secure({ ca });
  await client.send(new CreateAutoMLJobCommand(v1Input('secure')));
  const jobs = await Promise.all(
    Array.from({ length: 50 }, () => client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: 'secure' }))),
  );
  for (const job of jobs) assert.equal(job.AutoMLJobName, 'secure');
  client.destroy();
});

test('a client that does not have it refuses the server', async () => {
  const client = secure({});
  await assert.rejects(client.send(new ListAutoMLJobsCommand({})), /self-signed certificate|unable to verify/);
  client.destroy();
});

test('a client that checks nothing gets through', async () => {
  const client = secure({ rejectUnauthorized: false });
  await client.send(new ListAutoMLJobsCommand({}));
  client.destroy();
});
