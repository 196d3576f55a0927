// Compares two recordings member by member.
import { readFileSync } from 'node:fs';

const rules = JSON.parse(readFileSync(new URL('../volatile.json', import.meta.url), 'utf8'));
const values = rules.values.map((rule) => ({ ...rule, pointer: new RegExp(rule.pointer) }));
const texts = rules.texts.map((rule) => ({ ...rule, pattern: new RegExp(rule.pattern, 'g') }));
const optional = rules.optional.map((pointer) => new RegExp(pointer));

const escaped = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');

const typeOf = (value) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

// A text with its volatile parts replaced; {length} stands for the length of what was replaced.
const stable = (text) =>
  texts.reduce(
    (result, { pattern, as }) =>
      result.replace(pattern, (part) => as.replace('{length}', part.length)),
    text,
  );

const shown = (value) => {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

// Times are epoch seconds with at most three decimals.
const isTime = (value) => Number.isFinite(value) && Math.abs(value * 1e3 - Math.round(value * 1e3)) < 1e-3;

function compareValues(pointer, recorded, present, found) {
  const [type, other] = [recorded, present].map(typeOf);
  const differ = (what) => found.push(`${pointer}: ${what}`);
  if (type !== other) return differ(`recorded ${type} ${shown(recorded)}, here ${other} ${shown(present)}`);
  if (type === 'array') {
    if (recorded.length !== present.length) {
      return differ(`recorded ${recorded.length} elements, here ${present.length}`);
    }
    return recorded.forEach((item, index) => compareValues(`${pointer}/${index}`, item, present[index], found));
  }
  if (type === 'object') return compareMembers(pointer, recorded, present, found);
  const rule = values.find((candidate) => candidate.pointer.test(pointer));
  if (rule?.as === 'time') {
    return isTime(present) ? undefined : differ(`is no time: ${shown(present)}`);
  }
  if (rule) return undefined;
  const [left, right] = type === 'string' ? [recorded, present].map(stable) : [recorded, present];
  if (left !== right) differ(`recorded ${shown(recorded)}, here ${shown(present)}`);
}

function compareMembers(pointer, recorded, present, found) {
  for (const name of new Set([...Object.keys(recorded), ...Object.keys(present)])) {
    const member = `${pointer}/${escaped(name)}`;
    if (name in recorded && name in present) {
      compareValues(member, recorded[name], present[name], found);
    } else if (!optional.some((pattern) => pattern.test(member))) {
      const [where, value] = name in recorded ? ['recording', recorded[name]] : ['present answer', present[name]];
      found.push(`${member}: only in the ${where}: ${shown(value)}`);
    }
  }
}

// A status that the recording missed is none that the service lacks: it was polled at intervals.
function withoutUnrecorded(recorded, present) {
  return Object.fromEntries(Object.entries(present).filter(([status]) => status in recorded));
}

// The differences, each "JSON pointer: what differs". The pointer begins with case and step.
export function differences(recorded, present) {
  const found = [];
  for (const [id, step] of Object.entries(recorded.steps)) {
    const pointer = `/${escaped(recorded.case)}/${escaped(id)}`;
    const other = present.steps[id];
    if (other === undefined) {
      found.push(`${pointer}: only in the recording`);
    } else if (step.answers) {
      const answers = withoutUnrecorded(step.answers, other.answers);
      compareMembers(`${pointer}/answers`, step.answers, answers, found);
    } else {
      compareMembers(`${pointer}/answer`, step.answer, other.answer, found);
    }
  }
  for (const id of Object.keys(present.steps)) {
    if (!(id in recorded.steps)) found.push(`/${escaped(recorded.case)}/${escaped(id)}: not in the recording`);
  }
  return found;
}
