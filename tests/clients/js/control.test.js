// What a test steers, as the JavaScript SDK sees it: faults and retries, clocks, progression,
// scenarios, snapshots. The control API is called through the module that docs/testing-guide.md gives
// to users.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  ListAutoMLJobsCommand,
  ResourceInUse,
  ResourceNotFound,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';

import { accountOf, AutopilotError, AutopilotLocal } from '../../../examples/javascript/autopilot-local.mjs';
import { body } from './lib/client.js';
import { v1Input } from './lib/inputs.js';
import { kinds } from './lib/kinds.js';
import { startServer } from './lib/server.js';

let server;
before(async () => {
  server = await startServer('--in-memory');
});
after(() => server.stop());

const hasty = { requestHandler: { requestTimeout: 1000, throwOnRequestTimeout: true } };

// An account for this test alone: its control and a client of it.
function accountFor(t, config = {}) {
  const autopilot = new AutopilotLocal(server.endpoint, { account: accountOf(t.name) });
  const client = new SageMakerClient({ ...autopilot.clientConfig, ...config });
  t.after(() => client.destroy());
  return { autopilot, client };
}

const create = (client, name, more) => client.send(new CreateAutoMLJobCommand(v1Input(name, more)));
const describe = (client, name) =>
  client.send(new DescribeAutoMLJobCommand({ AutoMLJobName: name }));
const createKind = (client, { name, operation, request }) => {
  const Create = operation === 'CreateAutoMLJobV2' ? CreateAutoMLJobV2Command : CreateAutoMLJobCommand;
  return client.send(new Create({ AutoMLJobName: name, ...request }));
};

test('the SDK retries an injected throttling and then succeeds', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.fault({ operation: 'CreateAutoMLJob', times: 2, error: 'ThrottlingException' });
  const { $metadata } = await create(client, 'job');
  assert.equal($metadata.attempts, 3);

  const calls = { operation: 'CreateAutoMLJob' };
  assert.equal(await autopilot.count({ ...calls, error_type: 'ThrottlingException' }), 2);
  assert.equal(await autopilot.count({ ...calls, error_type: '' }), 1);
  assert.equal(await autopilot.count(), 3);
  const [first, second, third] = await autopilot.find(calls);
  assert.deepEqual(
    [first, second, third].map((entry) => [entry.status, entry.error_type, entry.fault_id]),
    [
      [400, 'ThrottlingException', 'fault-1'],
      [400, 'ThrottlingException', 'fault-1'],
      [200, undefined, undefined],
    ],
  );
  assert.deepEqual(first.request, v1Input('job'));
  assert.equal((await autopilot.faults())[0].state.spent, true);
});

test('the SDK gives up when it is throttled more often than it tries', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.fault({ error: { type: 'ThrottlingException', message: 'Slowly, please' } });
  await assert.rejects(client.send(new ListAutoMLJobsCommand({})), (error) => {
    assert.equal(error.name, 'ThrottlingException');
    assert.equal(error.message, 'Slowly, please');
    assert.equal(error.$metadata.attempts, 3);
    return true;
  });
  assert.equal(await autopilot.count({ error_type: 'ThrottlingException' }), 3);
});

for (const [name, fault] of Object.entries({
  'a connection that is reset': { connection: 'reset' },
  'a connection that is closed without an answer': { connection: 'empty' },
  'status 503': { error: 'ServiceUnavailable' },
  'status 500': { error: 'InternalFailure' },
  'a late answer': { connection: 'hang' },
})) {
  test(`the SDK tries again after ${name}`, async (t) => {
    const { autopilot, client } = accountFor(t, hasty);
    await autopilot.fault({ operation: 'CreateAutoMLJob', times: 1, ...fault });
    const { $metadata } = await create(client, 'job');
    assert.equal($metadata.attempts, 2);
    const entries = await autopilot.find({ operation: 'CreateAutoMLJob' });
    assert.equal(entries.length, 2);
    assert.equal(entries[0].connection_fault, fault.connection);
    assert.equal(entries[0].error_type, fault.error);
    assert.equal(entries[0].fault_id, 'fault-1');
    assert.equal(entries[1].status, 200);
  });
}

test('the SDK fails on an answer whose framing breaks', async (t) => {
  const { autopilot, client } = accountFor(t, { maxAttempts: 1 });
  await autopilot.fault({ operation: 'ListAutoMLJobs', times: 1, connection: 'malformed' });
  await assert.rejects(client.send(new ListAutoMLJobsCommand({})));
  assert.equal((await autopilot.find())[0].connection_fault, 'malformed');
  assert.deepEqual((await client.send(new ListAutoMLJobsCommand({}))).AutoMLJobSummaries, []);
});

