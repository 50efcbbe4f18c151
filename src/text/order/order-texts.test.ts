import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AT_2103,
  delivered,
  everyRefusal,
  everyState,
  FAILURE_REASONS,
  failed,
  held,
  product,
  quote,
  quoted,
  quotedLine,
  request,
  SUNDAY,
  WIB,
  withoutSn,
} from '../../../test/support/samples.ts';
import type { ConfirmVerdict } from '../../app/orders.ts';
import { wordsWith } from '../../domain/command/own-words.ts';
import { LONGEST_MESSAGE, parseMessage } from '../../domain/command/parse.ts';
import { DEFAULT_WORDS } from '../../domain/command/words.ts';
import { ALL_HISTORY } from '../../domain/history.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { dailyReport } from '../../domain/report/daily.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Button, Message } from '../message.ts';
import { orderEn } from './en.ts';
import { orderId } from './id.ts';
import type { OrderTexts } from './texts.ts';

const LANGUAGES = { id: orderId, en: orderEn };
const timeZone = WIB;

const VERDICTS: ConfirmVerdict[] = [
  { kind: 'held' },
  { kind: 'already' },
  { kind: 'expired' },
  { kind: 'cancelled' },
  { kind: 'not_owner' },
  { kind: 'needs_pin' },
  { kind: 'blocked' },
  { kind: 'off_by_upline' },
  { kind: 'paused' },
  { kind: 'closed' },
  { kind: 'price_changed', price: rupiah(21_000) },
  { kind: 'repeat', earlierNumber: 10_001 },
  { kind: 'insufficient', missing: rupiah(750) },
];

function checkButton(button: Button): void {
  expect(button.text).not.toBe('');
  if ('data' in button) {
    const bytes = Buffer.byteLength(button.data);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(64);
  } else {
    expect(button.copy.length).toBeGreaterThan(0);
    expect(button.copy.length).toBeLessThanOrEqual(256);
  }
}

/** What Telegram would refuse, or what would lose its end. */
function checkMessage(message: Message): void {
  expect(() => parseHtml(message.html)).not.toThrow();
  expect(message.html.trim()).not.toBe('');
  expect(message.html.length).toBeLessThanOrEqual(4_096);
  for (const button of (message.buttons ?? []).flat()) checkButton(button);
}

function textOf(message: Message): string {
  return parseHtml(message.html).text;
}

/** Everything these texts can say about an order, with `hostile` wherever something comes from outside. */
function everyMessage(texts: OrderTexts, hostile: string): Message[] {
  const outside = {
    productName: hostile,
    customerName: hostile,
    powerCapacity: hostile,
    msisdn: hostile,
    category: 'pulsa',
  };
  const orders = [
    ...everyState({ ...outside, productCode: hostile, destination: hostile }, hostile, hostile),
    ...everyState({ ...outside, category: 'plnprepaid' }, `1111-2222-3333-4444-5555/${hostile}/R1/900VA/1.5`),
  ];
  const refused = everyRefusal(hostile).map((result) => ({
    request: request({ code: hostile.slice(0, 20), destination: hostile }),
    result,
  }));
  const report = dailyReport(orders, SUNDAY);
  const transaction = {
    supplierRef: hostile,
    refId: undefined,
    productCode: hostile,
    productName: hostile,
    destination: hostile,
    customerName: hostile,
    at: AT_2103,
    status: hostile,
    outcome: { kind: 'pending', supplierRef: hostile } as const,
    travels: [
      {
        travelName: hostile,
        boardingTime: AT_2103,
        boardingLocation: hostile,
        destination: hostile,
        isReturn: false,
        bookingCode: hostile,
        pnr: hostile,
        passengers: [
          { seatName: hostile, name: hostile, gender: hostile, idCardNumber: hostile, price: undefined },
        ],
      },
    ],
  };
  const products = [
    product({ code: hostile, name: hostile, category: hostile }),
    product({ isEnabled: false }),
  ];
  const parsed = parseMessage(hostile.slice(0, LONGEST_MESSAGE));
  const unclear = parsed.kind === 'commands' ? parsed.commands : [];
  return [
    ...orders.map((order) => texts.outcome(order, { timeZone })),
    ...orders.map((order) => texts.cardNow({ orders: [order], timeZone })),
    ...VERDICTS.map((verdict) => {
      const order = quoted(outside);
      return texts.cardNow({ orders: [order], verdicts: new Map([[order.refId, verdict]]), timeZone });
    }),
    texts.cardNow({ orders, timeZone }),
    ...orders
      .filter((order) => order.state === 'quoted')
      .map((order) => texts.quoteCard(quote(quotedLine(order)), timeZone)),
    texts.quoteCard(quote(...orders.map((order) => quotedLine(order, true)), ...refused), timeZone),
    texts.quoteCard(quote(...refused), timeZone),
    ...refused.map((line) => texts.quoteCard(quote(line), timeZone)),
    texts.orderList(orders, hostile, timeZone),
    texts.orderList([], undefined, timeZone),
    texts.noOrder(hostile),
    texts.supplierTransaction(transaction, timeZone),
    texts.recap(report, { today: SUNDAY, timeZone }),
    texts.dailySummary({
      today: report,
      sinceYesterday: report,
      sinceAt: undefined,
      at: new Date('2026-11-15T14:00:00Z'),
      timeZone: 'Asia/Jakarta',
      available: rupiah(1),
    }),
    texts.history({
      place: { ...ALL_HISTORY, filter: { productCode: hostile } },
      orders,
      destination: hostile,
      newer: 5,
      older: 3,
      today: SUNDAY,
      reach: 1_000,
      timeZone,
    }),
    ...orders.map((order) => texts.historyOrder({ place: ALL_HISTORY, order, after: [], timeZone })),
    texts.historyChoice({
      place: { ...ALL_HISTORY, view: { kind: 'destination' } },
      today: SUNDAY,
      products: [],
      destinations: [{ number: 1, destination: hostile }],
    }),
    texts.ledger({
      day: SUNDAY,
      today: SUNDAY,
      mutations: [
        {
          entryId: 1,
          at: AT_2103,
          reason: 'deposit',
          amount: rupiah(5),
          balanceAfter: rupiah(5),
          note: hostile,
          order: undefined,
        },
      ],
      hasMore: true,
      timeZone,
    }),
    texts.categories([{ category: hostile.slice(0, 20) || 'x', count: 3 }]),
    texts.prices({
      query: { kind: 'terms', terms: [hostile] },
      products,
      offset: 0,
      globalMarkup: rupiah(200),
    }),
    texts.prices({
      query: { kind: 'category', category: hostile },
      products: [],
      offset: 0,
      globalMarkup: rupiah(0),
    }),
    ...unclear.flatMap((command) =>
      command.kind === 'not_understood'
        ? [texts.notUnderstood(command, ['PLN20', 'S10'])]
        : command.kind === 'ambiguous'
          ? [texts.ambiguous(command)]
          : [],
    ),
    texts.blocked(),
    texts.repliesOnly(),
    texts.tooLong(),
    texts.tooManyOrders(),
    texts.supplierSilent(),
    texts.dayToCome(),
    texts.summarySetting(21),
    texts.summarySetting(undefined),
    texts.balance({ available: rupiah(79_250), held: rupiah(20_750) }),
  ];
}

