import { expect, test } from 'vitest';
import type { Meaning } from './command.ts';
import { addWord, meaningNamed, removeWord, type WordFault, wordsWith } from './own-words.ts';
import { parseMessage } from './parse.ts';
import { DEFAULT_WORDS, MEANINGS, slashMeaning } from './words.ts';

const CODES = new Set(['PLN20', 'S10', 'KWH']);

function kindsOf(text: string, words = DEFAULT_WORDS) {
  const parsed = parseMessage(text, words);
  return parsed.kind === 'commands' ? parsed.commands.map(({ kind }) => kind) : [parsed.kind];
}

test.each<[string, Meaning, WordFault | 'ok']>([
  ['stok', 'prices', 'ok'],
  ['JUAL', 'order', 'ok'],
  ['HARGA', 'prices', 'ok'],
  ['HARGA', 'status', 'taken'],
  ['CEK', 'transfer', 'moves_money'],
  ['CEK', 'prices', 'taken'],
  ['YA', 'no', 'protected'],
  ['BATAL', 'prices', 'protected'],
  ['OKE', 'yes', 'only_yes'],
  ['T', 'take_back', 'moves_money'],
  ['UNBLOK', 'downline_off', 'moves_money'],
  ['TIKET', 'transfer', 'moves_money'],
  ['BAYAR', 'order', 'moves_money'],
  ['BONUS', 'transfer', 'moves_money'],
  ['T', 'transfer', 'ok'],
  ['OPER', 'transfer', 'ok'],
  ['BELI', 'order', 'protected'],
  ['PLN20', 'prices', 'product'],
  ['CEKPLN', 'prices', 'glued'],
  ['20', 'prices', 'bad_word'],
  ['DUA KATA', 'prices', 'bad_word'],
  ['STÓK', 'prices', 'bad_word'],
])('adding %s for %s: %s', (word, meaning, expected) => {
  const change = addWord(DEFAULT_WORDS, word, meaning, CODES);
  expect(change.kind === 'words' ? 'ok' : change.fault).toBe(expected);
  if (change.kind === 'words') expect(change.words.get(word.toUpperCase())).toBe(meaning);
});

test.each<[string, WordFault | 'ok']>([
  ['SAL', 'ok'],
  ['sal', 'ok'],
  ['STRUK', 'last'],
  ['YA', 'protected'],
  ['BATAL', 'protected'],
  ['NIHIL', 'not_there'],
  ['KWH', 'product'],
  ['BONUS', 'ok'],
])('removing %s: %s', (word, expected) => {
  const change = removeWord(DEFAULT_WORDS, word, CODES);
  expect(change.kind === 'words' ? 'ok' : change.fault).toBe(expected);
  if (change.kind === 'words') expect(change.words.has(word.toUpperCase())).toBe(false);
});

test.each(
  MEANINGS.filter((meaning) => !['order', 'yes', 'reserved', 'no'].includes(meaning)).flatMap((meaning) =>
    [...DEFAULT_WORDS].filter(([, each]) => each === meaning).slice(0, 1),
  ),
)(
  '%s, freed and given to what moves money, is refused, and may have its own meaning back',
  (word, meaning) => {
    const freed = wordsWith([{ word, meaning: undefined }]);
    const moves = (name: Meaning) => addWord(freed, word, name, CODES).kind === 'words';
    // What protects a word protects it from this, too.
    if (['BANTUAN', 'BATAL'].includes(word)) return;
    const others: Meaning[] = ['order', 'transfer', 'take_back', 'downline_off', 'yes', 'change_pin'];
    expect(others.filter((other) => other !== meaning && moves(other))).toEqual([]);
    expect(moves(meaning)).toBe(true);
  },
);

test('rows that give a default word another meaning that moves money, or a word for yes, are passed over', () => {
  const words = wordsWith([
    { word: 'T', meaning: 'take_back' },
    { word: 'S', meaning: 'transfer' },
    { word: 'OKE', meaning: 'yes' },
    { word: 'OPER', meaning: 'transfer' },
  ]);
  expect([words.get('T'), words.get('S'), words.get('OKE'), words.get('OPER')]).toEqual([
    'transfer',
    'balance',
    undefined,
    'transfer',
  ]);
});

test('own words come on top of the defaults, and rows that say nothing sensible are passed over', () => {
  const words = wordsWith([
    { word: 'STOK', meaning: 'prices' },
    { word: 'SAL', meaning: undefined },
    { word: 'H', meaning: 'status' },
    { word: 'YA', meaning: 'no' },
    { word: 'a b', meaning: 'prices' },
  ]);
  expect([words.get('STOK'), words.get('SAL'), words.get('H'), words.get('YA'), words.get('A B')]).toEqual([
    'prices',
    undefined,
    'status',
    'yes',
    undefined,
  ]);
});

