// Runs the steps of a case and records their answers.
import { setTimeout as sleep } from 'node:timers/promises';

const terminal = ['Completed', 'Failed', 'Stopped'];

// Replaces ${name} in every text of a value.
export function substitute(value, variables) {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, name) => {
      if (variables[name] === undefined) throw new Error(`nothing is known as \${${name}}`);
      return variables[name];
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, substitute(item, variables)]),
  );
}

// Calls until the job is terminal. Keeps the first answer in each pair of statuses.
async function poll(call, pollMs) {
  const answers = {};
  for (;;) {
    const answer = await call();
    const { AutoMLJobStatus: status, AutoMLJobSecondaryStatus: secondary } = answer.body;
    if (status === undefined) throw new Error(`polling failed: ${JSON.stringify(answer)}`);
    answers[`${status}/${secondary}`] ??= answer;
    if (terminal.includes(status)) return answers;
    await sleep(pollMs);
  }
}

// The recording of a case: {case, steps: {id: {operation, input, answer | answers}}}, not redacted.
// Inputs are recorded as the case has them, with their variables.
export async function runCase(caller, definition, { runId, region, bucket, role, pollMs, report }) {
  const variables = { job: `golden-${definition.job}-${runId}`, region, bucket, role };
  variables.account = role.split(':')[4];
  variables.JOB = variables.job.toUpperCase();
  const steps = {};
  for (const step of definition.steps) {
    const input = substitute(step.input, variables);
    const call = () => caller.call(step.operation, input);
    const recorded = { operation: step.operation, input: step.input };
    report(`${definition.name}: ${step.id}`);
    if (step.untilTerminal) {
      recorded.answers = await poll(call, pollMs);
    } else {
      recorded.answer = await call();
      for (const [name, member] of Object.entries(step.keep ?? {})) {
        variables[name] = recorded.answer.body[member];
      }
    }
    steps[step.id] = recorded;
  }
  return { case: definition.name, steps };
}
