import { describe, expect, test } from 'vitest';
import { rupiah } from '../money.ts';
import {
  type Answers,
  build,
  type Flow,
  isFlow,
  isReadBack,
  nextQuestion,
  PASSED,
  questionsOf,
  readAnswer,
  retailPrices,
  stepBack,
} from './flow.ts';
import { parseMessage } from './parse.ts';
import { printCommand } from './print.ts';

const BPJS = 'RBASRBPJSKSH';

test.each<[Flow, Answers, string]>([
  ['transfer', {}, 'downline'],
  ['transfer', { downline: 'K0002' }, 'amount'],
  ['take_back', { downline: 'K0002', amount: '5000' }, 'nothing'],
  ['downline_on', {}, 'downline'],
  ['downline_off', { downline: 'K0002' }, 'nothing'],
  ['register_downline', { name: 'Rini' }, 'town'],
  ['register_downline', { name: 'Rini', town: PASSED }, 'phone'],
  ['register_downline', { name: 'Rini', town: PASSED, phone: PASSED }, 'first_markup'],
  ['markup', { whom: PASSED }, 'product'],
  ['markup', { whom: PASSED, product: 'S10' }, 'markup'],
  ['bill', {}, 'bill'],
  ['bill', { bill: 'POSTPAIDPLN', customer: '514040400482' }, 'nothing'],
  ['bill', { bill: BPJS, customer: '8888801433177155' }, 'months'],
  ['pay_bill', { bill: BPJS, customer: '8888801433177155', months: '3' }, 'buyer_phone'],
  ['receipt', { order: '10001' }, 'retail_price'],
])('%s after %o asks for %s', (flow, answers, question) => {
  expect(nextQuestion(flow, answers) ?? 'nothing').toBe(question);
  // What has been asked for to the end makes a command, and nothing before.
  expect(build(flow, answers) !== undefined).toBe(question === 'nothing');
});

test.each<[Flow, Answers, string]>([
  ['transfer', { downline: 'K0002', amount: '50000' }, 'TRANSFER.K0002.Rp50000'],
  ['take_back', { downline: 'K0002', amount: '1500' }, 'TARIK.K0002.Rp1500'],
  ['downline_balance', { downline: 'K0002' }, 'SD.K0002'],
  ['downline_on', { downline: 'K0002' }, 'UNBLOK.K0002'],
  ['downline_off', { downline: 'K0002' }, 'BLOK.K0002'],
  [
    'register_downline',
    { name: 'H. Ahmad', town: 'Palu', phone: '085641234235', first_markup: '100' },
    'DAFTAR*H. Ahmad*Palu*085641234235*Rp100',
  ],
  ['register_downline', { name: 'Rini', town: PASSED, phone: PASSED, first_markup: PASSED }, 'DAFTAR*Rini'],
  ['markup', { whom: PASSED, product: PASSED, markup: '0' }, 'MARKUP.0'],
  ['markup', { whom: 'K0002', product: 'S10', markup: '1500' }, 'MARKUP.K0002.S10.Rp1500'],
  ['bill', { bill: 'POSTPAIDPLN', customer: '514040400482' }, 'TAG.POSTPAIDPLN.514040400482'],
  [
    'pay_bill',
    { bill: BPJS, customer: '8888801433177155', months: '3', buyer_phone: '081234567890' },
    `TAG.${BPJS}.8888801433177155.3.081234567890`,
  ],
  ['receipt', { order: '10001', retail_price: '12500' }, 'STRUK.10001.Rp12500'],
  ['receipt', { order: '10001', retail_price: PASSED }, 'STRUK.10001'],
])('%s of %o is what is typed as %s', (flow, answers, line) => {
  const command = build(flow, answers);
  if (command === undefined) throw new Error('no command');
  expect(printCommand(command)).toBe(line);
  expect(isReadBack(command)).toBe(true);
});

test('every flow is one that a command word alone begins', () => {
  const words = ['T', 'TARIK', 'SD', 'UNBLOK', 'BLOK', 'REG', 'MARKUP', 'TAG', 'BAYAR', 'STRUK'];
  const flows = words.map((word) => {
    const parsed = parseMessage(word);
    const [command] = parsed.kind === 'commands' ? parsed.commands : [];
    return command?.kind === 'guided' ? command.flow : word;
  });
  expect(flows.filter((flow) => !isFlow(flow))).toEqual([]);
  for (const flow of ['buy', 'ticket', 'constructor', '']) expect(isFlow(flow)).toBe(false);
});

