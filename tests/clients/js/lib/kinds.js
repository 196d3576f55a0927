// One job of every kind, and what clients must see of it: the data that all client tests share.
import { readFileSync } from 'node:fs';

export const kinds = JSON.parse(readFileSync(new URL('../../kinds.json', import.meta.url), 'utf8'));
