import { expect } from 'vitest';
import { parseHtml } from '../../src/sandbox/telegram/html.ts';
import type { Message } from '../../src/text/message.ts';

/** Telegram takes it, and what is from outside stayed text. */
export function expectReadable({ html, buttons }: Message): void {
  const { text, entities } = parseHtml(html);
  expect(text.trim()).not.toBe('');
  expect(text.length).toBeLessThanOrEqual(4_096);
  expect(entities.map(({ type }) => type)).not.toContain('text_link');
  expect(html).not.toContain('\u202e');
  for (const button of buttons?.flat() ?? []) {
    expect(button.text).not.toBe('');
    if ('data' in button) expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
  }
}
