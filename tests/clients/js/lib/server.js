// The real program on a free port, ended by its process id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = process.env.AUTOPILOT_PROGRAM;
if (!program) throw new Error('set AUTOPILOT_PROGRAM to the autopilot-local program');

// A user's settings of the program must not reach the one under test.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('AUTOPILOT_LOCAL_')),
);

// Runs the program. `ready` resolves with its address, or with nothing if it ended before.
function launch(options) {
  const child = spawn(program, ['--port', '0', ...options], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }));
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /ready on (http:\/\/\S+)/.exec(line);
      if (match) resolve(match[1]);
    });
    ended.then(() => resolve(undefined));
  });
  return { child, ended, ready };
}

export async function startServer(...options) {
  const { child, ended, ready } = launch(options);
  const endpoint = await ready;
  if (!endpoint) throw new Error(`the server did not start: ${(await ended).errors}`);
  return {
    endpoint,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

// For a start that must be refused: the exit code and what was written to standard error.
export async function startServerInVain(...options) {
  const { child, ended, ready } = launch(options);
  if (await ready) {
    child.kill('SIGKILL');
    throw new Error('the server started although it should have refused');
  }
  return ended;
}

export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'autopilot-local-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
