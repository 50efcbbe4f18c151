import { expect, test } from 'vitest';
import { commandsEn } from '../../text/commands/en.ts';
import { commandsId } from '../../text/commands/id.ts';
import { COMMAND_FORMS, meaningOf, TOPICS } from './forms.ts';
import { parseMessage } from './parse.ts';
import { DEFAULT_WORDS, MEANINGS, slashMeaning } from './words.ts';

function meaningsOf(text: string) {
  const parsed = parseMessage(text);
  return parsed.kind === 'commands' ? [...new Set(parsed.commands.map(meaningOf))] : [];
}

test('every meaning but the reserved one is explained, in both languages', () => {
  const meanings = COMMAND_FORMS.map(({ meaning }) => meaning).toSorted();
  expect(meanings).toEqual(MEANINGS.filter((meaning) => meaning !== 'reserved').toSorted());
  for (const { does, topic } of [commandsId, commandsEn]) {
    expect(Object.keys(does).toSorted()).toEqual(meanings);
    expect(Object.keys(topic)).toEqual([...TOPICS]);
    expect(new Set(Object.values(does)).size).toBe(meanings.length);
  }
});

test.each(COMMAND_FORMS.flatMap(({ meaning, forms }) => forms.map(({ example }) => [example, meaning])))(
  '%s stands for %s',
  (example, meaning) => {
    expect(meaningsOf(example)).toEqual([meaning]);
  },
);

test.each(COMMAND_FORMS.flatMap(({ meaning, slash }) => (slash === undefined ? [] : [[slash, meaning]])))(
  '/%s stands for %s',
  (slash, meaning) => {
    expect(slashMeaning(slash ?? '', DEFAULT_WORDS)).toBe(meaning);
  },
);

test('an example holds a PIN where its form says so', () => {
  for (const { forms } of COMMAND_FORMS)
    for (const { form, example } of forms)
      expect(/(?<![0-9])1234(?![0-9])/.test(example), form).toBe(/PIN/.test(form));
});
