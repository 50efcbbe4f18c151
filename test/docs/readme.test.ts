import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/variables.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README lists every variable as the program reads it, and no other', () => {
  const rows = readme.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const expected = VARIABLES.map(({ name, meaning, default: value, isRequired }) => {
    const shown = value === undefined ? (isRequired ? 'required' : '–') : `\`${value}\``;
    return `| \`${name}\` | ${meaning} | ${shown} |`;
  });
  expect(rows).toEqual(expected);
});

test('the README names files that exist', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) {
    expect(() => readFileSync(new URL(`../../${link}`, import.meta.url)), link).not.toThrow(/ENOENT/);
  }
});
