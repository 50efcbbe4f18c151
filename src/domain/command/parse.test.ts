import { describe, expect, test } from 'vitest';
import type { Commands } from './command.ts';
import { parseMessage } from './parse.ts';
import { containsPinLike } from './pin-like.ts';
import { DEFAULT_WORDS } from './words.ts';

function read(text: string, words = DEFAULT_WORDS): Commands {
  const parsed = parseMessage(text, words);
  if (parsed.kind !== 'commands') throw new Error(parsed.kind);
  return parsed;
}

const today = { kind: 'days_ago', days: 0 };

describe('commands', () => {
  test.each([
    ['S', { kind: 'balance' }],
    ['sal', { kind: 'balance' }],
    ['SALDO', { kind: 'balance' }],
    ['S.1234', { kind: 'balance', pin: '1234' }],
    ['Sal.2627', { kind: 'balance', pin: '2627' }],
    ['CS.1234', { kind: 'balance', pin: '1234' }],
    ['/saldo', { kind: 'balance' }],
    ['/saldo@KonterBot', { kind: 'balance' }],
    ['/sal', { kind: 'balance' }],
    ['H', { kind: 'prices', terms: [] }],
    ['H.PLN', { kind: 'prices', terms: ['PLN'] }],
    ['H.S10,IM10', { kind: 'prices', terms: ['S10', 'IM10'] }],
    ['H.sj10.IM10.xl10.1234', { kind: 'prices', terms: ['sj10', 'IM10', 'xl10'], pin: '1234' }],
    ['CH.SN.123456', { kind: 'prices', terms: ['SN'], pin: '123456' }],
    ['H.1234.S', { kind: 'prices', terms: ['S'], pin: '1234' }],
    ['HARGA.SIMPATI.1234', { kind: 'prices', terms: ['SIMPATI'], pin: '1234' }],
    ['H.0812', { kind: 'prices', terms: [], pin: '0812' }],
    ['/harga paket data', { kind: 'prices', terms: ['paket', 'data'] }],
    ['CEK.14429004', { kind: 'status', query: '14429004' }],
    ['/cek 14429004', { kind: 'status', query: '14429004' }],
    ['CEK.10234', { kind: 'status', query: '10234' }],
    ['CEK #10234', { kind: 'status', query: '10234' }],
    ['CEK#10234', { kind: 'status', query: '10234' }],
    ['CEK.081234567890', { kind: 'status', query: '081234567890' }],
    ['CEK.+6281234567890', { kind: 'status', query: '081234567890' }],
    ['CEK 0812 3456 7890', { kind: 'status', query: '081234567890' }],
    ['CEK +62 812-3456-7890', { kind: 'status', query: '081234567890' }],
    ['CEK.0812345.1234', { kind: 'status', query: '0812345', pin: '1234' }],
    ['STA.085755008888.1234', { kind: 'status', query: '085755008888', pin: '1234' }],
    ['CEK.10234.1234', { kind: 'status', query: '10234', pin: '1234' }],
    ['CEK.01105691111', { kind: 'status', query: '01105691111' }],
    [
      'CEK.6d654219-d9b7-4e1a-8b51-99a5cafb11cb',
      { kind: 'status', query: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb' },
    ],
    ['CEK', { kind: 'guided', flow: 'status' }],
    ['/status', { kind: 'guided', flow: 'status' }],
    ['LAP', { kind: 'recap', day: today }],
    ['/rekap', { kind: 'recap', day: today }],
    ['LAP.15', { kind: 'recap', day: { kind: 'day_of_month', dayOfMonth: 15 } }],
    ['LAP.2', { kind: 'recap', day: { kind: 'day_of_month', dayOfMonth: 2 } }],
    ['LAP.-2', { kind: 'recap', day: { kind: 'days_ago', days: 2 } }],
    ['LAP.\u22122', { kind: 'recap', day: { kind: 'days_ago', days: 2 } }],
    ['LAP.1511', { kind: 'recap', day: { kind: 'day_and_month', dayOfMonth: 15, month: 11 } }],
    ['LAP.151126', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' } }],
    ['LAP.15/11/2026', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' } }],
    ['LAP.121013.1234', { kind: 'recap', day: { kind: 'date', day: '2013-10-12' }, pin: '1234' }],
    ['R.09042018.1234', { kind: 'recap', day: { kind: 'date', day: '2018-04-09' }, pin: '1234' }],
    ['RKP.18/08/10.1234', { kind: 'recap', day: { kind: 'date', day: '2010-08-18' }, pin: '1234' }],
    ['LAP.1234.250511', { kind: 'recap', day: { kind: 'date', day: '2011-05-25' }, pin: '1234' }],
    ['LAP.0.1234', { kind: 'recap', day: today, pin: '1234' }],
    ['R.1234', { kind: 'recap', day: today, pin: '1234' }],
    [
      'LAP.1511.1212',
      { kind: 'recap', day: { kind: 'day_and_month', dayOfMonth: 15, month: 11 }, pin: '1212' },
    ],
    ['REK', { kind: 'ledger', day: today }],
    ['REK.18', { kind: 'ledger', day: { kind: 'day_of_month', dayOfMonth: 18 } }],
    ['REK.01-01-13.1234', { kind: 'ledger', day: { kind: 'date', day: '2013-01-01' }, pin: '1234' }],
    ['/mutasi 18', { kind: 'ledger', day: { kind: 'day_of_month', dayOfMonth: 18 } }],
    ['RIWAYAT', { kind: 'history' }],
    ['/riwayat', { kind: 'history' }],
    ['RIWAYAT.1511', { kind: 'history', pin: '1511' }],
    ['RIWAYAT.15.1234', { kind: 'history', day: { kind: 'day_of_month', dayOfMonth: 15 }, pin: '1234' }],
    ['RIWAYAT.PLN20', { kind: 'history', query: 'PLN20' }],
    ['RIWAYAT.+6281234567890', { kind: 'history', query: '081234567890' }],
    ['GP', { kind: 'change_pin' }],
    ['/pin', { kind: 'change_pin' }],
    ['GP.5555', { kind: 'change_pin', first: '5555' }],
    ['GP.765432.123456', { kind: 'change_pin', first: '765432', second: '123456' }],
    ['G.8888.12345', { kind: 'change_pin', first: '8888', second: '12345' }],
    ['Gpin.1234.4444.4444', { kind: 'change_pin', first: '1234', second: '4444' }],
    ['GPIN.4444.4444.1234', { kind: 'change_pin', first: '4444', second: '1234' }],
    ['FORMAT', { kind: 'help' }],
    ['/bantuan', { kind: 'help' }],
    ['CENTER', { kind: 'help' }],
    ['FORMAT.1234', { kind: 'help', pin: '1234' }],
    ['BANTUAN cek status', { kind: 'help', topic: 'cek status' }],
    ['YA', { kind: 'yes' }],
    ['ya.', { kind: 'yes' }],
    ['Y', { kind: 'yes' }],
    ['YA 1234', { kind: 'yes', pin: '1234' }],
    ['TIDAK', { kind: 'no' }],
    ['batal', { kind: 'no' }],
    ['/beli', { kind: 'guided', flow: 'buy' }],
    ['beli', { kind: 'guided', flow: 'buy' }],
    ['/beli pln20', { kind: 'guided', flow: 'buy', code: 'PLN20' }],
  ])('%j', (text, command) => {
    expect(read(text).commands).toEqual([{ line: 0, ...command }]);
  });

  test.each([
    ['S.DR0005', 'bad_arguments'],
    ['S.LU12345.1234', 'bad_arguments'],
    ['S.1234.5678', 'bad_arguments'],
    ['CEK.31.081250007000.123456', 'bad_arguments'],
    ['CEK.08123456 78 1234', 'bad_arguments'],
    ['LAP.32', 'bad_day'],
    ['LAP.15.11.2026', 'bad_day'],
    ['R.21-03-2012.21-03-2012.1234', 'bad_day'],
    ['LAP.besok', 'bad_day'],
    ['GP.abc', 'bad_arguments'],
    ['GP.1111.2222.3333', 'bad_arguments'],
    ['GP.081234567890.1234', 'bad_arguments'],
    ['YA PLN20', 'bad_arguments'],
    ['BATAL.081234567890', 'bad_arguments'],
    ['H.S.1234.X', 'bad_arguments'],
    ['/deposit K0001 100.000', 'unknown_slash'],
    ['/start', 'unknown_slash'],
    ['/tiket 500000', 'unknown_slash'],
    ['K. T10 ke 085358205020 belum MASUK', 'reserved_word'],
    ['REG*ARDY*ACEH*085358205020*100*1234', 'reserved_word'],
    ['SД', 'non_ascii'],
    ['🙏', 'non_ascii'],
  ])('%j is not understood: %s', (text, reason) => {
    expect(read(text).commands).toMatchObject([{ kind: 'not_understood', reason }]);
  });
});

describe('help that fits', () => {
  test.each([
    ['SADLO', ['SALDO', 'SAL']],
    ['/slado', ['SALDO']],
    ['RIWAYT', ['RIWAYAT']],
    ['qwerty', []],
  ])('%s may have meant %j', (text, candidates) => {
    expect(read(text).commands).toMatchObject([{ candidates: expect.arrayContaining(candidates) }]);
  });

  test('an unknown word is handed on, to be looked up among the products', () => {
    expect(read('pln200').commands).toMatchObject([{ reason: 'unknown_word', word: 'PLN200' }]);
  });

  test('wrong arguments name the command they were meant for', () => {
    expect(read('LAP.32').commands).toMatchObject([{ about: 'recap', candidates: [] }]);
  });

  test('prose over several lines is answered once', () => {
    expect(read('halo bang\nsaya mau tanya\nharganya berapa').commands).toHaveLength(1);
  });

  test('a line beside others that are understood is answered, too, and says which one it was', () => {
    const { commands } = read('tolong bang\n\nS10.081234567890');
    expect(commands).toMatchObject([
      { kind: 'not_understood', line: 0 },
      { kind: 'order', line: 2 },
    ]);
  });
});

describe('the PIN', () => {
  test('an order line that is not understood as a whole gives no order', () => {
    expect(read('S10.081234567890.XX.1234').commands).toMatchObject([{ kind: 'not_understood' }]);
  });

  test.each([
    ['halo pin saya 1234', 'halo pin saya ••••'],
    ['S1234', '••••'],
    ['PIN:123456!', 'PIN:••••!'],
    ['K.1234.0857111111.TRX BELUM MASUK', 'K.••••.0857111111.TRX BELUM MASUK'],
    ['١٢٣٤ apa', '•••• apa'],
  ])('is masked in %j', (typed, shown) => {
    const { commands, carriesPin } = read(typed);
    expect(commands).toMatchObject([{ kind: 'not_understood', text: expect.stringContaining(shown) }]);
    expect(JSON.stringify(commands)).not.toMatch(/1234/);
    expect(carriesPin).toBe(true);
  });

  test.each([
    ['S.1234', true],
    ['GP', false],
    ['GP.1234.5678', true],
    ['S10.081234567890', false],
    ['S10.081234567890.1234', true],
    ['MAX.12345.25000.1234', true],
    ['halo', false],
    ['halo\nS10.081234567890\nini 1234', true],
    ['1234', true],
    ['CEK.10234', false],
    ['LAP.1511', false],
  ])('%j carries one: %s', (text, expected) => {
    expect(read(text).carriesPin).toBe(expected);
  });

  test.each([
    ['1234', true],
    ['PIN1234', true],
    ['nomor 081234567890 belum masuk', false],
    ['jam 16:09', false],
    ['123 1234567', false],
    ['１２３４５', true],
    ['12\u200b34', true],
  ])('something in %j looks like one: %s', (text, expected) => {
    expect(containsPinLike(text)).toBe(expected);
  });
});

describe('a message', () => {
  test.each(['', ' \n ', '. . .', '\u200b', '\ufeff\n\u202e'])('with nothing in it (%j) is empty', (text) => {
    expect(parseMessage(text)).toEqual({ kind: 'empty' });
  });

  test('of 2,000 characters is read, of one more refused', () => {
    expect(parseMessage('x'.repeat(2_000)).kind).toBe('commands');
    expect(parseMessage('x'.repeat(2_001)).kind).toBe('too_long');
  });

  test('is read with the words it is given', () => {
    const words = new Map([...DEFAULT_WORDS, ['DUIT', 'balance' as const]]);
    expect(read('duit', words).commands).toMatchObject([{ kind: 'balance' }]);
    expect(read('/duit', words).commands).toMatchObject([{ kind: 'balance' }]);
    expect(read('duit').commands).toMatchObject([{ kind: 'not_understood' }]);
  });
});
