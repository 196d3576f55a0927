import assert from 'node:assert/strict';
import { openSync, readSync, writeSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  ListAutoMLJobsCommand,
  StopAutoMLJobCommand,
} from '@aws-sdk/client-sagemaker';

import { rawCall, sagemaker, waitForEnd } from './lib/client.js';
import { ensembling, problemTypes, v1Input, v2Input } from './lib/inputs.js';
import { startServer, startServerInVain, temporaryFolder } from './lib/server.js';

// Creates a job of every kind; returns their names.
async function createJobs(client, prefix) {
  const hpo = { AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 3 } } };
  await client.send(new CreateAutoMLJobCommand(v1Input(`${prefix}-hpo`, hpo)));
  await client.send(new CreateAutoMLJobCommand(v1Input(`${prefix}-ensembling`, ensembling)));
  await client.send(
    new CreateAutoMLJobCommand(
      v1Input(`${prefix}-definitions`, { GenerateCandidateDefinitionsOnly: true }),
    ),
  );
  await client.send(new CreateAutoMLJobCommand(v1Input(`${prefix}-stopped`, hpo)));
  await client.send(new StopAutoMLJobCommand({ AutoMLJobName: `${prefix}-stopped` }));
  const names = ['hpo', 'ensembling', 'definitions', 'stopped'].map((kind) => `${prefix}-${kind}`);
  for (const [problemType, { input }] of Object.entries(problemTypes)) {
    const name = `${prefix}-${problemType}`.slice(0, 32);
    await client.send(
      new CreateAutoMLJobV2Command(
        v2Input(name, undefined, { ...input, Tags: [{ Key: 'kind', Value: problemType }] }),
      ),
    );
    names.push(name);
  }
  return names;
}

// All that can be read about these jobs, byte for byte.
async function readAll(endpoint, names) {
  const answers = {};
  const read = async (operation, input) => {
    answers[`${operation} ${JSON.stringify(input)}`] = await rawCall(endpoint, operation, input);
  };
  for (const AutoMLJobName of names) {
    await read('DescribeAutoMLJob', { AutoMLJobName });
    await read('DescribeAutoMLJobV2', { AutoMLJobName });
    await read('ListCandidatesForAutoMLJob', { AutoMLJobName, MaxResults: 300 });
    await read('ListTags', {
      ResourceArn: `arn:aws:sagemaker:us-east-1:000000000000:automl-job/${AutoMLJobName}`,
    });
  }
  await read('ListAutoMLJobs', { MaxResults: 100 });
  return answers;
}

const completed = (answer) => /"AutoMLJobStatus":"(Completed|Stopped)"/.test(answer.body);

// How long each of the jobs takes in a server that nobody stops, in milliseconds.
async function undisturbedDurations() {
  const server = await startServer('--in-memory');
  try {
    const client = sagemaker(server.endpoint);
    const names = [...(await createJobs(client, 'a')), ...(await createJobs(client, 'b'))];
    const durations = {};
    for (const name of names) {
      const { CreationTime, EndTime } = await waitForEnd(client, name);
      durations[name] = EndTime - CreationTime;
    }
    return durations;
  } finally {
    await server.stop();
  }
}

// Ends the server with the signal while jobs are in different phases, twice, and compares.
async function surviveRestarts(signal) {
  const expected = await undisturbedDurations();
  const folder = temporaryFolder();
  const options = ['--data-dir', folder.path];
  let server = await startServer(...options);
  try {
    let client = sagemaker(server.endpoint);
    const names = await createJobs(client, 'a');
    // Now the first one is done, others train or analyse, and those of the second round begin.
    await waitForEnd(client, 'a-ensembling');
    names.push(...(await createJobs(client, 'b')));
    const middle = await readAll(server.endpoint, names);
    const stopped = await server.stop(signal);
    if (signal === 'SIGTERM') assert.equal(stopped.code, 0, stopped.errors);

    server = await startServer(...options);
    client = sagemaker(server.endpoint);
    const resumed = await readAll(server.endpoint, names);
    for (const [call, answer] of Object.entries(middle)) {
      const past = call.startsWith('ListTags') || (call.startsWith('Describe') && completed(answer));
      if (past) assert.deepEqual(resumed[call], answer, call);
    }

    for (const name of names) {
      const { CreationTime, EndTime, AutoMLJobStatus } = await waitForEnd(client, name);
      if (AutoMLJobStatus === 'Stopped') continue; // Ends when it was asked to.
      const difference = EndTime - CreationTime - expected[name];
      assert.ok(Math.abs(difference) <= 1, `${name} took ${difference} ms more than undisturbed`);
    }
    const end = await readAll(server.endpoint, names);
    for (const [call, answer] of Object.entries(middle)) {
      if (!call.startsWith('DescribeAutoMLJobV2')) continue;
      const [early, late] = [JSON.parse(answer.body), JSON.parse(end[call].body)];
      assert.equal(late.CreationTime, early.CreationTime, call);
      assert.deepEqual(late.AutoMLProblemTypeConfig, early.AutoMLProblemTypeConfig, call);
    }
    await server.stop(signal);

    server = await startServer(...options);
    assert.deepEqual(await readAll(server.endpoint, names), end);
    const { AutoMLJobSummaries } = await sagemaker(server.endpoint).send(
      new ListAutoMLJobsCommand({ MaxResults: 100 }),
    );
    assert.equal(AutoMLJobSummaries.length, names.length);
  } finally {
    await server.stop('SIGKILL');
    folder.remove();
  }
}

