import { expect, test } from 'vitest';
import type { Command, OrderCommand } from './command.ts';
import { parseMessage } from './parse.ts';

function order(command: OrderCommand): string {
  const parts = [`${command.code} > ${command.destination}`];
  if (command.occurrence !== 1) parts.push(`no.${command.occurrence}`);
  if (command.amount !== undefined) parts.push(`Rp${command.amount}`);
  if (command.msisdn !== undefined) parts.push(`hp ${command.msisdn}`);
  if (command.ownReference !== undefined) parts.push(`ref ${command.ownReference}`);
  if (command.pin !== undefined) parts.push(`pin ${command.pin}`);
  return parts.join(', ');
}

function line(command: Command): string {
  if (command.kind === 'order') return order(command);
  if (command.kind === 'ambiguous') return `${command.ask}? ${command.readings.map(order).join(' | ')}`;
  return command.kind === 'not_understood' ? `? ${command.reason}` : command.kind;
}

function read(text: string): string {
  const parsed = parseMessage(text);
  return parsed.kind === 'commands' ? parsed.commands.map(line).join(' + ') : parsed.kind;
}

test.each([
  // Formats published by servers, with their own examples.
  ['PLN20.01105691111.1234', 'PLN20 > 01105691111, pin 1234'],
  ['S10.081276544332.1234', 'S10 > 081276544332, pin 1234'],
  ['maxis10.0170000001.123456', 'MAXIS10 > 0170000001, pin 123456'],
  ['PLN20.540520111111.1234', 'PLN20 > 540520111111, pin 1234'],
  ['S10.0816273615426.1234', 'S10 > 0816273615426, pin 1234'],
  ['TT50.081298956177.12345', 'TT50 > 081298956177, pin 12345'],
  ['AXIS100.081234567890', 'AXIS100 > 081234567890'],
  ['/buy xl10 081234567890', 'XL10 > 081234567890'],
  ['I10S.081512345678.1234', 'I10S > 081512345678, pin 1234'],
  ['TB10.1234.081332123456', 'TB10 > 081332123456, pin 1234'],
  ['PLN20.1234.140123456789', 'PLN20 > 140123456789, pin 1234'],
  // Separators, writings of a number, a code in lower case.
  ['S10 081276544332 1234', 'S10 > 081276544332, pin 1234'],
  ['S10,081276544332;1234', 'S10 > 081276544332, pin 1234'],
  ['S10*081276544332*1234', 'S10 > 081276544332, pin 1234'],
  ['S10#081276544332#1234', 'S10 > 081276544332, pin 1234'],
  ['S10_081276544332_1234', 'S10 > 081276544332, pin 1234'],
  ['s10. 0812-7654-4332 . 1234.', 'S10 > 081276544332, pin 1234'],
  ['S10.+6281276544332.1234', 'S10 > 081276544332, pin 1234'],
  ['S10.+62 812-7654-4332.1234', 'S10 > 081276544332, pin 1234'],
  ['S10.0812 7654 4332.1234', 'S10 > 081276544332, pin 1234'],
  ['PLN20.0110 5691 111.1234', 'PLN20 > 01105691111, pin 1234'],
  ['Ｓ１０．０８１２７６５４４３３２．１２３４', 'S10 > 081276544332, pin 1234'],
  ['S10.٠٨١٢٧٦٥٤٤٣٣٢.1234', 'S10 > 081276544332, pin 1234'],
  ['S10.\u202a081276544332\u202c.1234', 'S10 > 081276544332, pin 1234'],
  ['/beli PLN20.01105691111.1234', 'PLN20 > 01105691111, pin 1234'],
  ['/beli@KonterBot PLN20 01105691111', 'PLN20 > 01105691111'],
  // The same again on the same day, with the counter in each of its places.
  ['S20.2.081323456789.8888', 'S20 > 081323456789, no.2, pin 8888'],
  ['I10.085755008888.2.1234', 'I10 > 085755008888, no.2, pin 1234'],
  ['S10.081234567890.1234.2', 'S10 > 081234567890, no.2, pin 1234'],
  ['S10.085212345678.1234#2', 'S10 > 085212345678, no.2, pin 1234'],
  ['S10.085212345678.1234 #2', 'S10 > 085212345678, no.2, pin 1234'],
  ['S10.08512345672.1234 2', 'S10 > 08512345672, no.2, pin 1234'],
  ['S10.2.081234567890', 'S10 > 081234567890, no.2'],
  ['S10.081234567890.12', 'S10 > 081234567890, no.12'],
  ['MAX5.2.12345678.1234', 'MAX5 > 12345678, no.2, pin 1234'],
  // PLN with the buyer's phone.
  ['PLN20.11023356621.1234.085756412345', 'PLN20 > 11023356621, hp 085756412345, pin 1234'],
  ['PLN20.01115255984.085755008888.1234', 'PLN20 > 01115255984, hp 085755008888, pin 1234'],
  ['PLN20.08123456789.112233445566.1234', 'PLN20 > 112233445566, hp 08123456789, pin 1234'],
  ['LPB20.01234567891.1234.0812345678910', 'LPB20 > 01234567891, hp 0812345678910, pin 1234'],
  ['PLN20.2.11023356621.1234.085756412345', 'PLN20 > 11023356621, no.2, hp 085756412345, pin 1234'],
  // Open amount.
  ['DNOPEN.0817345544.25000.1234', 'DNOPEN > 0817345544, Rp25000, pin 1234'],
  ['DNOPEN.25000.0817345544.1234', 'DNOPEN > 0817345544, Rp25000, pin 1234'],
  ['DNOPEN.2.0817345544.25000.1234', 'DNOPEN > 0817345544, no.2, Rp25000, pin 1234'],
  ['DNOPEN.0817345544.25000.1234.2', 'DNOPEN > 0817345544, no.2, Rp25000, pin 1234'],
  ['DNOPEN.0817345544.1000000', 'DNOPEN > 0817345544, Rp1000000'],
  ['DNOPEN.0817345544.1234.1000000', 'DNOPEN > 0817345544, Rp1000000, pin 1234'],
  ['DNOPEN.0817345544.500.1234', 'DNOPEN > 0817345544, Rp500, pin 1234'],
  ['DNOPEN.0817345544.Rp25000', 'DNOPEN > 0817345544, Rp25000'],
  ['DNOPEN.0817345544.Rp25.500.1234', 'DNOPEN > 0817345544, Rp25500, pin 1234'],
  ['DNOPEN.0817345544.500.000.1234', 'DNOPEN > 0817345544, Rp500000, pin 1234'],
  ['DNOPEN.500.000.0817345544.1234', 'DNOPEN > 0817345544, Rp500000, pin 1234'],
  ['DNOPEN 0817345544 500.000 1234', 'DNOPEN > 0817345544, Rp500000, pin 1234'],
  ['DNOPEN 0817345544 1,000,000 1234', 'DNOPEN > 0817345544, Rp1000000, pin 1234'],
  ['DNOPEN.0817345544.25.000.1234', 'DNOPEN > 0817345544, Rp25000, pin 1234'],
  [
    'PLNOPEN.01105691111.25000.1234.085756412345',
    'PLNOPEN > 01105691111, Rp25000, hp 085756412345, pin 1234',
  ],
  // A face value in place of the code.
  ['10.081234567890.1234', '10 > 081234567890, pin 1234'],
  ['20.01105691111.1234', '20 > 01105691111, pin 1234'],
  ['5.2.081234567890.1234', '5 > 081234567890, no.2, pin 1234'],
  ['10.085212345678.1234#2', '10 > 085212345678, no.2, pin 1234'],
  ['20.32547586861.1234.08122694754', '20 > 32547586861, hp 08122694754, pin 1234'],
  ['100.32016567720.085750007322.1234', '100 > 32016567720, hp 085750007322, pin 1234'],
  ['5.081250007000.10.085210002000.123456', '5 > 081250007000 + 10 > 085210002000, pin 123456'],
  ['10.081234567890,10.081567890123.1234', '10 > 081234567890 + 10 > 081567890123, pin 1234'],
  [
    '10.08156789412.20.02719857884.10.0271123456.1234',
    '10 > 08156789412 + 20 > 02719857884 + 10 > 0271123456, pin 1234',
  ],
  ['10.081234567890.20.01105691111.1234', '10 > 081234567890 + 20 > 01105691111, pin 1234'],
  ['PLN20.2.01105691111.5.081234567890', 'PLN20 > 01105691111, no.2 + 5 > 081234567890'],
  ['S10.081234567890.10.085210002000.1234', 'S10 > 081234567890 + 10 > 085210002000, pin 1234'],
  // A word before the order, the number before what it gets, the PIN first or in the middle.
  ['I.S5.081323337789.1234', 'S5 > 081323337789, pin 1234'],
  ['trx t10.089567890', 'T10 > 089567890'],
  ['ISI 0812345678 50 123456', '50 > 0812345678, pin 123456'],
  ['1234.S10.081276544332', 'S10 > 081276544332, pin 1234'],
  ['1234.10.081276544332', '10 > 081276544332, pin 1234'],
  // The counter before or behind the code, and a letter for it.
  ['5#081234567890#1234', '5 > 081234567890, pin 1234'],
  ['5#2#081234567890#1234', '5 > 081234567890, no.2, pin 1234'],
  ['2#10.081234567890.1234', '10 > 081234567890, no.2, pin 1234'],
  ['2#TB10.1234.081332123456', 'TB10 > 081332123456, no.2, pin 1234'],
  ['S5-2.081234567890.1234', 'S5 > 081234567890, no.2, pin 1234'],
  ['S5.081234567890.X5-2.081903123123', 'S5 > 081234567890 + X5 > 081903123123, no.2'],
  ['I10.085645874500.1234.RO', 'I10 > 085645874500, no.2, pin 1234'],
  ['ISI 085225554 25 123456 a', '25 > 085225554, no.2, pin 123456'],
  // A reference of the reseller's own.
  ['maxis10.0170000001.123456 R#123456', 'MAXIS10 > 0170000001, ref 123456, pin 123456'],
  ['S10.081276544332 r#INV/2026-11/0042', 'S10 > 081276544332, ref INV/2026-11/0042'],
  ['S10.081276544332.1234 r#INV.0042', 'S10 > 081276544332, ref INV.0042, pin 1234'],
  ['S10.081276544332.1234#2 r#INV.0042', 'S10 > 081276544332, no.2, ref INV.0042, pin 1234'],
  ['S10.081276544332.1234.R#a_b-c', 'S10 > 081276544332, ref a_b-c, pin 1234'],
  // Ids of drivers, players and cards.
  ['MAX5000.12345678.1234', 'MAX5000 > 12345678, pin 1234'],
  ['MAX5000.12345678', 'MAX5000 > 12345678'],
  ['MAX5000.12345.1234', 'MAX5000 > 12345, pin 1234'],
  ['MAX.12345.500.1234', 'MAX > 12345, Rp500, pin 1234'],
  ['FF70.ab12cd34.1234', 'FF70 > ab12cd34, pin 1234'],
  ['EMONEY50.6032981234567890.1234', 'EMONEY50 > 6032981234567890, pin 1234'],
  // Several orders.
  ['S5.081234567890,X5.081903123123.1234', 'S5 > 081234567890 + X5 > 081903123123, pin 1234'],
  [
    'S5.081234567890.1234;X10.081876543210.1234',
    'S5 > 081234567890, pin 1234 + X10 > 081876543210, pin 1234',
  ],
  [
    'I10.08575500778888.X10.087753863111.TS10.081233975790.1234',
    'I10 > 08575500778888 + X10 > 087753863111 + TS10 > 081233975790, pin 1234',
  ],
  [
    'SP20.08123456789,F10.0317625555,XR10.0818388888;1234',
    'SP20 > 08123456789 + F10 > 0317625555 + XR10 > 0818388888, pin 1234',
  ],
  ['M.S5.082112345678.I10.085812345678.1234', 'S5 > 082112345678 + I10 > 085812345678, pin 1234'],
  ['MULTI.X10.0877123456789.T20.089612345678', 'X10 > 0877123456789 + T20 > 089612345678'],
  ['S5.081234567890\nPLN20.01105691111', 'S5 > 081234567890 + PLN20 > 01105691111'],
  ['FF70.ab12cd34.S10.081234567890.1234', 'FF70 > ab12cd34 + S10 > 081234567890, pin 1234'],
])('%s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  [
    'DNOPEN.25000.1234.0817345544',
    'amount_or_pin? DNOPEN > 0817345544, Rp25000, pin 1234 | DNOPEN > 0817345544, Rp1234, pin 25000',
  ],
  [
    'DNOPEN.0817345544.25.500.1234',
    'amount_or_repeat? DNOPEN > 0817345544, no.25, Rp500, pin 1234 | DNOPEN > 0817345544, Rp25500, pin 1234',
  ],
  [
    'MAX.12345.25000.1234',
    'destination_or_amount? MAX > 12345, Rp25000, pin 1234 | MAX > 25000, Rp12345, pin 1234',
  ],
  ['MAX.12345678.1000000', 'destination_or_amount? MAX > 12345678, Rp1000000 | MAX > 1000000, Rp12345678'],
  ['MAX.12345.1000000', 'destination_or_amount? MAX > 12345, Rp1000000 | MAX > 1000000, pin 12345'],
  ['MAX.1234.12345678', 'destination_or_amount? MAX > 1234, Rp12345678 | MAX > 12345678, pin 1234'],
  [
    'S10.62 812-7654-4332.1234',
    'destination_or_amount? S10 > 81276544332, no.62, pin 1234 | S10 > 081276544332, pin 1234',
  ],
  // The number could be nine digits and a PIN, or thirteen.
  ['S10.081234567 1234', 'destination_or_amount? S10 > 081234567, pin 1234 | S10 > 0812345671234'],
])('%s has two readings and is asked about', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ['081234567890', '? no_code'],
  ['1234', '? no_code'],
  ['PLN20', '? unknown_word'],
  ['halo bang', '? unknown_word'],
  ['PLN20.1234', '? destination_or_pin'],
  ['MAX.12345.Rp25000', '? destination_or_pin'],
  ['MAX.12345.400', '? destination_or_pin'],
  ['S10.500', '? no_destination'],
  ['S10.081234567890.081345678901.1234', '? two_destinations'],
  ['PLN20.11023356621.11023356622.1234', '? two_destinations'],
  ['S10.081234567890.1234.5678.9012', '? unclear_fields'],
  ['S10.2.3.081234567890.1234', '? unclear_fields'],
  ['S10.0.081234567890.1234', '? unclear_fields'],
  ['S10.081234567890.12345678901234567890123', '? unclear_fields'],
  ['S10.081234567890.1e4', '? unclear_fields'],
  ['DNOPEN.0817345544.-5000.1234', '? unclear_fields'],
  ['DNOPEN.0817345544.0.1234', '? unclear_fields'],
  ['S10.081234567890.RO.1234', '? destination_or_pin'],
  ['S10 0812 7654 4332 1234', '? unclear_fields'],
  ['S5.081234567890.X10.1234', '? destination_or_pin'],
  ['SIMPATI.PLN20.081234567890.1234', '? two_destinations'],
  ['S5.081234567890.X10.081876543210.1234 R#1', '? own_reference'],
  ['S10.081276544332.1234 R#', '? own_reference'],
  // The PIN must not become part of a name that is kept and shown.
  ['S10.081276544332.R#77.1234', '? own_reference'],
  // The number between two destinations: a second order, or the counter or the amount of the first.
  ['20.01105691111.5.081234567890.1234', '? one_or_several'],
  ['S10.081234567890.20.01105691111.1234', '? one_or_several'],
  ['PLN20.01105691111.100.081234567890.1234', '? one_or_several'],
  ['PLNOPEN.01105691111.500.1234.085756412345', '? one_or_several'],
  ['MAX.1000000.4.9.081234567890', '? one_or_several'],
  ['081234567890.10.01105691111.5.1234', '? unclear_fields'],
  ['081234567890.10.01105691111.20', '? unclear_fields'],
  // A face value is an amount already, finds its product by a phone or meter, and is counted with one digit.
  ['10.081234567890.25000.1234', '? unclear_fields'],
  ['10.Rp5000.081234567890', '? unclear_fields'],
  ['10.12345678.1234', '? unclear_fields'],
  ['10.ab12cd34.1234', '? unclear_fields'],
  ['2.10.081234567890.1234', '? unclear_fields'],
  ['12.11.2026', '? unclear_fields'],
  ['5#10#081234567890#1234', '? unclear_fields'],
  ['S10.081276544332.1234 R#a b', '? own_reference'],
  ["S10.081234567890'; drop table orders", '? no_destination'],
  // Cyrillic and Greek letters that look like Latin ones.
  ['С10.081234567890.1234', '? non_ascii'],
  ['S1О.081234567890.1234', '? non_ascii'],
  ['S10.081234567890.Ι234', '? non_ascii'],
  ['M.С10.081234567890.1234', '? non_ascii'],
])('%j is no order: %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test('what was typed as the destination is kept beside what it means', () => {
  const parsed = parseMessage('S10.+62 812-7654-4332.1234');
  expect(parsed).toMatchObject({
    commands: [{ typedDestination: '+62 812-7654-4332', destination: '081276544332', line: 0 }],
  });
});
