import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../src/app/alarms.ts';
import type { Thread } from '../../src/app/complaints.ts';
import type { Registration, Reseller } from '../../src/app/resellers.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { parseHtml } from '../../src/sandbox/telegram/html.ts';
import { english } from '../../src/text/en.ts';
import { indonesian } from '../../src/text/id.ts';
import type { Message } from '../../src/text/message.ts';
import type { Texts } from '../../src/text/texts.ts';
import { AT_2103, card, everyState, product, quote, quotedLine, TOKEN, WIB } from '../support/samples.ts';

/** Everything in which a name, note, reason or word from outside can stand. `said`: whatever that is. */
function everyMessageWith(said: string, texts: Texts): Message[] {
  const { account, operator, order } = texts;
  const money = { amount: rupiah(5_000), balance: rupiah(10_000), note: said, reason: said };
  const who = { code: 'K0001', name: said };
  const registration: Registration = {
    telegramId: 1,
    name: said,
    town: said,
    phone: said,
    language: 'id',
    state: 'approved',
    decidedBy: 900,
    createdAt: AT_2103,
    decidedAt: AT_2103,
  };
  const reseller: Reseller = {
    id: 1,
    ...who,
    town: said,
    phone: said,
    language: 'id',
    state: 'active',
    hasPin: true,
    summaryHour: undefined,
    isQuick: false,
  };
  const sold = product({ name: said, category: said });
  const example = { code: 'PLN20', name: said, before: rupiah(1), after: rupiah(2) };
  const chosen = { code: 'PLN20', name: said, price: rupiah(1), isOpenAmount: false };
  const choices = [{ text: said, data: 'g:1:0' }];
  const navigation = { back: 'g:1:b', cancel: 'g:1:x' };
  const alarms: Alarm[] = [
    { kind: 'cost_differs', number: 1, label: said, expected: rupiah(1), booked: rupiah(2) },
    { kind: 'contradiction', number: 1, label: said, state: said, answer: said },
    { kind: 'other_data', number: 1, label: said, supplierRef: said },
    { kind: 'misconfigured', code: said, detail: said },
    { kind: 'update_parked', updateId: 1, lane: said, attempts: 8, error: said },
    { kind: 'pin_locked', resellerCode: 'K0001', name: said },
  ];
  const outside = {
    productName: said,
    customerName: said,
    powerCapacity: said,
    destination: said,
    category: said,
  };
  const orders = everyState(outside, said, said);
  const [first] = orders;
  if (first === undefined) throw new Error('no orders');
  return [
    account.welcome({ ...who, available: rupiah(1), held: rupiah(1) }),
    account.registrationApproved(who),
    account.keypad({ prompt: { kind: 'order', labels: [said, said] }, length: 0, token: TOKEN }),
    account.pinLocked(said),
    account.lockedElsewhere(said),
    account.deposited(money),
    account.corrected(money),
    account.privateOnly(said),
    account.guided.category(choices, navigation),
    account.guided.product({ category: said, page: 1, pages: 2, choices }, navigation),
    account.guided.destination({ ...chosen, expects: 'any', fault: undefined }, navigation),
    account.guided.amount(
      { code: said, name: said, destination: said, min: 1, max: 2, isBad: true },
      navigation,
    ),
    operator.registrationRequest(registration),
    ...[true, false].map((byOther) =>
      operator.registrationDecided({
        registration,
        code: 'K0001',
        operatorName: said,
        byOther,
        keypad: 'sent',
      }),
    ),
    operator.unknownReseller(said),
    operator.resellerAdded({ ...who, telegramId: 1, isNew: true, keypad: 'sent' }),
    operator.reseller({ reseller, available: rupiah(1), held: rupiah(2), telegramIds: [1] }),
    operator.resellers({
      lines: [{ ...who, available: rupiah(1), isBlocked: true, hasPin: false }],
      next: undefined,
    }),
    operator.askPinReset(who, TOKEN),
    operator.pinReset({ ...who, keypad: 'unreachable' }),
    operator.askDeposit({ ...who, ...money, isLarge: true }, TOKEN),
    operator.askCorrection({ ...who, ...money, isLarge: true }, TOKEN),
    operator.askGlobalMarkup({ from: rupiah(1), to: rupiah(2), example, isLarge: true }, TOKEN),
    operator.askProductMarkup({ from: rupiah(1), to: rupiah(2), example, isLarge: true }, TOKEN),
    operator.deposited({ ...who, ...money, isTold: true }),
    operator.corrected({ ...who, ...money, isTold: false }),
    operator.wouldFallBelowZero({ ...who, ...money }),
    operator.productMarkupSet(said, rupiah(1)),
    operator.unknownProduct(said, [said]),
    operator.product(sold, rupiah(1), rupiah(2)),
    operator.synced({
      listed: 1,
      added: [said],
      costChanged: [{ code: said, name: said, from: rupiah(1), to: rupiah(2) }],
      opened: [said],
      closed: [said],
    }),
    operator.syncFailed(said),
    operator.klikoo({ balance: undefined, lastError: { atLabel: said, what: said } }),
    ...alarms.map((alarm) => operator.alarm(alarm, WIB)),
    ...orders.map((each) => order.outcome(each, { timeZone: WIB })),
    ...orders.map((each) => order.cardNow({ orders: [each], timeZone: WIB })),
    order.quoteCard({ ...quote(quotedLine(first)), card: card() }, WIB),
    order.noOrder(said),
    order.orderList(orders, said, WIB),
    order.categories([{ category: said, count: 1 }]),
    ...supportWith(said, texts, orders),
    ...menuWith(said, texts, first),
    texts.words.unknownMeaning(said),
    texts.words.refused(said, 'bad_word', undefined),
  ];
}

