import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../app/alarms.ts';
import type { Registration, Reseller } from '../../app/resellers.ts';
import type { Day } from '../../domain/day.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Product } from '../../domain/product.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Message } from '../message.ts';
import { operatorEn } from './en.ts';
import { operatorId } from './id.ts';
import { OPERATOR_TOPICS, type OperatorTexts } from './texts.ts';

/** What a reseller may call himself to make the operator read something else. */
const HOSTILE = '<b>Budi</b> & "co" \u202e\u0000</code><a href="x">';
const TOKEN = 'x'.repeat(22);
const ZONE = 'Asia/Jakarta';
const NOW = new Date('2026-11-20T14:03:00Z');

const who = { code: 'K0001', name: HOSTILE };
const large = { isLarge: true };

const registration: Registration = {
  telegramId: 9_007_199_254_740_991,
  name: HOSTILE,
  town: HOSTILE,
  phone: '081234567890',
  language: 'id',
  state: 'approved',
  decidedBy: 900,
  createdAt: NOW,
  decidedAt: NOW,
};

const reseller: Reseller = {
  id: 1,
  ...who,
  town: HOSTILE,
  phone: undefined,
  language: 'id',
  state: 'blocked',
  hasPin: false,
  summaryHour: undefined,
};

const product: Product = {
  code: 'PLN20',
  name: HOSTILE,
  category: 'plnprepaid',
  cost: rupiah(20_500),
  isOpenAmount: false,
  isEnabled: true,
  isForSale: true,
  markup: undefined,
};

const example = { code: 'PLN20', name: HOSTILE, before: rupiah(20_700), after: rupiah(20_850) };

const order: Order = {
  refId: '00000000-0000-4000-8000-000000000001',
  number: 10_001,
  cardToken: TOKEN,
  line: 0,
  resellerId: 1,
  chatId: 100,
  productCode: 'PLN20',
  productName: HOSTILE,
  category: 'plnprepaid',
  destination: '01105691111',
  msisdn: undefined,
  amount: undefined,
  occurrence: 1,
  cost: rupiah(20_546),
  price: rupiah(20_746),
  customerName: HOSTILE,
  powerCapacity: undefined,
  quotedAt: NOW,
  expiresAt: NOW,
  state: 'needs_review',
  heldAt: new Date('2026-11-20T13:00:30Z'),
  businessDay: '2026-11-20' as Day,
  balanceAfterHold: rupiah(79_254),
  supplierRef: undefined,
  submittedAt: NOW,
};

const ALARMS: Alarm[] = [
  { kind: 'cost_differs', number: 1, label: HOSTILE, expected: rupiah(1), booked: rupiah(2) },
  {
    kind: 'review',
    number: 1,
    label: HOSTILE,
    resellerCode: 'K0001',
    price: rupiah(20_746),
    submittedAt: NOW,
  },
  { kind: 'contradiction', number: 1, label: HOSTILE, state: 'delivered', answer: HOSTILE.repeat(200) },
  { kind: 'other_data', number: 1, label: HOSTILE, supplierRef: HOSTILE },
  { kind: 'misconfigured', code: '4017100', detail: HOSTILE.repeat(200) },
  { kind: 'supplier_balance_low', number: 1, label: HOSTILE },
  { kind: 'update_parked', updateId: 1, lane: 'chat:100', attempts: 8, error: HOSTILE },
  { kind: 'pin_locked', resellerCode: 'K0001', name: HOSTILE },
];

const many = Array.from({ length: 3_000 }, (_, i) => `PRODUK${i}`);

