// Recording and comparing, with the emulator in the place of AWS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startServer } from '../clients/js/lib/server.js';

const script = fileURLToPath(new URL('golden.mjs', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'autopilot-golden-'));
after(() => rmSync(work, { recursive: true, force: true }));

async function golden(...options) {
  const child = spawn(process.execPath, [script, ...options], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: '111122223333', AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output, lines: output.trimEnd().split('\n') };
}

// Jobs in ensembling mode are short: a slower server lets each of their phases be seen.
const short = ['v1-ensembling', 'v2-ensembling'];
const folderOfCases = fileURLToPath(new URL('cases', import.meta.url));
const all = readdirSync(folderOfCases).map((name) => name.replace('.json', ''));
const groups = [
  { name: 'short', speed: '20', cases: short },
  { name: 'long', speed: '150', cases: all.filter((name) => !short.includes(name)) },
];

// Runs golden.mjs on each group against a server of its own.
function onEmulators(option, seed, more = () => []) {
  return Promise.all(
    groups.map(async (group) => {
      const server = await startServer('--in-memory', '--speed', group.speed, '--seed', seed);
      try {
        return await golden(option, join(work, group.name), '--endpoint', server.endpoint,
                            ...group.cases.flatMap((name) => ['--case', name]), ...more(group));
      } finally {
        await server.stop();
      }
    }),
  );
}

let recorded;
before(async () => {
  recorded = await onEmulators('--record', '1');
});

const recording = (group, name) =>
  JSON.parse(readFileSync(join(work, group, `${name}.json`), 'utf8'));

test('every case is recorded, in every status that it passes', () => {
  for (const [index, { name, cases }] of groups.entries()) {
    assert.equal(recorded[index].code, 0, recorded[index].output);
    assert.deepEqual(readdirSync(join(work, name)), cases.map((file) => `${file}.json`).sort());
  }
  const statuses = Object.keys(recording('long', 'v1-hpo').steps.life.answers);
  assert.deepEqual(statuses.filter((status) => status !== 'InProgress/Starting'), [
    'InProgress/AnalyzingData',
    'InProgress/FeatureEngineering',
    'InProgress/ModelTuning',
    'InProgress/GeneratingExplainabilityReport',
    'InProgress/GeneratingModelInsightsReport',
    'Completed/Completed',
  ]);
});

test('neither the account nor the run is left in a recording', () => {
  for (const { name, cases } of groups) {
    for (const file of cases) {
      const text = readFileSync(join(work, name, `${file}.json`), 'utf8');
      assert.doesNotMatch(text, /111122223333/, file);
      for (const [, runId] of text.matchAll(/golden-[a-z0-9]+-([0-9a-f]{6})/gi)) {
        assert.equal(runId, '000000', file);
      }
    }
  }
  assert.equal(
    recording('long', 'v1-hpo').steps.create.answer.body.AutoMLJobArn,
    'arn:aws:sagemaker:us-east-1:000000000000:automl-job/golden-hpo-000000',
  );
});

test('another run with other times, names and metrics does not differ', async () => {
  const results = await onEmulators('--compare', '2');
  for (const [index, { code, lines }] of results.entries()) {
    assert.deepEqual(lines, [`${groups[index].cases.length} cases compared, 0 differences`]);
    assert.equal(code, 0);
  }
});

// Copies a group's recordings with a change to one of them.
function altered(group, name, change) {
  const folder = mkdtempSync(join(work, 'altered-'));
  for (const file of readdirSync(join(work, group))) {
    const content = JSON.parse(readFileSync(join(work, group, file), 'utf8'));
    if (content.case === name) change(content.steps);
    writeFileSync(join(folder, file), JSON.stringify(content));
  }
  return folder;
}

async function differencesAfter(group, name, change) {
  const { code, lines } = await golden('--compare', altered(group, name, change), '--with', join(work, group));
  assert.equal(code, 1);
  assert.match(lines.at(-1), new RegExp(`, ${lines.length - 1} differences$`));
  return lines.slice(0, -1);
}