/** Complaints in which everybody writes it. */
function supportWith(said: string, { support }: Texts, orders: readonly Order[]): Message[] {
  const message = {
    key: '1:1',
    author: 'reseller',
    authorId: 1,
    kind: 'said',
    text: said,
    at: AT_2103,
  } as const;
  const complaint = {
    id: 12,
    resellerId: 1,
    telegramId: 1,
    orderNumber: 10234,
    state: 'open',
    createdAt: AT_2103,
    openedAt: AT_2103,
    closedAt: undefined,
  } as const;
  const messages = Array.from({ length: 6 }, () => message);
  const thread: Thread = { complaint, resellerCode: 'K0001', resellerName: said, messages, earlier: 3 };
  const [first] = orders;
  return [
    support.choose({ open: [thread], orders: orders.slice(0, 5), timeZone: WIB }),
    support.askText(12, first),
    support.askOrder(12, orders.slice(0, 5), WIB),
    support.draft({ id: 12, text: said, orderHtml: '' }),
    support.tooMany([thread, thread, thread]),
    ...orders.flatMap((order) => [
      support.toReseller({ thread, order, timeZone: WIB }),
      support.toOperator({ thread, order, timeZone: WIB }),
    ]),
    support.told('told', 12, said),
    support.list([thread], 20, WIB),
  ];
}

/** The menu and favourites, with it for a name. */
function menuWith(said: string, { menu }: Texts, earlier: Order): Message[] {
  const favourite = { id: 7, name: said, destination: said, productCode: 'PLN20' };
  const products = [{ code: 'PLN20', name: said, price: rupiah(1), isOpenAmount: false }];
  return [
    menu.root({ name: said, code: 'K0001', available: rupiah(1), held: rupiah(2) }),
    menu.found(said, products),
    menu.found(said, []),
    menu.askRepeat({ earlier, occurrence: 2, timeZone: WIB, data: 'again:1:2' }),
    menu.favourites({ shown: [favourite], page: 1, pages: 3, total: 20 }),
    menu.favourite({ favourite, products, page: 1, pages: 3 }),
    menu.askName({ destination: said, now: said, isBad: true, cancel: 'fav:cancel' }),
    menu.named(favourite),
    menu.askRemove(favourite),
    menu.removed(said),
  ];
}

const TAGS = /<\/?(?:b|i|u|s|code|pre|blockquote|tg-spoiler)>/g;

/** The tags of a message: what of it is ours to decide. */
const tagsOf = ({ html }: Message) => (html.match(TAGS) ?? []).join('');

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        '</b>',
        '<b>',
        '</code>',
        '<a href="tg://x">',
        '&lt;',
        '&#60;',
        '&amp',
        '<!--',
        '`',
        '*',
        '_',
        '[',
        '](',
        '\n',
        '\u202e',
        '\u0000',
        '\ud800',
        '😀',
        'x',
        '1234',
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) => all.join('')),
  fc.constantFrom(
    '<b>x</b>',
    '<a href="https://e.example">SN</a>',
    '</code><pre>',
    '*x* _y_ `z` [a](http://e.example)',
    '<tg-spoiler>',
    '"><script>',
    '@admin /deposit K0001',
  ),
);

describe.each([
  ['Indonesian', indonesian],
  ['English', english],
] as const)('%s', (_, texts) => {
  const plain = everyMessageWith('Budi', texts).map(tagsOf);

  test('F49: whatever a name, note, reason or serial number holds, a message has the tags it has for Budi, and Telegram reads it', () => {
    fc.assert(
      fc.property(hostile, (said) => {
        // What cannot be seen may be left out, and its place with it.
        fc.pre(/[^\p{C}\s]/u.test(said));
        for (const [index, message] of everyMessageWith(said, texts).entries()) {
          expect(tagsOf(message)).toBe(plain[index]);
          expect(message.html.replace(TAGS, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
          const { text, entities } = parseHtml(message.html);
          expect(text.length).toBeLessThanOrEqual(4_096);
          expect(entities.map(({ type }) => type)).not.toContain('text_link');
          expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
          for (const button of message.buttons?.flat() ?? []) {
            expect(button.text).not.toBe('');
            if ('data' in button) expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
          }
        }
      }),
      { numRuns: 60, seed: 49 },
    );
  });

  test('F49: nor does it, however long it is', () => {
    for (const said of [
      '<'.repeat(5_000),
      '&'.repeat(5_000),
      '😀'.repeat(3_000),
      'x'.repeat(100_000),
      '</b>'.repeat(2_000),
    ]) {
      for (const message of everyMessageWith(said, texts)) {
        const { text } = parseHtml(message.html);
        expect(text.length).toBeLessThanOrEqual(4_096);
        expect(message.html.replace(TAGS, '')).not.toMatch(/[<>]/);
      }
    }
  });
});