test('jobs of every kind survive SIGTERM with the same timeline', () => surviveRestarts('SIGTERM'));
test('jobs of every kind survive SIGKILL with the same timeline', () => surviveRestarts('SIGKILL'));

test('a running job keeps its plan: another speed or seed changes nothing about it', async () => {
  const folder = temporaryFolder();
  try {
    let server = await startServer('--data-dir', folder.path, '--speed', '600', '--seed', '1');
    const input = v1Input('kept', ensembling);
    await sagemaker(server.endpoint).send(new CreateAutoMLJobCommand(input));
    await server.stop();
    server = await startServer('--data-dir', folder.path, '--speed', '1', '--seed', '2');
    const job = await waitForEnd(sagemaker(server.endpoint), 'kept');
    assert.equal(job.AutoMLJobStatus, 'Completed');
    await server.stop();
  } finally {
    folder.remove();
  }
});

test('a second instance on the same folder is refused', async () => {
  const folder = temporaryFolder();
  const server = await startServer('--data-dir', folder.path);
  try {
    await sagemaker(server.endpoint).send(new CreateAutoMLJobCommand(v1Input('mine')));
    const second = await startServerInVain('--data-dir', folder.path);
    assert.equal(second.code, 4);
    assert.match(second.errors, /in use by another autopilot-local/);
    const { status } = await rawCall(server.endpoint, 'DescribeAutoMLJob', { AutoMLJobName: 'mine' });
    assert.equal(status, 200);
  } finally {
    await server.stop();
    folder.remove();
  }
});

test('a database of a newer version is refused and left untouched', async () => {
  const folder = temporaryFolder();
  try {
    await (await startServer('--data-dir', folder.path)).stop();
    // Bytes 60 to 63 of an SQLite file are its user_version.
    const path = join(folder.path, 'autopilot.db');
    const file = openSync(path, 'r+');
    const version = Buffer.alloc(4);
    readSync(file, version, 0, 4, 60);
    assert.ok(version.readUInt32BE() > 0);
    version.writeUInt32BE(version.readUInt32BE() + 1000);
    writeSync(file, version, 0, 4, 60);
    closeSync(file);
    const before = readFileSync(path);

    const refused = await startServerInVain('--data-dir', folder.path);
    assert.equal(refused.code, 4);
    assert.match(refused.errors, /newer version of autopilot-local/);
    assert.deepEqual(readFileSync(path), before);
  } finally {
    folder.remove();
  }
});

test('a file that is no database is refused and left untouched', async () => {
  const folder = temporaryFolder();
  try {
    await (await startServer('--data-dir', folder.path)).stop();
    const path = join(folder.path, 'autopilot.db');
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4096, 'x'), 0, 4096, 0);
    closeSync(file);
    const before = readFileSync(path);
    assert.equal((await startServerInVain('--data-dir', folder.path)).code, 4);
    assert.deepEqual(readFileSync(path), before);
  } finally {
    folder.remove();
  }
});

test('--in-memory forgets and --fresh starts empty', async () => {
  const folder = temporaryFolder();
  try {
    for (const options of [['--in-memory'], ['--data-dir', folder.path, '--fresh']]) {
      for (let round = 0; round < 2; ++round) {
        const server = await startServer(...options);
        await sagemaker(server.endpoint).send(new CreateAutoMLJobCommand(v1Input('again')));
        await server.stop();
      }
    }
  } finally {
    folder.remove();
  }
});
