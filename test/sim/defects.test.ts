import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';
import { readWith } from './plant.ts';

const BIN = join(import.meta.dirname, 'bin.ts');
const PART = '1/5';

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

// A part of them: all take minutes. `npm run sim -- --defects` tries every one.
test(`of the planted defects, those of part ${PART} are found`, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, '--defects', '--part', PART]).catch(
    (error: { stdout?: string; message: string }) => ({ stdout: `${error.stdout ?? ''}${error.message}` }),
  );
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.startsWith('found by')).length, stdout).toBeGreaterThan(3);
  expect(lines.filter((line) => line.startsWith('NOT FOUND'))).toEqual([]);
}, 240_000);
