import { describe, expect, test } from 'vitest';
import { expectReadable } from '../../../test/support/expect-readable.ts';
import type { Alarm } from '../../app/alarms.ts';
import type { QueuedOrder, ReviewCase } from '../../app/orders.ts';
import type { KeptDifference } from '../../app/reconcile-day.ts';
import type { Registration, Reseller } from '../../app/resellers.ts';
import { MOST_EVENTS } from '../../app/review-order.ts';
import type { Day } from '../../domain/day.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Product } from '../../domain/product.ts';
import { DIFFERENCE_KINDS, type DifferenceKind, NO_TALLIES } from '../../domain/reconcile.ts';
import type { Message } from '../message.ts';
import { operatorEn } from './en.ts';
import { operatorId } from './id.ts';
import type { SecondSubject } from './second-texts.ts';
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
  isQuick: false,
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

/** All that may be known of an order, and more of it than fits. */
const ABOUT: ReviewCase = {
  order,
  resellerCode: 'K0001',
  resellerName: HOSTILE,
  review: HOSTILE,
  isInReview: true,
  revisions: 0,
  submittedAt: NOW,
  sentAt: NOW,
  posts: 1,
  looks: 2,
  supplierRef: HOSTILE,
  sn: HOSTILE.repeat(50),
  missing: rupiah(5_000),
  events: Array.from({ length: MOST_EVENTS }, () => ({ at: NOW, kind: HOSTILE, detail: HOSTILE.repeat(20) })),
  earlierEvents: 3,
};

const ALARMS: Alarm[] = [
  { kind: 'cost_differs', number: 1, label: HOSTILE, expected: rupiah(1), booked: rupiah(2) },
  { kind: 'review', about: ABOUT },
  { kind: 'late_delivery', number: 1, label: HOSTILE, resellerCode: 'K0001', price: rupiah(20_746) },
  { kind: 'contradiction', number: 1, label: HOSTILE, state: 'delivered', answer: HOSTILE.repeat(200) },
  { kind: 'other_data', number: 1, label: HOSTILE, supplierRef: HOSTILE },
  { kind: 'misconfigured', code: '4017100', detail: HOSTILE.repeat(200) },
  { kind: 'supplier_balance_low' },
  { kind: 'supplier_down', since: new Date('2026-11-20T14:03:00Z') },
  { kind: 'update_parked', updateId: 1, lane: 'chat:100', attempts: 8, error: HOSTILE },
  { kind: 'pin_locked', resellerCode: 'K0001', name: HOSTILE },
  { kind: 'commission_owed', resellerCode: 'K0001', name: HOSTILE, amount: rupiah(700) },
  {
    kind: 'bank_accounts',
    accounts: [{ bank: HOSTILE, number: HOSTILE, holder: HOSTILE }],
    askerId: 900,
    secondId: 901,
    at: NOW,
  },
  { kind: 'command_word', word: HOSTILE, meaning: 'transfer', operatorId: 900, at: NOW },
  { kind: 'command_word', word: HOSTILE, meaning: undefined, operatorId: 900, at: NOW },
];

const ASKER = { id: 9_007_199_254_740_991, name: HOSTILE };
const SECOND = { id: 901, name: undefined };
const SUBJECTS: SecondSubject[] = [
  { kind: 'deposit', ...who, amount: rupiah(60_000_000), note: HOSTILE, balance: rupiah(1) },
  { kind: 'correction', ...who, amount: rupiah(-60_000_000), note: HOSTILE.repeat(50), balance: rupiah(1) },
  { kind: 'supplier_topup', amount: rupiah(60_000_000), note: HOSTILE, ours: rupiah(-1) },
  { kind: 'limit', from: rupiah(0), to: rupiah(50_000_000) },
  { kind: 'bank_accounts', from: [], to: [{ bank: HOSTILE, number: HOSTILE, holder: HOSTILE }] },
];
const QUEUED: QueuedOrder = { order, resellerCode: 'K0001', review: HOSTILE, isInReview: true };
const SN = { state: 'delivered', sn: HOSTILE } as const;
const REASON = { state: 'failed', reason: HOSTILE } as const;

const many = Array.from({ length: 3_000 }, (_, i) => `PRODUK${i}`);

const DAY = '2026-11-20' as Day;
const BALANCE = {
  theirs: rupiah(2),
  ours: rupiah(1),
  difference: rupiah(1),
  uncertain: rupiah(1),
  hasTopup: false,
  isMoving: true,
};
const SUMMARY = { ours: NO_TALLIES, theirs: NO_TALLIES, rows: 9, balance: BALANCE };

