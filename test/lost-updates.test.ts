import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// The linters here have no such rule (require-atomic-updates is ESLint's). What is read before an `await` and written after it
// forgets what others wrote meanwhile.
const READ_BEFORE_AWAIT = [
  /[^=!<>]\s*(?:[-+*/%&|^]|\*\*|<<|>>)=\s*\(?\s*await\b/,
  /\b([\w.#]+)\s*=\s*\1\s*[-+*/%&|^]+\s*\(?\s*await\b/,
  /\b([\w.#]+)\s*=\s*\[\s*\.\.\.\1\b[^\]\n]*await\b/,
];

const isLostUpdate = (line: string) => READ_BEFORE_AWAIT.some((pattern) => pattern.test(line));

test.each([
  'n += await f();',
  'this.#n -= (await f()).length;',
  'n = n + await f();',
  'all = [...all, await f()];',
])('F106: %s is found', (line) => {
  expect(isLostUpdate(line)).toBe(true);
});

test.each([
  'answer ??= await f();',
  'const n = await f();',
  'n += 1; await f();',
  'const isMore = (await f()) >= n;',
])('F106: %s is none', (line) => {
  expect(isLostUpdate(line)).toBe(false);
});

test('F106: nothing is added to what was read before waiting', () => {
  const found = globSync('src/**/*.ts').flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) => (isLostUpdate(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
  );
  expect(found, 'await first, into a constant, and add that').toEqual([]);
});
