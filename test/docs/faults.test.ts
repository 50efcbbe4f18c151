import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FAULTS = 125;

type Row = { number: string; fault: string; outcome: string; shownBy: string };

function rows(): Row[] {
  const lines = readFileSync('docs/faults.md', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, number, fault, outcome, shownBy] = line.split('|').map((cell) => cell.trim());
    if (number === undefined || !/^F\d+$/.test(number)) return [];
    return [{ number, fault: fault ?? '', outcome: outcome ?? '', shownBy: shownBy ?? '' }];
  });
}

/** What stands in quotes after `test(` or `describe(`, tables included. */
function titlesOf(file: string): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /F\d/.test(line) && !line.trimStart().startsWith('//'))
    .join('\n');
}

test('every fault is in docs/faults.md, once, in sequence', () => {
  const numbers = rows().map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: FAULTS }, (_, i) => `F${i + 1}`));
});

test('every fault has an outcome, and a test that names it or the reason why there is none', () => {
  const wrong = rows().flatMap(({ number, fault, outcome, shownBy }) => {
    if (fault === '' || outcome === '') return [`${number} says nothing`];
    if (shownBy === '–') return [];
    const files = shownBy.split(',').map((file) => file.trim().replaceAll('`', ''));
    const named = new RegExp(`\\b${number}\\b`);
    return files.filter((file) => !named.test(titlesOf(file))).map((file) => `${number} is not in ${file}`);
  });
  expect(wrong).toEqual([]);
});