/** As long and hostile as one can be. */
function differenceOf(kind: DifferenceKind): KeptDifference {
  const long = HOSTILE.repeat(20);
  const theirs = {
    supplierRef: long,
    productCode: long,
    destination: long,
    standing: 'open',
    status: long,
    amount: rupiah(1),
  } as const;
  const ours = {
    number: 10_001,
    state: 'reversed',
    productCode: long,
    destination: long,
    cost: rupiah(1),
    supplierRef: long,
  } as const;
  const reference = long;
  return {
    id: 9_007_199_254_740_991,
    day: DAY,
    kind,
    reference,
    ours,
    theirs: Array(9).fill(theirs),
    repair: 'check',
    foundAt: NOW,
    wasAsked: true,
    closedAs: undefined,
  };
}

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
    ['askBlock', texts.askBlock({ ...who, reason: HOSTILE }, TOKEN)],
    ['askUnblock', texts.askUnblock(who, TOKEN)],
    ['blocked', texts.blocked({ ...who, reason: HOSTILE, isTold: true })],
    ['unblocked', texts.unblocked({ ...who, isTold: false })],
    ['alreadyBlocked', texts.alreadyBlocked(who)],
    ['alreadyUnblocked', texts.alreadyUnblocked(who)],
    ...SUBJECTS.flatMap((subject): [string, Message][] => [
      [
        `second waiting ${subject.kind}`,
        texts.second.waiting({ subject, untilLabel: '22:00', isReached: false }, TOKEN),
      ],
      [
        `second question ${subject.kind}`,
        texts.second.question({ subject, asker: ASKER, untilLabel: '22:00' }, TOKEN),
      ],
      [`second rejected ${subject.kind}`, texts.second.rejected({ subject, asker: ASKER, second: SECOND })],
    ]),
    ['second needed', texts.second.needed(texts.askPinReset(who, TOKEN), false)],
    ['second always needed', texts.second.needed(texts.askPinReset(who, TOKEN), true)],
    ['second approved', texts.second.approved(texts.actionExpired(), { asker: ASKER, second: SECOND })],
    ['second limit', texts.second.limit(rupiah(50_000_000), true)],
    ['second no limit', texts.second.limit(rupiah(0), false)],
    ['second askLimit', texts.second.askLimit({ from: rupiah(0), to: rupiah(1) }, TOKEN)],
    ['second limitSet', texts.second.limitSet(rupiah(0))],
    ['second limitNotSet', texts.second.limitNotSet(rupiah(1))],
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
        orders: Array.from({ length: 20 }, () => QUEUED),
        total: 1_000,
        now: NOW,
      }),
    ],
    ['review', texts.review.order({ ...ABOUT, isInReview: false }, ZONE)],
    ['reviews', texts.review.list({ orders: Array.from({ length: 20 }, () => QUEUED), total: 30, now: NOW })],
    ['no reviews', texts.review.list({ orders: [], total: 0, now: NOW })],
    ['no such order', texts.review.noSuchOrder(HOSTILE)],
    ['review usage', texts.review.usage()],
    ['ask delivered', texts.review.ask(ABOUT, SN, TOKEN)],
    ['ask failed', texts.review.ask(ABOUT, REASON, TOKEN)],
    ['declared', texts.review.declared(ABOUT, ZONE)],
    ['stands', texts.review.stands(ABOUT, ZONE)],
    ['insufficient', texts.review.insufficient(ABOUT, rupiah(5_000), ZONE)],
    ['no counter', texts.review.noCounter(ABOUT, ZONE)],
    ['empty queue', texts.queue({ orders: [], total: 0, now: NOW })],
    [
      'klikoo',
      texts.klikoo({ balance: undefined, lastError: { atLabel: '20/11 21:03', what: HOSTILE.repeat(200) } }),
    ],
    [
      'reconcile.summary',
      texts.reconcile.summary({ day: DAY, summary: SUMMARY, open: { counts: { doubled: 9 }, total: 9 } }),
    ],
    ['reconcile.incomplete', texts.reconcile.incomplete({ day: DAY, rows: 50, detail: HOSTILE.repeat(200) })],
    ...DIFFERENCE_KINDS.map((kind): [string, Message] => [
      `reconcile ${kind}`,
      texts.reconcile.differences({
        day: DAY,
        after: 9_007_199_254_740_000,
        shown: Array(5).fill(differenceOf(kind)),
        total: 99,
        hasMore: true,
      }),
    ]),
    [
      'reconcile.noDifferences',
      texts.reconcile.differences({ day: DAY, after: 0, shown: [], total: 0, hasMore: false }),
    ],
    [
      'reconcile.askTopup',
      texts.reconcile.askTopup(
        { amount: rupiah(-5), note: HOSTILE, ours: rupiah(-1), isOpening: false, isLarge: true },
        TOKEN,
      ),
    ],
    [
      'reconcile.topupBooked',
      texts.reconcile.topupBooked({ amount: rupiah(5), note: HOSTILE, ours: rupiah(-1) }),
    ],
    ...ALARMS.map((alarm): [string, Message] => [`alarm ${alarm.kind}`, texts.alarm(alarm, ZONE)]),
  ];
}

test('of an order in review the newest event is not what is cut off', () => {
  const events = [...ABOUT.events.slice(1), { at: NOW, kind: 'newest', detail: '' }];
  for (const { review } of [operatorId, operatorEn])
    expect(review.order({ ...ABOUT, events }, ZONE).html).toContain('newest');
});

describe.each([
  ['id', operatorId],
  ['en', operatorEn],
] as const)('in %s', (_language, texts) => {
  test.each(everything(texts))(
    '%s is HTML that Telegram takes, and what is from outside stays text',
    (_name, message) => expectReadable(message),
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
    const { html } = texts.queue({ orders: [QUEUED], total: 8, now: NOW });
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
