// Steers Autopilot Local from JavaScript tests: copy this file beside them. Node 18 or later, nothing
// else.
//
//   const autopilot = new AutopilotLocal('http://127.0.0.1:7240', { account: '111122223333' });
//   await autopilot.freeze();
//   await autopilot.fault({ operation: 'CreateAutoMLJob', times: 2, error: 'ThrottlingException' });
//
// docs/testing-guide.md describes what the requests do. A duration is a text as of ISO 8601 ("PT10M")
// or a number of milliseconds; a time is a Date, a text as of ISO 8601, or a number of seconds since
// 1970.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

// An answer of the control API that is an error.
export class AutopilotError extends Error {
  constructor(status, answer) {
    const { __type: type = '', message = JSON.stringify(answer), path, available } = answer;
    const where = path ? ` (at ${path})` : '';
    const choice = available?.length ? ` There is: ${available.join(', ')}` : '';
    super(`${status} ${type}: ${message}${where}${choice}`);
    this.name = 'AutopilotError';
    // `path` says where in the request, `available` what exists instead.
    Object.assign(this, { status, answer, type, path, available: available ?? [] });
  }

  // A wait ran out; `answer` holds what was seen last.
  get isTimeout() {
    return this.status === 408;
  }
}

// The control API, for one account: a 12-digit access key id, or "*" for all accounts.
export class AutopilotLocal {
  // `token` is that of --control-token.
  constructor(endpoint, { account = '000000000000', region = 'us-east-1', token } = {}) {
    this.endpoint = endpoint.replace(/\/$/, '');
    this.account = account;
    this.region = region;
    this.#token = token;
  }
  #token;

  // The configuration of an AWS SDK client of this account.
  get clientConfig() {
    return {
      endpoint: this.endpoint,
      region: this.region,
      credentials: { accessKeyId: this.account, secretAccessKey: 'any' },
    };
  }

  // Clock

  clock() {
    return this.request('GET', 'clock');
  }
  freeze() {
    return this.request('POST', 'clock/freeze');
  }
  run() {
    return this.request('POST', 'clock/run');
  }
  setClock(to) {
    return this.request('POST', 'clock/set', { to: to instanceof Date ? to.toISOString() : to });
  }
  // Moves the clock on; unit "nominal" counts in the time that the real service would take.
  advance(by, { unit = 'clock', deadline } = {}) {
    return this.request('POST', 'clock/advance', { by, unit, deadline });
  }
  resetClock() {
    return this.request('DELETE', 'clock');
  }

  // How jobs move on

  speed(speed) {
    return this.request('PUT', 'speed', { speed });
  }
  // mode: "time" (perhaps with `seconds` a phase), "manual" (with `times`), "immediate".
  progression(mode, { times, seconds } = {}) {
    return this.request('PUT', 'progression', { progression: { mode, times, seconds } });
  }
  seed(seed) {
    return this.request('PUT', 'seed', { seed });
  }

  // What becomes of jobs

  async scenarios() {
    return (await this.request('GET', 'scenarios')).scenarios;
  }
  putScenario(name, scenario) {
    return this.request('PUT', `scenarios/${encodeURIComponent(name)}`, scenario);
  }
  deleteScenario(name) {
    return this.request('DELETE', `scenarios/${encodeURIComponent(name)}`);
  }
  // All rules of the account: [{ job: 'nightly-*', scenario: 'failed' }, ...].
  scenarioRules(rules) {
    return this.request('PUT', 'scenario-rules', { rules });
  }
  // A name, or { scenario, phase, reason }; null: as started.
  defaultScenario(scenario) {
    if (scenario === null) return this.request('DELETE', 'default-scenario');
    return this.request('PUT', 'default-scenario', { default_scenario: scenario });
  }
  job(name) {
    return this.#jobRequest('GET', name, '');
  }
  timeline(name) {
    return this.#jobRequest('GET', name, '/timeline');
  }
  // to: "next-phase", "end" or the name of a phase.
  advanceJob(name, to = 'next-phase') {
    return this.#jobRequest('POST', name, '/advance', { to });
  }
  // `by` is a nominal duration.
  advanceJobBy(name, by) {
    return this.#jobRequest('POST', name, '/advance', { by });
  }