test('a meaning is named by its own name or by any word for it', () => {
  const words = wordsWith([{ word: 'STOK', meaning: 'prices' }]);
  expect(
    ['prices', 'PRICES', 'H', 'stok', 'price', 'nothing'].map((name) => meaningNamed(name, words)),
  ).toEqual(['prices', 'prices', 'prices', 'prices', 'prices', undefined]);
});

test('a word that was taken away leads to those that are left, and its slash goes on', () => {
  const words = wordsWith([{ word: 'SAL', meaning: undefined }]);
  const parsed = parseMessage('SAL', words);
  expect(parsed).toMatchObject({ commands: [{ kind: 'not_understood', candidates: ['S', 'SALDO', 'CS'] }] });
  expect(kindsOf('SALDO', words)).toEqual(['balance']);
  expect(slashMeaning('sal', words)).toBe('balance');
  const turned = wordsWith([{ word: 'SALDO', meaning: 'prices' }]);
  expect(kindsOf('/saldo', turned)).toEqual(['balance']);
  expect(kindsOf('SALDO', turned)).toEqual(['prices']);
});

const REMOVED = wordsWith(
  ['GP', 'TD', 'CEK', 'BTL', 'TAG', 'BAYAR', 'CEKHP', 'I', 'BONUS'].map((word) => ({
    word,
    meaning: undefined,
  })),
);

test.each<[string, { carriesPin: boolean; text: string; candidates: string[] }]>([
  ['GP.1234.5678', { carriesPin: true, text: 'GP.••••.••••', candidates: ['GPIN', 'G', 'GTP'] }],
  ['gp 5678 1234', { carriesPin: true, text: 'gp •••• ••••', candidates: ['GPIN', 'G', 'GTP'] }],
  [
    'TD.1234.081234567890.50000',
    { carriesPin: true, text: 'TD.••••.081234567890.••••', candidates: ['T', 'TRF', 'TRANSFER'] },
  ],
  ['CEK.081234567890', { carriesPin: false, text: 'CEK.081234567890', candidates: ['STATUS', 'STA'] }],
  ['BTL.10001', { carriesPin: true, text: 'BTL.••••', candidates: ['BATAL'] }],
  [
    'I.S10.081234567890.1234',
    { carriesPin: true, text: 'I.S10.081234567890.••••', candidates: ['BELI', 'BUY', 'ISI'] },
  ],
  ['CEKPLN.514040400482', { carriesPin: false, text: 'CEKPLN.514040400482', candidates: ['INQ', 'TAGIHAN'] }],
  [
    'BAYARPLN.514040400482.1234',
    { carriesPin: true, text: 'BAYARPLN.514040400482.••••', candidates: ['BYR'] },
  ],
  ['CEKHP.1234', { carriesPin: true, text: 'CEKHP.••••', candidates: ['LIST', 'AKUN', 'LP'] }],
])('%s is no purchase where an operator took its word away', (typed, { carriesPin, text, candidates }) => {
  expect(parseMessage(typed, REMOVED)).toEqual({
    kind: 'commands',
    lonePin: undefined,
    batchPin: undefined,
    carriesPin,
    commands: [
      {
        kind: 'not_understood',
        line: 0,
        reason: 'unknown_word',
        about: undefined,
        word: typed.split(/[. ]/)[0]?.toUpperCase(),
        text,
        candidates,
      },
    ],
  });
});

test('no default word, taken away, makes a purchase of what was typed with it', () => {
  for (const word of DEFAULT_WORDS.keys()) {
    const words = wordsWith([{ word, meaning: undefined }]);
    if (words.has(word)) continue;
    for (const typed of [`${word}.1234.5678`, `${word}.081234567890.1234`, `${word.toLowerCase()} 5678`])
      expect(kindsOf(typed, words), typed).toEqual(['not_understood']);
    expect(kindsOf(`BELI.${word}.081234567890.1234`, words), word).toEqual(['order']);
  }
});

test('a word that is left, glued to a code, is read as ever, and one with another meaning by that meaning', () => {
  expect(kindsOf('INQPLN.514040400482', REMOVED)).toEqual(['bill']);
  expect(kindsOf('BYRPLN.514040400482', REMOVED)).toEqual(['pay_bill']);
  const turned = wordsWith([{ word: 'CEK', meaning: 'prices' }]);
  expect(kindsOf('CEK.PLN20', turned)).toEqual(['prices']);
  expect(kindsOf('CEKPLN.514040400482', turned)).toEqual(['bill']);
});
