import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CreateAutoMLJobCommand,
  DescribeAutoMLJobCommand,
  ListAutoMLJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

import { rawCall } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { startServer, temporaryFolder } from './lib/server.js';

const lasting = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const temporary = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'temporary', sessionToken: 'to+ken/==' };
const expired = { ...temporary, accessKeyId: 'ASIAEXPIRED' };

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';
const unrecognized = 'The security token included in the request is invalid.';

const folder = temporaryFolder();
let server;
before(async () => {
  const file = join(folder.path, 'keys.json');
  const entry = ({ accessKeyId, secretAccessKey, sessionToken }, account, more) => ({
    access_key_id: accessKeyId,
    secret_access_key: secretAccessKey,
    account,
    ...(sessionToken && { session_token: sessionToken }),
    ...more,
  });
  const keys = [
    entry(lasting, '111122223333'),
    entry(temporary, '444455556666'),
    entry(expired, '444455556666', { expiration: '2020-01-01T00:00:00Z' }),
  ];
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
  server = await startServer('--in-memory', '--auth', 'verify', '--auth-keys', file);
});
after(async () => {
  await server.stop();
  folder.remove();
});

function client(credentials, options = {}) {
  return new SageMakerClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    ...options,
  });
}

async function assertRefused(credentials, name, message, options) {
  await assert.rejects(client(credentials, options).send(new ListAutoMLJobsCommand({})), (error) => {
    assert.equal(error.name, name);
    assert.equal(error.message, message);
    assert.equal(error.$metadata.httpStatusCode, 400);
    return true;
  });
}

test('right keys work, each in its account', async () => {
  for (const [credentials, account] of [
    [lasting, '111122223333'],
    [temporary, '444455556666'],
  ]) {
    const { AutoMLJobArn } = await client(credentials).send(new CreateAutoMLJobCommand(v1Input('same-name')));
    assert.equal(AutoMLJobArn, `arn:aws:sagemaker:us-east-1:${account}:automl-job/same-name`);
  }
});

test('wrong and unknown keys are refused as AWS does', async () => {
  await assertRefused({ ...lasting, secretAccessKey: 'wrong' }, 'InvalidSignatureException', mismatch);
  await assertRefused({ ...temporary, secretAccessKey: 'wrong' }, 'InvalidSignatureException', mismatch);
  await assertRefused({ ...lasting, accessKeyId: '111122223333' }, 'UnrecognizedClientException', unrecognized);
  await assertRefused({ ...temporary, sessionToken: 'other' }, 'UnrecognizedClientException', unrecognized);
  await assertRefused({ ...temporary, sessionToken: undefined }, 'UnrecognizedClientException', unrecognized);
  await assertRefused(expired, 'ExpiredTokenException', 'The security token included in the request is expired');
});

test('an unsigned request lacks its token', async () => {
  const answer = await rawCall(server.endpoint, 'ListAutoMLJobs', {});
  assert.equal(answer.status, 400);
  assert.equal(
    answer.body,
    '{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
  );
});

test('a wrong signature behind a right one is refused, though the answer is known', async () => {
  const right = client(lasting);
  await right.send(new CreateAutoMLJobCommand(v1Input('known')));
  for (let call = 0; call < 4; ++call) {
    await right.send(new DescribeAutoMLJobCommand({ AutoMLJobName: 'known' }));
  }
  await assert.rejects(
    client({ ...lasting, secretAccessKey: 'wrong' }).send(new DescribeAutoMLJobCommand({ AutoMLJobName: 'known' })),
    { name: 'InvalidSignatureException' },
  );
});

test('a client whose clock is wrong learns the time from the answer', async () => {
  for (const minutes of [10, -10]) {
    const options = { systemClockOffset: minutes * 60_000 };
    await assert.rejects(client(lasting, options).send(new ListAutoMLJobsCommand({})), {
      name: 'InvalidSignatureException',
      message: minutes > 0 ? /^Signature not yet current: / : /^Signature expired: .* - 5 min\.\)$/,
    });
    await client(lasting, { ...options, maxAttempts: 2 }).send(new ListAutoMLJobsCommand({}));
  }
});

test('a presigned request is good until it expires, for what was signed', async () => {
  const { hostname, port } = new URL(server.endpoint);
  const presign = async (signingDate) => {
    const signer = new SignatureV4({
      service: 'sagemaker',
      region: 'us-east-1',
      sha256: Sha256,
      credentials: temporary,
    });
    const request = new HttpRequest({
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/',
      headers: { host: `${hostname}:${port}`, 'x-amz-target': 'SageMaker.ListAutoMLJobs' },
      body: '{"MaxResults":1}',
    });
    const options = { expiresIn: 60, signingDate, unhoistableHeaders: new Set(['x-amz-target']) };
    return (await signer.presign(request, options)).query;
  };
  const send = async (query, body = '{"MaxResults":1}') => {
    const response = await fetch(`${server.endpoint}/?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'SageMaker.ListAutoMLJobs', 'Content-Type': 'application/x-amz-json-1.1' },
      body,
    });
    return { status: response.status, body: await response.json() };
  };
  const query = await presign(new Date());
  assert.equal((await send(query)).status, 200);
  assert.deepEqual(await send(query, '{"MaxResults":2}'), {
    status: 400,
    body: { __type: 'InvalidSignatureException', message: mismatch },
  });
  assert.deepEqual(await send(await presign(new Date(Date.now() - 62_000))), {
    status: 400,
    body: { __type: 'RequestExpired', message: 'Request has expired.' },
  });
});
