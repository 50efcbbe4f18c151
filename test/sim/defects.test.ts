import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';
import { readWith } from './plant.ts';

const BIN = join(import.meta.dirname, 'bin.ts');
const PARTS = 2;

test('each planted defect still fits the program', () => {
  const lost = DEFECTS.flatMap((defect) => {
    try {
      readWith(defect);
      return [];
    } catch (error) {
      return [String(error)];
    }
  });
  expect(lost, 'follow the program in test/sim/defects.ts').toEqual([]);
});

test('each planted defect is found', async () => {
  const outputs = await Promise.all(
    Array.from({ length: PARTS }, (_, i) =>
      promisify(execFile)(process.execPath, [BIN, '--defects', '--part', `${i + 1}/${PARTS}`]).then(
        ({ stdout }) => stdout,
        (error: { stdout?: string; message: string }) => `${error.stdout ?? ''}${error.message}`,
      ),
    ),
  );
  const lines = outputs.join('').split('\n');
  const found = DEFECTS.filter(({ name }) =>
    lines.some((line) => line.startsWith('found by') && line.includes(`: ${name}: `)),
  );
  expect(found, lines.join('\n')).toEqual(DEFECTS);
}, 240_000);
