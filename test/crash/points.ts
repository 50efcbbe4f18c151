import type { CallName } from '../../src/sandbox/klikoo/faults.ts';

type StatementPoint = {
  border: 'database';
  /** `application_name` of the connection. */
  application: 'konter' | 'konter jobs' | 'konter migrate' | 'konter lease';
  text: RegExp;
  when: 'before' | 'after';
  /** It only counts when the statement found something to do. */
  onlyWithRows?: boolean;
  /** It only counts after another statement has been seen, or a purchase was answered. */
  since?: RegExp | 'purchase answered';
};

/** A place in the work of the process at which it can be killed. `isAtStart`: it is passed once in each life. */
export type Point = { name: string; isAtStart?: true } & (
  | StatementPoint
  | { border: 'klikoo'; event: 'call_started' | 'bought'; call: CallName }
  | { border: 'klikoo'; event: 'call_ended'; call: CallName }
  | {
      border: 'telegram';
      event: 'update_delivered' | 'update_confirmed' | 'callback_answered';
    }
  /** What the bot does in a chat; `what`: a card with buttons, a card in its place anew, or a reply that rings. */
  | { border: 'telegram'; event: 'chat'; what: 'card' | 'edit' | 'ending' | 'deletion' }
);

const CONFIRM = /card_confirm\(/;
const CLAIM = /from orders_claim\(/;
const SETTLE = /order_settle\(/;
const PROCEED = /^\s*update orders set\s+next_action = /;
const QUOTE = /insert into card /;
const SHOWN = /update card set message_id/;
const PIN = /pin_attempt\(/;
const PIN_PASSED = /^\s*update reseller set pin_failures = 0/;
const CLAIM_TELLS = /^\s*with waiting as/;
const TOLD = /^\s*update orders set told_state/;
const CANCEL = /card_cancel\(/;
const INBOX_STORE = /^\s*INSERT INTO pgboss\.\w+ \(\s*id,\s*name,\s*data/;
const INBOX_FETCH = /strict_fifo_heads AS MATERIALIZED/;
const INBOX_DONE = /completed_on = pgboss\.job_now\(\)/;

type Both = Omit<StatementPoint, 'border' | 'when'> & { verb: string; noun: string; isAtStart?: true };

/** Killed before the statement reaches the database, and after it is committed there but not answered. */
function around({ verb, noun, ...at }: Both): Point[] {
  return [
    { name: `before ${noun} is ${verb}`, border: 'database', ...at, when: 'before' },
    { name: `after ${noun} is ${verb}, before the answer`, border: 'database', ...at, when: 'after' },
  ];
}

/** Every named point of receiving, quoting, confirming, submitting, settling and telling. */
export const POINTS: readonly Point[] = [
  { name: 'an update is on its way from Telegram', border: 'telegram', event: 'update_delivered' },
  ...around({ verb: 'stored', noun: 'an update', application: 'konter jobs', text: INBOX_STORE }),
  { name: 'an update is confirmed to Telegram', border: 'telegram', event: 'update_confirmed' },
  {
    name: 'after an update is taken from the inbox',
    border: 'database',
    application: 'konter jobs',
    text: INBOX_FETCH,
    when: 'after',
    onlyWithRows: true,
  },
  ...around({ verb: 'completed', noun: 'an update', application: 'konter jobs', text: INBOX_DONE }),

  ...around({ verb: 'counted', noun: 'a PIN', application: 'konter', text: PIN }),
  ...around({ verb: 'found right', noun: 'a PIN', application: 'konter', text: PIN_PASSED }),
  { name: 'a message with a PIN is deleted', border: 'telegram', event: 'chat', what: 'deletion' },
  ...around({ verb: 'quoted', noun: 'a card', application: 'konter', text: QUOTE }),
  { name: 'a card is sent, not answered', border: 'telegram', event: 'chat', what: 'card' },
  ...around({ verb: 'noted as shown', noun: 'a card', application: 'konter', text: SHOWN }),

  ...around({ verb: 'held', noun: 'the price', application: 'konter', text: CONFIRM }),
  ...around({ verb: 'cancelled', noun: 'a card', application: 'konter', text: CANCEL }),
  { name: 'a tap is answered', border: 'telegram', event: 'callback_answered' },
  {
    name: 'before an order is claimed to be sent',
    border: 'database',
    application: 'konter',
    text: CLAIM,
    when: 'before',
    since: CONFIRM,
  },
  {
    name: 'after an order is claimed, before the answer',
    border: 'database',
    application: 'konter',
    text: CLAIM,
    when: 'after',
    onlyWithRows: true,
  },
  { name: 'a purchase has arrived at Klikoo', border: 'klikoo', event: 'call_started', call: 'buy' },
  { name: 'a purchase is made, not answered', border: 'klikoo', event: 'bought', call: 'buy' },
  { name: 'a purchase is answered', border: 'klikoo', event: 'call_ended', call: 'buy' },
  {
    name: "before Klikoo's answer to a purchase is written down",
    border: 'database',
    application: 'konter',
    text: /order_settle\(|^\s*update orders set\s+next_action = /,
    when: 'before',
    since: 'purchase answered',
  },
  ...around({ verb: 'written as underway', noun: 'an order', application: 'konter', text: PROCEED }),
  { name: 'a status is asked', border: 'klikoo', event: 'call_started', call: 'detail' },
  { name: 'a status is answered', border: 'klikoo', event: 'call_ended', call: 'detail' },
  { name: 'the history is answered', border: 'klikoo', event: 'call_ended', call: 'history' },
  ...around({ verb: 'settled', noun: 'an order', application: 'konter', text: SETTLE }),

  {
    name: 'after an ending is claimed to be told',
    border: 'database',
    application: 'konter',
    text: CLAIM_TELLS,
    when: 'after',
    onlyWithRows: true,
  },
  { name: 'a card is edited, not answered', border: 'telegram', event: 'chat', what: 'edit' },
  { name: 'an ending is sent, not answered', border: 'telegram', event: 'chat', what: 'ending' },
  ...around({ verb: 'noted as told', noun: 'an order', application: 'konter', text: TOLD }),

  ...around({
    verb: 'locked',
    noun: 'the schema',
    application: 'konter migrate',
    text: /pg_advisory_lock/,
    isAtStart: true,
  }),
  {
    name: 'the migrations are compared',
    border: 'database',
    application: 'konter migrate',
    text: /select hash, created_at::text/,
    isAtStart: true,
    when: 'after',
  },
  {
    name: 'the queues are brought up to date',
    border: 'database',
    application: 'konter jobs',
    text: /UPDATE pgboss\.queue SET/,
    isAtStart: true,
    when: 'after',
  },
  {
    name: 'the right to poll is taken',
    border: 'database',
    application: 'konter lease',
    text: /pg_try_advisory_lock/,
    isAtStart: true,
    when: 'after',
  },
];