  // What goes wrong

  // Adds a rule; returns it with its id.
  async fault(rule) {
    return (await this.request('POST', 'faults', rule)).faults[0];
  }
  async faults() {
    return (await this.request('GET', 'faults')).faults;
  }
  async clearFaults() {
    return (await this.request('DELETE', 'faults')).removed;
  }

  // What was called

  // The journal's entries that fit, oldest first.
  async find(query = {}) {
    return (await this.request('POST', 'journal/find', query)).entries;
  }
  // How many calls fit; exact, or an error that says that old entries are gone.
  async count(query = {}) {
    const counted = await this.request('POST', 'journal/count', query);
    if (!counted.exact) throw new Error(`old journal entries are gone: ${JSON.stringify(counted)}`);
    return counted.count;
  }
  async nearMisses() {
    return (await this.request('GET', 'near-misses')).near_misses;
  }
  async clearJournal() {
    return (await this.request('DELETE', 'journal')).removed;
  }

  // Waiting

  // Until the job has the status, or one of a list. An AutopilotError otherwise: with `isTimeout` if
  // it takes too long, and at once if the job ends in another status.
  async wait(job, status = 'Completed', { timeout = 'PT30S', ...more } = {}) {
    const body = { job, status, region: this.region, timeout, ...more };
    return (await this.request('POST', 'wait', body)).job;
  }
  // Until the operation was called so often.
  async waitForCalls(operation, count = 1, { timeout = 'PT30S', ...query } = {}) {
    return (await this.request('POST', 'wait', { operation, count, timeout, ...query })).count;
  }

  // State

  // Forgets jobs, settings, faults and journal of the account.
  reset() {
    return this.request('POST', 'reset');
  }
  snapshot(name) {
    return this.request('PUT', `snapshots/${encodeURIComponent(name)}`);
  }
  restore(name) {
    return this.request('POST', `snapshots/${encodeURIComponent(name)}/restore`);
  }
  // JSON lines that importState takes back.
  async exportState() {
    return (await this.#send('GET', 'export')).text();
  }
  async importState(lines) {
    return (await this.#send('POST', 'import', lines)).json();
  }

  // Any control request: its answer as an object.
  async request(method, path, body, query = {}) {
    return (await this.#send(method, path, body && JSON.stringify(body), query)).json();
  }

  #jobRequest(method, name, rest, body) {
    const path = `jobs/${encodeURIComponent(name)}${rest}`;
    return this.request(method, path, body, { region: this.region });
  }

  async #send(method, path, body, query = {}) {
    const parameters = new URLSearchParams({ account: this.account, ...query });
    const headers = this.#token === undefined ? {} : { 'X-Autopilot-Token': this.#token };
    const url = `${this.endpoint}/_autopilot/${path}?${parameters}`;
    const response = await fetch(url, { method, headers, body });
    if (response.ok) return response;
    const text = await response.text();
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      answer = { message: text };
    }
    throw new AutopilotError(response.status, answer);
  }
}

// Runs the program on a free port. Returns its address, and stop() to end it.
export async function startServer(program, ...options) {
  const child = spawn(program, ['--port', '0', '--in-memory', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const endpoint = await new Promise((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /ready on (http:\/\/\S+)/.exec(line);
      if (ready) resolve(ready[1]);
    });
    ended.then(() => reject(new Error(`Autopilot Local did not start:\n${log}`)));
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { endpoint, stop };
}

// An account for a test alone, the same in every run: so its draws are the same too.
export function accountOf(testName) {
  const digest = BigInt(`0x${createHash('sha256').update(testName).digest('hex')}`);
  return String(digest % 10n ** 12n).padStart(12, '0');
}
