import { expect, test } from 'vitest';
import type { MessageView } from '../telegram/view.ts';
import { renderMessage, type Shown } from './message.ts';
import { createStyle } from './style.ts';

const PLAIN = createStyle(false);
const COLOURED = createStyle(true);
const NEW: Shown = { name: 'Konter', isEdit: false, buttons: [], quoted: undefined };

function message(changes: Partial<MessageView>): MessageView {
  return {
    id: 7,
    chatId: 1001,
    from: 'bot',
    text: '',
    html: '',
    entities: [],
    keyboard: [],
    replyTo: undefined,
    forwardedFrom: undefined,
    date: new Date('2026-11-20T14:03:00Z'),
    editedAt: undefined,
    isDeleted: false,
    isProtected: false,
    file: undefined,
    ...changes,
  };
}

test('without colours a message is its text, with the time in Jakarta and its buttons numbered', () => {
  const buttons = [
    [
      { number: 4, button: { kind: 'callback' as const, text: 'Beli', data: 'buy:x' } },
      { number: 5, button: { kind: 'url' as const, text: 'Bantuan', url: 'https://example.org/' } },
    ],
  ];
  const entities = [{ type: 'bold', offset: 0, length: 4 }];
  expect(renderMessage(message({ text: 'Beli\nini?', entities }), { ...NEW, buttons }, PLAIN)).toBe(
    'Konter 21:03 WIB\n  Beli\n  ini?\n  :4 [Beli]  :5 [Bantuan → https://example.org/]',
  );
});

test('an edit is marked, and a reply shows the beginning of what it answers', () => {
  const quoted = message({ text: `${'x'.repeat(100)}\nmore` });
  const shown = renderMessage(message({ text: 'SUKSES' }), { ...NEW, isEdit: true, quoted }, PLAIN);
  expect(shown).toBe(`Konter 21:03 WIB ✎\n  ↳ ${'x'.repeat(59)}…\n  SUKSES`);
});

test('with colours, what is bold or to be copied looks so, also where they overlap', () => {
  const entities = [
    { type: 'bold', offset: 0, length: 5 },
    { type: 'code', offset: 3, length: 4 },
  ];
  const [, line] = renderMessage(message({ text: 'token 1111', entities }), NEW, COLOURED).split('\n');
  expect(line).toBe('  \x1b[1mtok\x1b[22m\x1b[36m\x1b[1men\x1b[22m\x1b[39m\x1b[36m 1\x1b[39m111');
});

test('a link shows where it leads', () => {
  const entities = [{ type: 'text_link', offset: 0, length: 4, url: 'https://example.org/' }];
  expect(renderMessage(message({ text: 'Sini saja', entities }), NEW, PLAIN)).toContain(
    'Sini (https://example.org/) saja',
  );
});

test('nothing in a message steers the terminal or turns the direction of writing', () => {
  const text = 'SITI\x1b[2J\u202e000.05\u202c\x07';
  const shown = renderMessage(message({ text }), NEW, PLAIN);
  expect(shown).toBe('Konter 21:03 WIB\n  SITI�[2J�000.05��');
});
