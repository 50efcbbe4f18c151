import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

// Taste we have agreed on. A message names what to do instead; to change our minds, change this file.

const root = join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** A folder of `src` (or a file in it) and what it may import of the others. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  config: [],
  'config.ts': ['config'],
  'logger.ts': [],
  'wakeable-pause.ts': [],
  app: ['domain'],
  text: ['domain', 'app'],
  store: ['domain', 'app'],
  klikoo: ['domain', 'app'],
  jobs: ['domain', 'app', 'text', 'logger.ts', 'wakeable-pause.ts'],
  chat: ['domain', 'app', 'text', 'logger.ts', 'wakeable-pause.ts'],
  http: ['domain', 'app'],
};

const roomOf = (file: string) => file.split('/')[1] ?? '';

function importsOf(file: string): { target: string; isType: boolean }[] {
  const text = sources.get(file) ?? '';
  return [...text.matchAll(/^import (type )?[^;]*?from '(\.[^']+)';/gms)].map((match) => ({
    target: normalize(join(dirname(file), match[2] ?? '')),
    isType: match[1] !== undefined,
  }));
}

test('arrows run one way: domain, then text and app, then what surrounds them, then the program', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const room = roomOf(file);
    const allowed = MAY_IMPORT[room];
    if (allowed === undefined) continue;
    for (const { target, isType } of importsOf(file)) {
      const other = roomOf(target);
      if (other === room) continue;
      if (!allowed.includes(other))
        wrong.push(`${file} imports ${target}: declare what it needs in ${room}/ instead`);
      if (room === 'text' && other === 'app' && !isType)
        wrong.push(`${file} runs code of ${target}: text is pure`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the domain reads no clock, draws no lots, knows no environment and imports nothing', () => {
  const wrong: string[] = [];
  for (const [file, text] of sources) {
    if (roomOf(file) !== 'domain') continue;
    for (const word of ['Date.now', 'new Date()', 'Math.random', 'process.', 'node:']) {
      if (text.includes(word)) wrong.push(`${file} uses ${word}: let it come in as an argument`);
    }
    if (/from '[^.]/.test(text)) wrong.push(`${file} imports a package`);
  }
  expect(wrong).toEqual([]);
});

test('no transaction is held open around anything', () => {
  const wrong = [...sources]
    .filter(([, text]) => /\.begin\(|\.transaction\(/.test(text))
    .map(([file]) => file);
  expect(wrong, 'one statement that calls a function of the database instead').toEqual([]);
});

test('nothing is left for later', () => {
  const wrong = [...sources].filter(([, text]) => /\b(TODO|FIXME|XXX)\b/.test(text)).map(([file]) => file);
  expect(wrong).toEqual([]);
});
