import type { QueuedOrder, ReviewCase } from '../../app/orders.ts';
import type { Rupiah } from '../../domain/money.ts';
import { type Order, orderLabel } from '../../domain/order/order.ts';
import { bold, code, escapeLine, fit, formatMoment, lines } from '../format.ts';
import { type Button, formatRupiah, type Message } from '../message.ts';
import { ageMinutes, yesNo } from './layout.ts';

/** What an operator is about to say became of an order. */
export type DeclaredAs = { state: 'delivered'; sn: string } | { state: 'failed'; reason: string };

/** Orders that a person must decide about. */
export interface ReviewTexts {
  /** All that is known of an order, with the buttons that fit it. */
  order(about: ReviewCase, timeZone: string): Message;
  /** What an operator is told when an order comes into review. */
  alarm(about: ReviewCase, timeZone: string): Message;
  list(view: { orders: readonly QueuedOrder[]; total: number; now: Date }): Message;
  noSuchOrder(typed: string): Message;
  usage(): Message;
  ask(about: ReviewCase, as: DeclaredAs, token: string): Message;
  declared(about: ReviewCase, timeZone: string): Message;
  /** Nothing was changed: the truth came first, or another operator. */
  stands(about: ReviewCase, timeZone: string): Message;
  insufficient(about: ReviewCase, missing: Rupiah, timeZone: string): Message;
  noCounter(about: ReviewCase, timeZone: string): Message;
  /** Above the chat, after [Cek ulang]. */
  toasts: { asked: string; notNow: string };
}

/** The sentences of one language, plain text but where `html` says so. */
export type ReviewWords = {
  state: Readonly<Record<Order['state'], string>>;
  /** Why it is in review, by the word that is stored. */
  reason: Readonly<Record<string, string>>;
  unknownReason: string;
  event: Readonly<Record<string, string>>;
  title: string;
  alarmTitle: string;
  product(name: string, destination: string): string;
  standing(state: string): string;
  why(reason: string): string;
  money(price: string, cost: string): string;
  held: string;
  sent(times: number, first: string, last: string): string;
  neverSent: string;
  absent(times: number): string;
  supplierRef: string;
  sn: string;
  missing(amount: string): string;
  failure(text: string): string;
  events: string;
  earlier(count: number): string;
  notInReview: string;
  check: string;
  declareDelivered: string;
  declareFailed: string;
  queue: string;
  queueEmpty: string;
  minutes(count: number): string;
  more(count: number): string;
  noSuchOrder(typed: string): string;
  /** HTML. */
  usageHtml: string;
  askDelivered: string;
  askFailed: string;
  /** What money does on [Ya]. */
  effect: Readonly<Record<Effect, (price: string, cost: string) => string>>;
  note(reason: string): string;
  expires: string;
  yes: string;
  no: string;
  declared: string;
  stands: string;
  insufficient(missing: string): string;
  noCounter: string;
  asked: string;
  notNow: string;
};

type Effect = 'capture' | 'release' | 'take_again' | 'give_back' | 'keep' | 'write_off';

const LONGEST_LABEL = 80;
const LONGEST_DETAIL = 200;
/** A dozen of them fit beside all else: what is cut off a message is its end, where the newest stand. */
const LONGEST_EVENT = 120;
/** As many buttons as a list is read with. */
const MOST_BUTTONS = 12;

const CHECK = 'check';
const SHOW = 'show';
/** What buttons under an order in review carry after their prefix; the numbers mean something to operators only. */
export type ReviewButton = typeof CHECK | typeof SHOW | 'delivered' | 'failed';
const PREFIX = 'rev';

function data(button: ReviewButton, number: number): string {
  return `${PREFIX}:${button}:${number}`;
}

/** Of an answer kept as it came, what says how the order stands there: the rest is known from the order itself. */
const TELLING = /"(response_code|status|transaction_status|reason|sn)":\s*"?([^",}]+)/g;

function gist(detail: string): string {
  if (!detail.includes('{"')) return detail;
  const said = [...detail.matchAll(TELLING)].map(([, name, value]) => `${name} ${value}`);
  return said.length === 0 ? detail : said.join(', ');
}

function effectOf({ order }: ReviewCase, as: DeclaredAs): Effect {
  const wasTaken = order.state === 'delivered';
  if (order.state === 'needs_review') return as.state === 'delivered' ? 'capture' : 'release';
  if (as.state === 'delivered') return wasTaken ? 'keep' : 'take_again';
  return wasTaken ? 'give_back' : 'write_off';
}

