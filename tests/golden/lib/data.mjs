// Small data sets for the cases, the same in every run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const rowCount = 600;

// A number from 0 to 1 that depends on the two integers only.
function draw(row, column) {
  const value = Math.sin(row * 12.9898 + column * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

function tabular(row) {
  const [x, y, z] = [1, 2, 3].map((column) => draw(row, column));
  const price = (50_000 + 40_000 * x - 15_000 * y + 5_000 * draw(row, 4)).toFixed(2);
  return [x.toFixed(4), y.toFixed(4), z.toFixed(4), x + y > 1 ? 'yes' : 'no', price];
}

const words = ['slow', 'broken', 'poor', 'fine', 'great', 'lovely'];

function review(row) {
  const word = words[row % words.length];
  return [`the product is ${word} and arrived on day ${row}`, row % words.length < 3 ? 'bad' : 'good'];
}

function sales(row) {
  const day = new Date(Date.UTC(2023, 0, 1 + Math.floor(row / 2))).toISOString().slice(0, 10);
  return [row % 2 === 0 ? 'pen' : 'book', day, (20 + 10 * draw(row, 5)).toFixed(1)];
}

function instruction(row) {
  return [`What is ${row} plus ${row}?`, `${row} plus ${row} is ${2 * row}.`];
}

const files = {
  'tabular.csv': ['x,y,z,label,price', tabular],
  'reviews.csv': ['review,stars', review],
  'sales.csv': ['item,day,demand', sales],
  'instructions.csv': ['input,output', instruction],
};

// Writes the files and returns their names. No value needs quotes.
export function makeData(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, [header, rowOf]] of Object.entries(files)) {
    const rows = Array.from({ length: rowCount }, (_, row) => rowOf(row).join(','));
    writeFileSync(join(folder, name), `${[header, ...rows].join('\n')}\n`);
  }
  return Object.keys(files);
}
