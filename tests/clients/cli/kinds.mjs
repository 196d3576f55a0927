// Hands kinds.json to a shell: node kinds.mjs FOLDER writes NAME.json for each kind, the request
// without its name, and prints a line for each: name, operation, secondary status, candidates, steps,
// containers, objective, order, container definitions, backtest results ("-" where there is none).
import { readFileSync, writeFileSync } from 'node:fs';

const kinds = JSON.parse(readFileSync(new URL('../kinds.json', import.meta.url), 'utf8'));
for (const { name, operation, request, expect } of kinds) {
  writeFileSync(`${process.argv[2]}/${name}.json`, JSON.stringify(request));
  const {
    secondaryStatus, candidates, steps = '-', containers = '-', metric = '-', order = '-',
    containerDefinitions = false, backtestResults = false,
  } = expect;
  console.log([name, operation, secondaryStatus, candidates, steps, containers, metric, order,
               containerDefinitions, backtestResults].join(' '));
}