export function createReviewTexts(words: ReviewWords): ReviewTexts {
  function head({ order, resellerCode, resellerName }: ReviewCase): string {
    const who = escapeLine(`${resellerCode} ${resellerName}`, LONGEST_LABEL);
    return `${bold(`#${order.number} ${escapeLine(orderLabel(order), LONGEST_LABEL)}`)} ${who}`;
  }

  function why(about: ReviewCase): string | undefined {
    if (!about.isInReview) return undefined;
    const word = about.review ?? '';
    const known = Object.hasOwn(words.reason, word) ? words.reason[word] : undefined;
    return words.why(known ?? (word === '' ? words.unknownReason : escapeLine(word, LONGEST_LABEL)));
  }

  function facts(about: ReviewCase, timeZone: string): (string | undefined)[] {
    const { order, submittedAt, sentAt } = about;
    const isHeld = order.state === 'needs_review' || order.state === 'submitted' || order.state === 'held';
    const moment = (at: Date) => formatMoment(at, timeZone);
    const failure = 'failure' in order ? order.failure.text : '';
    return [
      words.product(
        escapeLine(order.productName, LONGEST_LABEL),
        code(escapeLine(order.destination, LONGEST_LABEL)),
      ),
      words.standing(words.state[order.state]),
      why(about),
      failure === '' ? undefined : words.failure(escapeLine(failure, LONGEST_DETAIL)),
      `${words.money(formatRupiah(order.price), formatRupiah(order.cost))}${isHeld ? words.held : ''}`,
      about.isInReview && about.missing > 0 ? words.missing(formatRupiah(about.missing)) : undefined,
      submittedAt === undefined
        ? words.neverSent
        : words.sent(about.posts, moment(submittedAt), moment(sentAt ?? submittedAt)),
      about.looks > 0 ? words.absent(about.looks) : undefined,
      about.supplierRef === undefined
        ? undefined
        : `${words.supplierRef}: ${code(escapeLine(about.supplierRef, LONGEST_LABEL))}`,
      about.sn === undefined ? undefined : `${words.sn}: ${code(escapeLine(about.sn, LONGEST_DETAIL))}`,
    ];
  }

  function eventLines(about: ReviewCase, timeZone: string): string[] {
    return about.events.map(({ at, kind, detail }) => {
      const known = Object.hasOwn(words.event, kind) ? words.event[kind] : undefined;
      const what = known ?? escapeLine(kind, 40);
      const said = detail === '' ? '' : `: ${escapeLine(gist(detail), LONGEST_EVENT)}`;
      return `${formatMoment(at, timeZone)} ${what}${said}`;
    });
  }

  function buttons({ order, isInReview }: ReviewCase): Button[][] {
    const { number } = order;
    return [
      [{ text: words.check, data: data(CHECK, number) }],
      ...(isInReview
        ? [
            [
              { text: words.declareDelivered, data: data('delivered', number) },
              { text: words.declareFailed, data: data('failed', number) },
            ],
          ]
        : []),
    ];
  }

  function dossier(about: ReviewCase, timeZone: string, ...first: readonly (string | undefined)[]): Message {
    const all = eventLines(about, timeZone);
    const events = all.length === 0 ? [] : ['', bold(words.events), ...all];
    if (about.earlierEvents > 0) events.splice(2, 0, words.earlier(about.earlierEvents));
    return {
      html: fit(lines(...first, head(about), ...facts(about, timeZone)), events, '', (left) =>
        words.more(left),
      ),
      buttons: buttons(about),
    };
  }

  return {
    order: (about, timeZone) =>
      dossier(about, timeZone, words.title, about.isInReview ? undefined : words.notInReview),
    alarm: (about, timeZone) => dossier(about, timeZone, words.alarmTitle),
    list({ orders, total, now }) {
      if (total === 0) return { html: words.queueEmpty };
      const list = orders.map(({ order, resellerCode, review }) => {
        const reason = Object.hasOwn(words.reason, review ?? '') ? words.reason[review ?? ''] : undefined;
        const label = escapeLine(orderLabel(order), LONGEST_LABEL);
        return [
          `#${order.number} ${label} ${escapeLine(resellerCode, LONGEST_LABEL)} ${formatRupiah(order.price)}`,
          `${words.state[order.state]}, ${words.minutes(ageMinutes(order, now))}`,
          reason ?? escapeLine(review ?? words.unknownReason, LONGEST_LABEL),
        ].join(' · ');
      });
      if (total > orders.length) list.push(words.more(total - orders.length));
      return {
        html: fit(`${bold(words.queue)} (${total})`, list, '', (left) => words.more(left)),
        buttons: showButtons(orders),
      };
    },
    noSuchOrder: (typed) => ({ html: words.noSuchOrder(escapeLine(typed, LONGEST_LABEL)) }),
    usage: () => ({ html: words.usageHtml }),
    ask(about, as, token) {
      const { order } = about;
      const effect = words.effect[effectOf(about, as)](formatRupiah(order.price), formatRupiah(order.cost));
      const said =
        as.state === 'delivered'
          ? as.sn === ''
            ? undefined
            : `${words.sn}: ${code(escapeLine(as.sn, LONGEST_DETAIL))}`
          : as.reason === ''
            ? undefined
            : words.note(escapeLine(as.reason, LONGEST_DETAIL));
      return {
        html: lines(
          as.state === 'delivered' ? words.askDelivered : words.askFailed,
          head(about),
          why(about),
          effect,
          said,
          words.expires,
        ),
        buttons: yesNo(token, words.yes, words.no),
      };
    },
    declared: (about, timeZone) => dossier(about, timeZone, words.declared),
    stands: (about, timeZone) => dossier(about, timeZone, words.stands),
    insufficient: (about, missing, timeZone) =>
      dossier(about, timeZone, words.insufficient(formatRupiah(missing))),
    noCounter: (about, timeZone) => dossier(about, timeZone, words.noCounter),
    toasts: { asked: words.asked, notNow: words.notNow },
  };
}

/** `[#10234] [#10235]`, for those of a list that a person must decide about. */
export function showButtons(orders: readonly QueuedOrder[]): Button[][] {
  const wanted = orders.filter(({ isInReview }) => isInReview).slice(0, MOST_BUTTONS);
  const each = wanted.map(({ order: { number } }) => ({ text: `#${number}`, data: data(SHOW, number) }));
  return Array.from({ length: Math.ceil(each.length / 3) }, (_, row) => each.slice(row * 3, row * 3 + 3));
}