describe.each(Object.entries(LANGUAGES))('in %s', (_, texts) => {
  test('every text is HTML that Telegram takes, whatever names and serial numbers hold', () => {
    const hostile = [
      '<b>',
      '</code>',
      '&lt',
      '"><a href="',
      '\n\n<i>',
      '\u202E\u0000',
      '<'.repeat(3_000),
      '"&'.repeat(900),
      'x',
    ];
    for (const each of hostile) for (const message of everyMessage(texts, each)) checkMessage(message);
  });

  test('every text is HTML that Telegram takes, for any text from outside', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '/',
      '.',
      ' ',
      '\n',
      'é',
      '😀',
      '\uD800',
      'b',
      'code',
      '1234',
      '-',
    );
    const hostile = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, (each) => {
        for (const message of everyMessage(texts, each === '' ? '-' : each)) checkMessage(message);
      }),
      { seed: 20_261_115, numRuns: 60 },
    );
  });

  test('each reason to fail, to refuse and not to confirm has words of its own', () => {
    const block = (order: Order) =>
      textOf(texts.outcome(order, { timeZone })).split('\n').slice(1).join('\n');
    const failures = FAILURE_REASONS.map((reason) => block(failed(reason, 'Blokir 7')));
    expect(new Set(failures).size).toBe(FAILURE_REASONS.length);

    const refusals = everyRefusal('Blokir 7')
      .filter((refusal) => refusal.kind !== 'customer_refused')
      .map((result) => textOf(texts.quoteCard(quote({ request: request(), result }), timeZone)));
    expect(new Set(refusals).size).toBe(refusals.length);

    const order = quoted();
    const cards = VERDICTS.filter(
      ({ kind }) => kind !== 'held' && kind !== 'already' && kind !== 'cancelled',
    ).map((verdict) =>
      textOf(texts.cardNow({ orders: [order], verdicts: new Map([[order.refId, verdict]]), timeZone })),
    );
    expect(new Set(cards).size).toBe(cards.length);
    expect(new Set(VERDICTS.map((verdict) => texts.toast.confirmed([verdict]))).size).toBe(VERDICTS.length);
    for (const verdict of VERDICTS) expect(texts.toast.confirmed([verdict]).length).toBeLessThanOrEqual(200);
  });

  test('the first line of an outcome is the one machines read', () => {
    const first = (order: Order) => textOf(texts.outcome(order, { timeZone })).split('\n')[0];
    expect(first(held())).toBe('#10234 PLN20.01105691111 DIPROSES. Saldo 100.000 - 20.750 = 79.250 @21:03');
    expect(first(delivered('0412345'))).toBe(
      '#10234 PLN20.01105691111 SUKSES. SN: 0412345. Saldo 79.250 @21:03',
    );
    expect(first(failed('wrong_destination'))).toBe(
      '#10234 PLN20.01105691111 GAGAL. Nomor tujuan salah. Saldo 79.250 + 20.750 = 100.000 @21:04',
    );
  });

  test('a PLN token is copied with one tap, in groups of four, beside kWh, name and power', () => {
    const message = texts.outcome(delivered(), { timeZone });
    expect(message.html).toContain('<code>1111 2222 3333 4444 5555</code>');
    expect(message.buttons).toEqual([[expect.objectContaining({ copy: '1111 2222 3333 4444 5555' })]]);
    for (const part of ['13.5', 'BAHARRUDIN1', 'R1/2200VA'])
      expect(message.html.split('\n').slice(2).join()).toContain(part);
  });

  test('any other serial number is monospace, too, and one that follows is announced', () => {
    const pulsa = texts.outcome(delivered('R230512.1911.2100F1', { category: 'pulsa' }), { timeZone });
    expect(pulsa.html).toContain('<code>R230512.1911.2100F1</code>');
    const waiting = texts.outcome(withoutSn(), { timeZone });
    expect(waiting.html).not.toContain('<code>');
    expect(textOf(waiting).split('\n').length).toBeGreaterThan(2);
  });

  test('a batch of fifty fits into one message, each order named, before and after', () => {
    const orders = Array.from({ length: 50 }, (_each, i) => ({
      number: 1_234_000 + i,
      refId: `ref-${i}`,
      destination: `0110569${String(i).padStart(4, '0')}`,
      customerName: 'MUHAMMAD BAHARRUDIN SYAH PUTRA',
    }));
    const confirmation = texts.quoteCard(quote(...orders.map((each) => quotedLine(quoted(each)))), timeZone);
    checkMessage(confirmation);
    const settled = texts.cardNow({ orders: orders.map((each) => delivered(undefined, each)), timeZone });
    checkMessage(settled);
    for (const { number, destination } of orders) {
      expect(confirmation.html).toContain(`#${number} PLN20.${destination}`);
      expect(settled.html).toContain(`#${number} PLN20.${destination}`);
    }
  });

  test('lists that are too long say how many lines they leave out', () => {
    const orders = Array.from({ length: 300 }, (_each, i) => delivered('1', { number: i + 1 }));
    const recap = texts.recap(dailyReport(orders, SUNDAY), { today: SUNDAY, timeZone });
    checkMessage(recap);
    const shown = recap.html.match(/ #\d+ /g)?.length ?? 0;
    expect(shown).toBeGreaterThan(40);
    expect(recap.html).toMatch(new RegExp(`${300 - shown}\\D*$`));
  });

  test('what may be a PIN is never repeated in a question', () => {
    for (const [typed, pin] of [
      ['DNOPEN.0817345544.2500.9182.3344', '9182'],
      ['X.123456.2468', '2468'],
      ['DNOPEN.5678.0817345544.9182', '9182'],
    ] as const) {
      const parsed = parseMessage(typed);
      for (const command of parsed.kind === 'commands' ? parsed.commands : []) {
        const message =
          command.kind === 'ambiguous'
            ? texts.ambiguous(command)
            : command.kind === 'not_understood'
              ? texts.notUnderstood(command, [])
              : undefined;
        expect(JSON.stringify(message ?? '')).not.toContain(pin);
      }
    }
    const order = {
      kind: 'order',
      line: 0,
      code: 'DNOPEN',
      destination: '0817345544',
      typedDestination: '0817345544',
      occurrence: 1,
    } as const;
    const question = texts.ambiguous({
      kind: 'ambiguous',
      line: 0,
      ask: 'amount_or_pin',
      readings: [
        { ...order, amount: rupiah(9_182) },
        { ...order, pin: '9182' },
      ],
    });
    expect(JSON.stringify(question)).not.toMatch(/9\.?182/);
    checkMessage(question);
  });
});

test('a code that is a command word as well is offered in a way that orders it', () => {
  const taken = wordsWith([{ word: 'SN', meaning: undefined }]);
  for (const [typed, words] of [
    ['SN.081234567890', taken],
    ['SNN', DEFAULT_WORDS],
  ] as const) {
    const parsed = parseMessage(typed, words);
    const [command] = parsed.kind === 'commands' ? parsed.commands : [];
    if (command?.kind !== 'not_understood') throw new Error('understood');
    const { html } = orderId.notUnderstood(command, ['SN', 'S10'], words);
    expect(html).toContain('<code>BELI.SN.nomor</code>');
    expect(html).not.toContain('<code>SN.nomor</code>');
  }
});
