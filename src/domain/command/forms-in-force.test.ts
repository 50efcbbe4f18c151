import { expect, test } from 'vitest';
import { COMMAND_FORMS, meaningOf } from './forms.ts';
import { formsInForce } from './forms-in-force.ts';
import { wordsWith } from './own-words.ts';
import { parseMessage } from './parse.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

function examples(meaning: string, words: Words): string[] {
  const command = COMMAND_FORMS.find((each) => each.meaning === meaning);
  return command === undefined ? [] : formsInForce(command, words).map(({ example }) => example);
}

test('a word that was taken away or replaced is not printed', () => {
  const words = wordsWith([
    { word: 'T', meaning: undefined },
    { word: 'CEK', meaning: 'prices' },
    { word: 'MUTASI', meaning: undefined },
    { word: 'REK', meaning: undefined },
    { word: 'BUKU', meaning: 'ledger' },
  ]);
  expect(examples('transfer', words)).toEqual(['TD.K0002.50000.1234', 'TD.50000.K0002.1234']);
  expect(examples('status', words)[0]).toBe('STATUS.10234');
  expect(examples('status', words).at(-1)).toBe('STATUS R#TOKO.17/A');
  expect(examples('ledger', words)).toEqual(['BUKU', 'BUKU.15']);
  expect(examples('order', words)[0]).toBe('PLN20.01105691111.1234');
});

test('a form with a code glued to a word is printed while that word has a meaning', () => {
  const glued = 'CEKPLN.524540566523';
  expect(examples('bill', wordsWith([{ word: 'CEK', meaning: 'prices' }]))).toContain(glued);
  expect(examples('bill', wordsWith([{ word: 'CEK', meaning: undefined }]))).not.toContain(glued);
});

test('where no word is left, the one with a slash is printed', () => {
  const words = wordsWith(
    ['STRUK', 'REG', 'DAFTAR', 'DFT', 'REGMLM'].map((word) => ({ word, meaning: undefined })),
  );
  expect(examples('receipt', words)[0]).toBe('/struk 10234');
  expect(examples('register_downline', words)[1]).toBe('/reg*BINTANG CELL*PALU*085641234235*100*1234');
  const typed = (text: string) => parseMessage(text, words);
  for (const example of examples('register_downline', words))
    expect(typed(example)).toEqual(parseMessage(example.replace('/reg', 'REG')));
});

/** One default word of each command that has it first in its forms, gone; or all of its words. */
const TAKEN: [string, Words][] = COMMAND_FORMS.flatMap(({ meaning, words }) => [
  [
    `${meaning} without ${words[0]}`,
    wordsWith(words.slice(0, 1).map((word) => ({ word, meaning: undefined }))),
  ],
  [`${meaning} without any`, wordsWith(words.map((word) => ({ word, meaning: undefined })))],
]);

test.each(TAKEN)('%s: each printed example is read as its command', (_name, words) => {
  for (const command of COMMAND_FORMS)
    for (const { example } of formsInForce(command, words)) {
      const parsed = parseMessage(example, words);
      const read = parsed.kind === 'commands' ? parsed.commands.map(meaningOf) : [];
      expect(new Set(read), example).toEqual(new Set([command.meaning]));
    }
});

test('the default words are printed as they are', () => {
  for (const command of COMMAND_FORMS) expect(formsInForce(command, DEFAULT_WORDS)).toBe(command.forms);
});