describe('what is typed as an answer', () => {
  test.each<[Flow, Parameters<typeof readAnswer>[2], string, string]>([
    ['transfer', 'downline', ' k0002 ', 'K0002'],
    ['transfer', 'downline', '+62 812-3456-7890', '081234567890'],
    ['transfer', 'downline', '1234', 'not_person'],
    ['transfer', 'downline', '0811123456 1234', 'pin_behind'],
    ['transfer', 'downline', 'Toko Baru', 'not_person'],
    ['transfer', 'amount', '50000', '50000'],
    ['transfer', 'amount', '50.000', '50000'],
    ['transfer', 'amount', 'Rp 1.500', '1500'],
    ['transfer', 'amount', '٥٠٠٠٠', '50000'],
    ['transfer', 'amount', '1234', 'unclear_amount'],
    ['transfer', 'amount', '736291', 'unclear_amount'],
    ['transfer', 'amount', '0123', 'unclear_amount'],
    ['transfer', 'amount', '5000', 'unclear_amount'],
    ['transfer', 'amount', 'Rp999', 'too_small'],
    ['transfer', 'amount', '1000000001', 'not_amount'],
    ['transfer', 'amount', '-', 'not_amount'],
    ['take_back', 'amount', 'Rp999', '999'],
    ['take_back', 'amount', '0', 'not_amount'],
    ['register_downline', 'name', 'H. Ahmad', 'H. Ahmad'],
    ['register_downline', 'name', 'Toko * Baru', 'not_name'],
    ['register_downline', 'name', 'Toko # Baru', 'not_name'],
    ['register_downline', 'name', 'Rp500 Cell', 'not_name'],
    ['register_downline', 'name', 'Toko 1234', 'not_name'],
    ['register_downline', 'name', 'A', 'not_name'],
    ['register_downline', 'town', 'Palu', 'Palu'],
    ['register_downline', 'town', 'Palu R#1', 'not_name'],
    ['register_downline', 'phone', '0812 3456 7890', '081234567890'],
    ['register_downline', 'phone', '021555666', 'not_phone'],
    ['register_downline', 'phone', '0811123456 1234', 'pin_behind'],
    ['register_downline', 'first_markup', '100', '100'],
    ['register_downline', 'first_markup', 'Rp9999', '9999'],
    ['register_downline', 'first_markup', '10000', 'too_large'],
    ['register_downline', 'first_markup', '0', 'not_amount'],
    ['markup', 'whom', 'K0002', 'K0002'],
    ['markup', 'markup', '0', '0'],
    ['markup', 'markup', '250', '250'],
    ['markup', 'markup', '1500', 'unclear_amount'],
    ['markup', 'markup', 'Rp100001', 'too_large'],
    ['markup', 'product', 'telkomsel 10', 'telkomsel 10'],
    ['markup', 'product', '1234', 'not_product'],
    ['bill', 'bill', 'PLN', 'PLN'],
    ['bill', 'customer', '5140-4040 0482', '514040400482'],
    ['bill', 'customer', '62 812 3456 7890', '081234567890'],
    ['bill', 'customer', '1234', 'not_customer'],
    ['bill', 'customer', '524540566523 1234', 'pin_behind'],
    ['bill', 'customer', '524540566523 PIN 1234', 'pin_behind'],
    ['bill', 'customer', 'Rp1500000', 'not_customer'],
    ['bill', 'customer', '123456789012345678901', 'not_customer'],
    ['bill', 'months', '12', '12'],
    ['bill', 'months', '0', 'not_months'],
    ['bill', 'months', '13', 'not_months'],
    ['bill', 'months', '1.5', 'not_months'],
    ['bill', 'buyer_phone', '08123', 'not_phone'],
    ['bill', 'buyer_phone', '0811123456-1234', 'pin_behind'],
    ['receipt', 'order', '#10001', '10001'],
    ['receipt', 'order', '0812 3456 7890', '081234567890'],
    ['receipt', 'order', '0812345678 1234', 'pin_behind'],
    ['receipt', 'order', '0812345678.1234', 'pin_behind'],
    ['receipt', 'order', '10001-1234', 'pin_behind'],
    ['receipt', 'order', 'yang tadi', 'not_order'],
    ['receipt', 'retail_price', '12.500', '12500'],
    ['receipt', 'retail_price', '7000', '7000'],
    ['receipt', 'retail_price', '736291', 'unclear_amount'],
    ['receipt', 'retail_price', 'mahal', 'not_amount'],
  ])('%s, %s: %s is %s', (flow, at, typed, expected) => {
    const read = readAnswer(flow, at === 'town' ? { name: 'Rini' } : {}, at, typed);
    expect(read.kind === 'answer' ? read.value : read.fault.kind).toBe(expected);
  });

  test('an amount that is taken makes a command that reads back as the same', () => {
    for (const typed of ['10000', '50.000', 'Rp1234', 'Rp736291', '1000000000']) {
      const read = readAnswer('transfer', { downline: 'K0002' }, 'amount', typed);
      if (read.kind !== 'answer') throw new Error(typed);
      const command = build('transfer', { downline: 'K0002', amount: read.value });
      expect(command && isReadBack(command), typed).toBe(true);
    }
  });
});

describe('back', () => {
  test('forgets the answer of the question it goes back to, and those after it', () => {
    const answers = { name: 'Rini', town: 'Palu', phone: PASSED };
    expect(stepBack('register_downline', { at: 'first_markup', answers, given: [] })).toEqual({
      at: 'phone',
      answers: { name: 'Rini', town: 'Palu' },
    });
    expect(stepBack('register_downline', { at: 'town', answers: { name: 'Rini' }, given: [] })).toEqual({
      at: 'name',
      answers: {},
    });
  });

  test('does not ask what the button it began with has answered', () => {
    const given = ['whom'] as const;
    const answers = { whom: 'K0002', product: 'S10' };
    expect(stepBack('markup', { at: 'markup', answers, given })).toEqual({
      at: 'product',
      answers: { whom: 'K0002' },
    });
    expect(stepBack('markup', { at: 'product', answers: { whom: 'K0002' }, given })).toBeUndefined();
  });

  test('passes over what is asked of other bills only', () => {
    expect(questionsOf('bill', { bill: 'POSTPAIDPLN' })).toEqual(['bill', 'customer']);
    const answers = { bill: BPJS, customer: '8888801433177155' };
    expect(stepBack('bill', { at: 'months', answers, given: [] })).toEqual({
      at: 'customer',
      answers: { bill: BPJS },
    });
    expect(stepBack('bill', { at: 'bill', answers: {}, given: [] })).toBeUndefined();
  });
});

test.each([
  [10_550, [12_000, 13_000, 13_500, 16_000]],
  [20_746, [22_000, 23_000, 23_500, 26_000]],
  [10_500, [11_500, 12_500, 13_000, 15_500]],
])('for what cost %d customers are asked for %o', (price, expected) => {
  expect(retailPrices(rupiah(price))).toEqual(expected);
});