test('a server that hangs is a timeout for the client', async (t) => {
  const { autopilot, client } = accountFor(t, { ...hasty, maxAttempts: 1 });
  await autopilot.fault({ connection: 'hang', times: 1 });
  await assert.rejects(client.send(new ListAutoMLJobsCommand({})), { name: 'TimeoutError' });
  assert.equal(await autopilot.count({ operation: 'ListAutoMLJobs' }), 1);
});

test('an answer that is lost leaves the job, and its repetition is refused', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.fault({ operation: 'Create*', times: 1, connection: 'reset', when: 'after' });
  await assert.rejects(create(client, 'job'), (error) => {
    assert.ok(error instanceof ResourceInUse, error);
    assert.equal(error.$metadata.attempts, 2);
    return true;
  });
  assert.equal((await describe(client, 'job')).AutoMLJobStatus, 'InProgress');
});

const tabular = (training) => [
  'Starting', 'AnalyzingData', ...training, 'GeneratingExplainabilityReport',
  'GeneratingModelInsightsReport',
];
const fineTuned = ['Starting', 'PreTraining', 'TrainingModels'];
const phases = {
  'v1-hpo': tabular(['FeatureEngineering', 'ModelTuning']),
  'v1-ensembling': tabular(['TrainingModels']),
  'v1-definitions-only': ['Starting', 'AnalyzingData'],
  'v2-tabular-hpo': tabular(['FeatureEngineering', 'ModelTuning']),
  'v2-tabular-ensembling': tabular(['TrainingModels']),
  'v2-definitions-only': ['Starting', 'AnalyzingData'],
  'v2-image': fineTuned,
  'v2-text': fineTuned,
  'v2-text-generation': fineTuned,
  'v2-time-series': [...fineTuned, 'GeneratingExplainabilityReport'],
};

function expectedPhases({ name, request, expect }) {
  assert.ok(phases[name], `${name} has no phases here`);
  const deploying = request.ModelDeployConfig ? ['DeployingModel'] : [];
  return [...phases[name], ...deploying, expect.secondaryStatus];
}

// The secondary statuses that a poller sees until the job has ended.
async function poll(client, AutoMLJobName, between) {
  const seen = [];
  for (;;) {
    const job = await client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName }));
    seen.push(job.AutoMLJobSecondaryStatus);
    if (job.AutoMLJobStatus === 'Completed') return seen;
    assert.equal(job.AutoMLJobStatus, 'InProgress');
    assert.ok(seen.length < 100, 'the job does not end');
    await between();
  }
}

test('a poller with a frozen clock sees every phase of each kind once, job by job', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.freeze();
  for (const kind of kinds) {
    await createKind(client, kind);
    const seen = await poll(client, kind.name, () => autopilot.advanceJob(kind.name));
    assert.deepEqual(seen, expectedPhases(kind), kind.name);
  }
});

test('a poller with a frozen clock sees every phase of each kind once, as time goes on', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.freeze();
  for (const kind of kinds) {
    await createKind(client, kind);
    const toNextPhase = async () => {
      const { transitions } = await autopilot.timeline(kind.name);
      const next = transitions.find((to) => !to.happened && to.AutoMLJobSecondaryStatus);
      await autopilot.setClock(next.at);
    };
    assert.deepEqual(await poll(client, kind.name, toNextPhase), expectedPhases(kind), kind.name);
  }
});

test('a poller with a frozen clock that nobody moves sees nothing happen', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.freeze();
  await create(client, 'job');
  const first = body(await describe(client, 'job'));
  assert.equal(first.AutoMLJobSecondaryStatus, 'Starting');
  assert.deepEqual(first.LastModifiedTime, first.CreationTime);
  for (let n = 0; n < 5; ++n) assert.deepEqual(body(await describe(client, 'job')), first);
});

for (const times of [1, 3]) {
  test(`manual progression shows each phase of each kind ${times} times`, async (t) => {
    const { autopilot, client } = accountFor(t);
    await autopilot.progression('manual', { times });
    for (const kind of kinds) {
      await createKind(client, kind);
      const seen = await poll(client, kind.name, () => {});
      const [end, ...before] = expectedPhases(kind).reverse();
      const each = before.reverse().flatMap((phase) => Array(times).fill(phase));
      assert.deepEqual(seen, [...each, end], kind.name);
    }
  });
}

test('immediate progression shows the end at the first look', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.progression('immediate');
  for (const kind of kinds) {
    await createKind(client, kind);
    assert.deepEqual(await poll(client, kind.name, () => {}), [kind.expect.secondaryStatus]);
  }
});

