import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMessage } from '../../src/domain/command/intent.ts';
import { DEFAULT_WORDS, isMeaning, type Words, withAlias } from '../../src/domain/command/words.ts';

// What 48 servers have published of their formats, with their own examples: people come from there and type what they know.

type Format = { server: string; intent: string; format: string; example?: string };

const FORMATS: Format[] = readFileSync(new URL('formats.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Words of single servers that mean something else elsewhere, as their operator would set them with `/alias`. */
const ALIASES: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(new URL('aliases.json', import.meta.url), 'utf8'),
);

/** What Konter does not do, and examples that are no more than a sketch; with the reason. */
const NOT_OFFERED: Record<string, string> = {
  'GABUNG.MA001.Asmara Cell.Cipanas Garut': 'strangers register with /start',
  'AUTOREG#DAFTARINSAYA#25': 'strangers register with /start',
  'AUTO MA001': 'a note in a bank transfer, not a message',
  'K.1234.TS.08511111111.500123.BRI.NAMA PENGIRIM':
    'a deposit is a ticket; told as a complaint, a person answers it',
  'UL.PP23450.DP3': 'price levels',
  'UL.P9999.DP2': 'price levels',
  'UL.SP1234.3.1234': 'price levels',
  'SET.ANDIKA.I5.5200.AKTIF.1234': "a downline's price in place of a markup",
  'SH.ANDI CELL.M10.10500.AKTIF.1234': "a downline's price in place of a markup",
  'GH.SBY00366887.S10.10200.4444': "a downline's price in place of a markup",
  'SETBONUS.RS0007.50.1234': 'bonuses',
};

/** Understood otherwise, or not, with their reason. */
const NOT_UNDERSTOOD: Record<string, string> = {
  'REG.ANDIKA.08127765554.50000.50.123': 'a PIN has 4 to 6 digits',
  '10.08123456789.123': 'a PIN has 4 to 6 digits',
  'ZS10.08128899999.8989': 'nobody can know that Z is not part of the code',
  'SIMPATI.1234': 'a word without a command',
  'maxis10.0170000001.123456': 'the same order once more, answered as a repeat',
  'CEKTRX.12345LOKET.01012015': 'the number of a counter looks like that of an order',
};

/** The intent is understood, not every field. */
const PARTLY: Record<string, string> = {
  'DFT.08968XXX.AGANCELL.PROBOLINGGO.GENDING.BULANG.67275.0.100': 'a postcode looks like a PIN',
  'DFT.0852xxx.ADILACELL.BABAT.123456.1234': 'passwords beside PINs are unknown here',
};

const examples = FORMATS.filter(({ intent }) => intent !== 'other' && intent !== 'points').flatMap(
  ({ server, intent, example }) =>
    example === undefined || example === '' ? [] : [{ server, intent, example, typed: typedOf(example) }],
);

/** Where the page shows a placeholder, a number of that kind. */
function typedOf(example: string): string {
  return example
    .replace(/[xX]{3,}/g, (run) => '9'.repeat(run.length))
    .replace(/\bPIN\b(?=[.#]|$)/g, (word, at: number) => (at === 0 ? word : '1234'))
    .replace('pin.Nomer', '1234.081299990000');
}

function wordsOf(server: string): Words {
  const own = Object.entries(ALIASES).find(([name]) => server.startsWith(name))?.[1] ?? {};
  let words = DEFAULT_WORDS;
  for (const [word, meaning] of Object.entries(own)) {
    if (!isMeaning(meaning)) throw new Error(`no such meaning: ${meaning}`);
    for (const step of [undefined, meaning]) {
      const changed = withAlias(words, word, step);
      if (changed.kind === 'refused') throw new Error(`${word}: ${changed.fault}`);
      words = changed.words;
    }
  }
  return words;
}

function misread(words: (server: string) => Words) {
  return examples.filter(
    ({ server, intent, example, typed }) =>
      example in PARTLY || readMessage(typed, words(server)).intent !== intent,
  );
}

const share = (wrong: readonly unknown[], of: readonly unknown[]) => 1 - wrong.length / of.length;

test('with the default words, most of what people know is understood', () => {
  const understood = share(
    misread(() => DEFAULT_WORDS),
    examples,
  );
  process.stdout.write(
    `Understood with the default words: ${(100 * understood).toFixed(1)} % of ${examples.length} examples\n`,
  );
  expect(understood).toBeGreaterThan(0.87);
});

test("with a server's own words added, all that Konter offers is understood, but for what is listed", () => {
  const offered = examples.filter(({ example }) => !(example in NOT_OFFERED));
  const wrong = misread(wordsOf).filter(({ example }) => !(example in NOT_OFFERED));
  expect(wrong.map(({ example }) => example).toSorted()).toEqual(
    [...Object.keys(NOT_UNDERSTOOD), ...Object.keys(PARTLY)].toSorted(),
  );
  const understood = share(wrong, offered);
  process.stdout.write(
    `Understood with the servers' own words: ${(100 * understood).toFixed(1)} % of ${offered.length} examples\n`,
  );
  expect(understood).toBeGreaterThan(0.97);
});

test('what is listed as not offered is not taken for something else', () => {
  const wrong = new Set(misread(wordsOf).map(({ example }) => example));
  for (const example of Object.keys(NOT_OFFERED)) expect(wrong, example).toContain(example);
});

test('nothing is misread as an order or a transfer', () => {
  const moves = /^(order|transfer)/;
  const wrong = FORMATS.flatMap(({ server, intent, example }) => {
    if (example === undefined || moves.test(intent)) return [];
    const read = readMessage(typedOf(example), wordsOf(server));
    return moves.test(read.intent) ? [`${example}: ${read.intent}`] : [];
  });
  expect(wrong).toEqual(['maxis10.0170000001.123456: order']);
});

test('orders and transfers are read with the numbers their format names', () => {
  for (const { server, intent, example, typed } of examples) {
    if (!/^(order|transfer)/.test(intent) || example in NOT_UNDERSTOOD || example in NOT_OFFERED) continue;
    const read = readMessage(typed, wordsOf(server));
    const shown = JSON.stringify(read.fields);
    // Every number of five digits and more stands in what was read, as it was typed.
    for (const [run] of typed.replaceAll('+62', '0').matchAll(/[0-9]{5,}/g))
      expect(shown, typed).toContain(run);
    expect(read.candidates, typed).toEqual([]);
  }
});
