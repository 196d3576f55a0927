#!/usr/bin/env node
// Records answers of the real service and compares those of an emulator with them. See README.md.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { differences } from './lib/compare.mjs';
import { makeData } from './lib/data.mjs';
import { redact, redactedBucket, redactedRole } from './lib/redact.mjs';
import { runCase } from './lib/run.mjs';

const usage = `Usage:
  golden.mjs --record FOLDER --bucket NAME --role ARN --accept-cost [--region NAME] [--case NAME]...
      calls AWS, with the credentials of the environment, and writes FOLDER/CASE.json
  golden.mjs --record FOLDER --endpoint URL [--case NAME]...
      the same from an emulator
  golden.mjs --compare FOLDER --endpoint URL [--case NAME]...
      repeats the recorded cases against an emulator and prints what differs
  golden.mjs --compare FOLDER --with FOLDER
      compares two recordings
  golden.mjs --make-data FOLDER
      writes the data sets that the cases name, to be copied to s3://BUCKET/golden/
Exit code: 0 without differences, 1 with differences, 2 if nothing could be compared.`;

class Misuse extends Error {}

function options() {
  try {
    const text = { type: 'string' };
    const { values } = parseArgs({
      options: {
        record: text, compare: text, with: text, endpoint: text, bucket: text, role: text,
        region: { type: 'string', default: 'us-east-1' }, 'make-data': text,
        case: { type: 'string', multiple: true }, 'accept-cost': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw new Misuse(error.message);
  }
}

const jsonFiles = (folder) =>
  readdirSync(folder).filter((name) => name.endsWith('.json')).sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

const definitions = jsonFiles(fileURLToPath(new URL('cases', import.meta.url)));

// The cases to run. Those that train on GPUs for hours run on AWS only if they are named.
function chosen({ case: names, endpoint }, available = definitions) {
  const unknown = names?.find((name) => !available.some((definition) => definition.name === name));
  if (unknown) throw new Misuse(`no case is called ${unknown}`);
  if (names) return available.filter(({ name }) => names.includes(name));
  return available.filter(({ expensive }) => endpoint || !expensive);
}

// Redacted recordings of the cases, which run side by side. A case that fails does not take the
// others with it: each is handed to `done` as soon as it is there.
async function recordings(cases, { endpoint, region, bucket, role }, done = () => {}) {
  const { Caller } = await import('./lib/caller.mjs');
  const caller = new Caller({ region, endpoint });
  const run = {
    runId: randomBytes(3).toString('hex'),
    region,
    bucket: bucket ?? redactedBucket,
    role: role ?? redactedRole,
    pollMs: endpoint ? 10 : 30_000,
    report: endpoint ? () => {} : (text) => console.log(`${new Date().toISOString()} ${text}`),
  };
  const results = await Promise.allSettled(
    cases.map(async (definition) => {
      const recording = redact(await runCase(caller, definition, run), run);
      done(recording);
      return recording;
    }),
  );
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}

async function record(chosenOptions) {
  const { record: folder, endpoint, bucket, role } = chosenOptions;
  const cases = chosen(chosenOptions);
  if (!endpoint) {
    if (!bucket || !role) throw new Misuse('AWS needs --bucket and --role');
    for (const { name, cost } of cases) console.log(`${name}: ${cost}`);
    if (!chosenOptions['accept-cost']) throw new Misuse('these jobs cost money: --accept-cost runs them');
  }
  mkdirSync(folder, { recursive: true });
  const recorded = await recordings(cases, chosenOptions, (recording) =>
    writeFileSync(join(folder, `${recording.case}.json`), `${JSON.stringify(recording, null, 2)}\n`),
  );
  console.log(`${recorded.length} cases recorded in ${folder}`);
  return 0;
}

async function compare(chosenOptions) {
  const recorded = jsonFiles(chosenOptions.compare);
  if (recorded.length === 0) throw new Misuse(`no recordings in ${chosenOptions.compare}`);
  const names = chosenOptions.case ?? recorded.map((recording) => recording.case);
  let present;
  if (chosenOptions.with) {
    present = jsonFiles(chosenOptions.with);
  } else {
    if (!chosenOptions.endpoint) throw new Misuse('--compare needs --endpoint or --with');
    present = await recordings(chosen({ ...chosenOptions, case: names }), chosenOptions);
  }
  const found = names.flatMap((name) => {
    const [left, right] = [recorded, present].map((list) => list.find((item) => item.case === name));
    if (!left || !right) return [`/${name}: only in one of the recordings`];
    return differences(left, right);
  });
  for (const difference of found) console.log(difference);
  console.log(`${names.length} cases compared, ${found.length} differences`);
  return found.length === 0 ? 0 : 1;
}

async function main() {
  const given = options();
  if (given.help) {
    console.log(usage);
    return 0;
  }
  if (given['make-data']) {
    console.log(`${makeData(given['make-data']).join(', ')} written to ${given['make-data']}`);
    return 0;
  }
  if (given.record) return record(given);
  if (given.compare) return compare(given);
  throw new Misuse('nothing to do');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Misuse ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 2;
}