test('16 accounts at once have clocks, scenarios and faults of their own', async () => {
  const perAccount = async (number) => {
    const account = String(910_000_000_000 + number);
    const autopilot = new AutopilotLocal(server.endpoint, { account });
    const client = new SageMakerClient({ ...autopilot.clientConfig, maxAttempts: 1 });
    const now = new Date(Date.UTC(2030 + number, 0, 1));
    const reason = `Reason ${number}`;
    await autopilot.freeze();
    await autopilot.setClock(now);
    await autopilot.defaultScenario({ scenario: 'failed', phase: 'ModelTuning', reason });
    const message = `Fault ${number}`;
    await autopilot.fault({
      id: 'mine', operation: 'ListAutoMLJobs', error: { type: 'ServiceUnavailable', message },
    });
    await create(client, 'same-name');
    await autopilot.advanceJob('same-name', 'end');
    const job = await describe(client, 'same-name');
    assert.equal(job.AutoMLJobArn, `arn:aws:sagemaker:us-east-1:${account}:automl-job/same-name`);
    assert.equal(job.AutoMLJobStatus, 'Failed');
    assert.equal(job.FailureReason, reason);
    assert.deepEqual(job.CreationTime, now);
    for (let n = 0; n < number; ++n) {
      await assert.rejects(client.send(new ListAutoMLJobsCommand({})), { message });
    }
    assert.equal(await autopilot.count({ operation: 'ListAutoMLJobs' }), number);
    assert.equal(await autopilot.count(), number + 2);
    assert.equal((await autopilot.faults()).length, 1);
    client.destroy();
  };
  await Promise.all(Array.from({ length: 16 }, (_, number) => perAccount(number)));
});

test('a snapshot brings back what the SDK saw then', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.freeze();
  await create(client, 'before', { Tags: [{ Key: 'autopilot-local:scenario', Value: 'stuck' }] });
  await autopilot.advance('PT1H', { unit: 'nominal' });
  const then = body(await describe(client, 'before'));
  assert.equal(then.AutoMLJobSecondaryStatus, 'ModelTuning');
  await autopilot.snapshot('with one job');

  await create(client, 'after');
  await autopilot.advanceJob('before', 'end');
  assert.equal((await describe(client, 'before')).AutoMLJobStatus, 'Completed');

  await autopilot.restore('with one job');
  assert.deepEqual(body(await describe(client, 'before')), then);
  await assert.rejects(describe(client, 'after'), (error) => error instanceof ResourceNotFound);

  await autopilot.reset();
  await assert.rejects(describe(client, 'before'), (error) => error instanceof ResourceNotFound);
  await autopilot.restore('with one job');
  assert.equal((await describe(client, 'before')).AutoMLJobSecondaryStatus, 'ModelTuning');
});

test('an export moves the state of an account to another server', async (t) => {
  const { autopilot, client } = accountFor(t);
  await autopilot.freeze();
  await create(client, 'job');
  await autopilot.advanceJob('job', 'ModelTuning');
  const lines = await autopilot.exportState();

  const other = await startServer('--in-memory');
  t.after(() => other.stop());
  const there = new AutopilotLocal(other.endpoint, { account: autopilot.account });
  await there.importState(lines);
  const clientThere = new SageMakerClient(there.clientConfig);
  const jobThere = body(await describe(clientThere, 'job'));
  clientThere.destroy();
  assert.deepEqual(jobThere, body(await describe(client, 'job')));
});

test('a wait ends with the status that it asks for, with another one, or with its time', async (t) => {
  const { autopilot, client } = accountFor(t);
  await create(client, 'runs', {
    Tags: [
      { Key: 'autopilot-local:scenario', Value: 'failed' },
      { Key: 'autopilot-local:phase', Value: 'Starting' },
    ],
  });
  const job = await autopilot.wait('runs', ['Failed', 'Stopped']);
  assert.equal(job.AutoMLJobStatus, 'Failed');
  assert.equal(job.scenario, 'failed');
  await assert.rejects(autopilot.wait('runs', 'Completed'), (error) => {
    assert.ok(error instanceof AutopilotError);
    assert.equal(error.isTimeout, false);
    assert.equal(error.answer.job.AutoMLJobStatus, 'Failed');
    return true;
  });

  await autopilot.freeze();
  await create(client, 'stands');
  await assert.rejects(autopilot.wait('stands', 'Completed', { timeout: 50 }), (error) => {
    assert.equal(error.isTimeout, true);
    assert.equal(error.answer.job.AutoMLJobSecondaryStatus, 'Starting');
    return true;
  });
  const waiting = autopilot.wait('stands', 'Completed');
  await autopilot.advanceJob('stands', 'end');
  assert.equal((await waiting).AutoMLJobStatus, 'Completed');

  const calls = autopilot.waitForCalls('DescribeAutoMLJob', 2, { job: 'stands' });
  await describe(client, 'stands');
  await describe(client, 'stands');
  assert.equal(await calls, 2);
});