function everything(texts: OperatorTexts): [string, Message][] {
  const money = { ...who, amount: rupiah(25_000_000), balance: rupiah(1_000) };
  const decided = {
    registration,
    code: 'K0001',
    operatorName: HOSTILE,
    byOther: true,
    keypad: 'unreachable',
  } as const;
  return [
    ['welcome', texts.welcome()],
    ['help', texts.help()],
    ...OPERATOR_TOPICS.map((topic): [string, Message] => [`usage ${topic}`, texts.usage(topic)]),
    ['notReseller', texts.notReseller()],
    ['registrationRequest', texts.registrationRequest(registration)],
    ['registrationDecided', texts.registrationDecided(decided)],
    ['unknownReseller', texts.unknownReseller(HOSTILE)],
    ['resellerAdded', texts.resellerAdded({ ...who, telegramId: 2003, isNew: true, keypad: 'sent' })],
    ['resellerKnown', texts.resellerAdded({ ...who, telegramId: 2003, isNew: false, keypad: 'not_needed' })],
    ['reseller', texts.reseller({ reseller, available: rupiah(1), held: rupiah(2), telegramIds: [] })],
    [
      'resellers',
      texts.resellers({
        lines: Array.from({ length: 25 }, () => ({
          ...who,
          available: rupiah(1_000_000),
          isBlocked: true,
          hasPin: false,
        })),
        next: 'K0025',
      }),
    ],
    ['no resellers', texts.resellers({ lines: [], next: undefined })],
    ['askPinReset', texts.askPinReset(who, TOKEN)],
    ['pinReset', texts.pinReset({ ...who, keypad: 'sent' })],
    ['askDeposit', texts.askDeposit({ ...money, ...large, note: HOSTILE }, TOKEN)],
    ['askCorrection', texts.askCorrection({ ...money, ...large, reason: HOSTILE }, TOKEN)],
    [
      'askGlobalMarkup',
      texts.askGlobalMarkup({ from: rupiah(200), to: rupiah(350), example, ...large }, TOKEN),
    ],
    [
      'askProductMarkup',
      texts.askProductMarkup({ from: undefined, to: rupiah(350), example, ...large }, TOKEN),
    ],
    ['deposited', texts.deposited({ ...money, note: HOSTILE, isTold: true })],
    ['corrected', texts.corrected({ ...money, reason: HOSTILE, isTold: false })],
    ['wouldFallBelowZero', texts.wouldFallBelowZero(money)],
    ['globalMarkupSet', texts.globalMarkupSet(rupiah(350))],
    ['productMarkupSet', texts.productMarkupSet(HOSTILE, undefined)],
    ['actionCancelled', texts.actionCancelled()],
    ['actionExpired', texts.actionExpired()],
    ['unknownProduct', texts.unknownProduct(HOSTILE, [HOSTILE])],
    ['product', texts.product(product, rupiah(20_700), rupiah(200))],
    ['globalMarkup', texts.globalMarkup(rupiah(200))],
    ['syncing', texts.syncing()],
    [
      'synced',
      texts.synced({
        listed: 3_000,
        added: many,
        costChanged: many.map((code) => ({ code, name: HOSTILE, from: rupiah(1), to: rupiah(2) })),
        opened: many,
        closed: [HOSTILE],
      }),
    ],
    ['syncFailed', texts.syncFailed(HOSTILE.repeat(200))],
    [
      'queue',
      texts.queue({
        orders: Array.from({ length: 20 }, () => ({ order, resellerCode: 'K0001' })),
        total: 1_000,
        now: NOW,
      }),
    ],
    ['empty queue', texts.queue({ orders: [], total: 0, now: NOW })],
    [
      'klikoo',
      texts.klikoo({ balance: undefined, lastError: { atLabel: '20/11 21:03', what: HOSTILE.repeat(200) } }),
    ],
    ...ALARMS.map((alarm): [string, Message] => [`alarm ${alarm.kind}`, texts.alarm(alarm, ZONE)]),
  ];
}

describe.each([
  ['id', operatorId],
  ['en', operatorEn],
] as const)('in %s', (_language, texts) => {
  test.each(everything(texts))(
    '%s is HTML that Telegram takes, and what is from outside stays text',
    (_name, message) => {
      const { text, entities } = parseHtml(message.html);
      expect(text.trim()).not.toBe('');
      expect(text.length).toBeLessThanOrEqual(4_096);
      expect(entities.map(({ type }) => type)).not.toContain('text_link');
      expect(message.html).not.toContain('\u202e');
      for (const button of message.buttons?.flat() ?? []) {
        if ('data' in button) expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
      }
    },
  );

  test('a question repeats the amount in full, and warns of a large one only', () => {
    const view = { ...who, amount: rupiah(25_000_000), note: '', balance: rupiah(0) };
    const warned = texts.askDeposit({ ...view, isLarge: true }, TOKEN);
    const plain = texts.askDeposit({ ...view, isLarge: false }, TOKEN);
    expect(warned.html).toContain('<b>25.000.000</b>');
    expect(warned.html).toContain('⚠️');
    expect(plain.html).not.toContain('⚠️');
    expect(plain.buttons).toEqual([
      [
        { text: expect.any(String), data: `act:${TOKEN}` },
        { text: expect.any(String), data: `actno:${TOKEN}` },
      ],
    ]);
  });

  test.each([
    [5_000, '+5.000'],
    [-5_000, '-5.000'],
  ])('a correction of %d shows its sign', (amount, shown) => {
    const view = { ...who, amount: rupiah(amount), reason: 'x', balance: rupiah(0), isLarge: false };
    expect(texts.askCorrection(view, TOKEN).html).toContain(`<b>${shown}</b>`);
  });

  test('the queue tells the age in whole minutes and how many are not shown', () => {
    const { html } = texts.queue({ orders: [{ order, resellerCode: 'K0001' }], total: 8, now: NOW });
    expect(html).toMatch(/62 (menit|min)/);
    expect(html).toContain('7');
  });

  test('an alarm about an order says when it was sent, on the clock of the operator', () => {
    const review = ALARMS.find(({ kind }) => kind === 'review');
    if (review === undefined) throw new Error('no alarm');
    expect(texts.alarm(review, ZONE).html).toContain('20/11 21:03');
  });
});

test('a button under a registration names the request it belongs to', () => {
  const [row = []] = operatorId.registrationRequest(registration).buttons ?? [];
  expect(row).toEqual([
    { text: 'Setujui', data: `reg:yes:9007199254740991:${NOW.getTime()}` },
    { text: 'Tolak', data: `reg:no:9007199254740991:${NOW.getTime()}` },
  ]);
});
