// Takes out of a recording what belongs to one account or one run.
const account = '000000000000';
export const redactedBucket = 'golden-bucket';
export const redactedRole = `arn:aws:iam::${account}:role/golden`;
export const redactedRunId = '000000';

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const wholeWord = (text, flags = 'g') =>
  new RegExp(`(?<![A-Za-z0-9])${quoted(text)}(?![A-Za-z0-9])`, flags);

// The accounts that ARNs in the text belong to. Registries of AWS stand in images, not in ARNs.
function accountsIn(text) {
  const found = text.matchAll(/arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/g);
  return new Set([...found].map((match) => match[1]).filter((id) => id !== account));
}

// Throws if anything of the account or the run is left.
export function redact(recording, { runId, bucket, role }) {
  let text = JSON.stringify(recording);
  const accounts = accountsIn(`${text} ${role}:`);
  text = text
    .replaceAll(role, redactedRole)
    .replace(/arn:aws[a-z-]*:(?:sts|iam)::(\d{12}):[^\s"'\\]+/g, (arn, owner) =>
      owner === account ? arn : `arn:aws:iam::${account}:redacted`,
    )
    .replace(wholeWord(bucket), redactedBucket)
    // The name of a tuning job goes on with random letters right after the run's id.
    .replace(new RegExp(`(?<=golden-[a-z0-9-]+-)${runId}`, 'gi'), redactedRunId);
  for (const id of accounts) {
    text = text.replace(new RegExp(`(?<!\\d)${id}(?!\\d)`, 'g'), account);
  }
  const secrets = [...accounts, ...(bucket === redactedBucket ? [] : [bucket])];
  for (const secret of secrets) {
    if (text.match(wholeWord(secret))) throw new Error(`${secret} could not be redacted`);
  }
  return JSON.parse(text);
}
