import { expect, test } from 'vitest';
import { createSeal } from './seal.ts';

const pepper = Buffer.alloc(32, 7);
const inbox = createSeal(pepper, 'inbox');

test('a sealed text opens again, whatever it holds', () => {
  for (const text of ['', 'PLN20.01105691111.1234', 'é \u{1f511} \0', 'x'.repeat(100_000)]) {
    expect(inbox.open(inbox.seal(text))).toBe(text);
  }
});

test('a sealed text shows nothing of what it holds and never looks the same twice', () => {
  const sealed = inbox.seal('1234 1234 1234');
  expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('1234');
  expect(inbox.seal('1234 1234 1234')).not.toBe(sealed);
});

test('another pepper or another purpose does not open it', () => {
  const sealed = inbox.seal('1234');
  expect(createSeal(Buffer.alloc(32, 8), 'inbox').open(sealed)).toBeUndefined();
  expect(createSeal(pepper, 'keypad').open(sealed)).toBeUndefined();
  expect(createSeal(pepper, 'inbox').open(sealed)).toBe('1234');
});

test('a text with one bit turned, cut short, or never sealed does not open', () => {
  const bytes = Buffer.from(inbox.seal('1234'), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Buffer.from(bytes);
    turned.writeUInt8(turned.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(inbox.open(turned.toString('base64url')), `bit ${bit}`).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(inbox.open(bytes.subarray(0, length).toString('base64url')), `${length} bytes`).toBeUndefined();
  }
  expect(inbox.open('not sealed')).toBeUndefined();
  expect(inbox.open('{"text":"1234"}')).toBeUndefined();
});