test('every kind of difference is told by its JSON pointer', async () => {
  const done = '/v1-hpo/life/answers/Completed~1Completed/body';
  const lines = await differencesAfter('long', 'v1-hpo', (steps) => {
    steps.create.answer.status = 201;
    const { answers } = steps.life;
    const { body } = answers['Completed/Completed'];
    body.RoleArn += 'x';
    body.GenerateCandidateDefinitionsOnly = 'false';
    body.CreationTime = new Date(0).toISOString();
    body.ResolvedAttributes.New = 1;
    delete body.BestCandidate.InferenceContainers[1].Environment.MAX_CONTENT_LENGTH;
    body.BestCandidate.CandidateSteps[0].CandidateStepName += '0';
    answers['InProgress/MergingAutoMLTaskReports'] = answers['InProgress/ModelTuning'];
    steps.candidates.answer.body.Candidates.pop();
    steps.tags.answer.body.Tags[0].Value = 'other';
    delete steps['stop-when-ended'];
  });
  assert.deepEqual(lines.map((line) => line.split(': ')[0]).sort(), [
    '/v1-hpo/candidates/answer/body/Candidates',
    '/v1-hpo/create/answer/status',
    `${done}/BestCandidate/CandidateSteps/0/CandidateStepName`,
    `${done}/BestCandidate/InferenceContainers/1/Environment/MAX_CONTENT_LENGTH`,
    `${done}/CreationTime`,
    `${done}/GenerateCandidateDefinitionsOnly`,
    `${done}/ResolvedAttributes/New`,
    `${done}/RoleArn`,
    '/v1-hpo/life/answers/InProgress~1MergingAutoMLTaskReports',
    '/v1-hpo/stop-when-ended',
    '/v1-hpo/tags/answer/body/Tags/0/Value',
  ]);
  assert.ok(lines.includes('/v1-hpo/create/answer/status: recorded 201, here 200'), lines.join('\n'));
});

test('the text and the type of an error are compared', async () => {
  const lines = await differencesAfter('long', 'bad-requests', (steps) => {
    steps['fraction-0'].answer.body.message = 'Bad fraction.';
    steps['problem-type'].answer.body.__type = 'ValidationError';
  });
  assert.deepEqual(lines, [
    '/bad-requests/problem-type/answer/body/__type: recorded "ValidationError", here "ValidationException"',
    '/bad-requests/fraction-0/answer/body/message: recorded "Bad fraction.", here "ValidationFraction must be greater than 0 and less than 1."',
  ]);
});

test('a status that a recording missed is no difference', async () => {
  const folder = altered('short', 'v1-ensembling', ({ life }) => {
    delete life.answers['InProgress/AnalyzingData'];
  });
  const { code, output } = await golden('--compare', folder, '--with', join(work, 'short'));
  assert.equal(code, 0, output);
});

test('AWS is not called without a bucket, a role and consent to the cost', async () => {
  const folder = join(work, 'never');
  const aws = ['--bucket', 'mine', '--role', 'arn:aws:iam::111122223333:role/mine'];
  for (const [options, text] of [
    [['--record', folder], 'AWS needs --bucket and --role'],
    [['--record', folder, ...aws], 'these jobs cost money: --accept-cost runs them'],
    [['--record', folder, '--endpoint', 'http://127.0.0.1:1', '--case', 'none'], 'no case is called none'],
    [['--compare', join(work, 'short')], '--compare needs --endpoint or --with'],
    [['--unknown'], "Unknown option '--unknown'"],
    [[], 'nothing to do'],
  ]) {
    const { code, output } = await golden(...options);
    assert.equal(code, 2, output);
    assert.ok(output.includes(text), output);
    assert.match(output, /Usage:/);
  }
  const { output } = await golden('--record', folder, ...aws);
  assert.match(output, /^v1-hpo: about 45 minutes/m);
  assert.doesNotMatch(output, /v2-text-generation/);
});

test('data sets for the cases are written', async () => {
  const folder = join(work, 'data');
  const { code } = await golden('--make-data', folder);
  assert.equal(code, 0);
  const rows = (file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  for (const file of ['tabular.csv', 'reviews.csv', 'sales.csv', 'instructions.csv']) {
    const [header, ...lines] = rows(file);
    assert.equal(lines.length, 600, file);
    for (const line of lines) assert.equal(line.split(',').length, header.split(',').length, line);
  }
  assert.equal(rows('tabular.csv')[0], 'x,y,z,label,price');
});
