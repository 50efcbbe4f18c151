import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

// The shape of the database. The money functions, triggers and fixed rows stand in drizzle/*.sql.
// Amounts are whole rupiah. Orders and entries carry no foreign keys: a key check locks the row it points at, and the
// accounts of the house are pointed at by every order. `npm run verify` looks for what a foreign key would refuse.

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const money = (name: string) => bigint(name, { mode: 'number' });
const id64 = (name: string) => bigint(name, { mode: 'number' });

export const reseller = pgTable(
  'reseller',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** What people call him: K0001. */
    code: text()
      .notNull()
      .unique()
      .generatedAlwaysAs(sql`'K' || case when id < 10000 then lpad(id::text, 4, '0') else id::text end`),
    name: text().notNull(),
    town: text(),
    phone: text(),
    language: text().notNull().default('id'),
    state: text().notNull().default('active'),
    /** argon2id over an HMAC with the pepper; null until he has set a PIN. */
    pinHash: text('pin_hash'),
    /** Attempts since the last right PIN, counted before each comparison. */
    pinFailures: smallint('pin_failures').notNull().default(0),
    pinLockedUntil: instant('pin_locked_until'),
    /** How often in a row he was locked: each lock is twice as long. */
    pinLocks: smallint('pin_locks').notNull().default(0),
    /** Hour of the daily summary, 0 to 23 in the operator's time zone; null: none is sent. */
    summaryHour: smallint('summary_hour').default(21),
    /** What he types with his PIN is bought without [Beli], where nobody is looked up. */
    isQuick: boolean('is_quick').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    /** Whose downline he is; null: the operator's own. Set once, when he is registered. */
    uplineId: integer('upline_id').references((): AnyPgColumn => reseller.id),
    /** Since when his upline has switched him off; null: he has not. */
    offByUplineAt: instant('off_by_upline_at'),
  },
  (t) => [
    index('reseller_upline').on(t.uplineId, t.id).where(sql`upline_id is not null`),
    check('reseller_language', sql`language in ('id', 'en')`),
    check('reseller_state', sql`state in ('active', 'blocked')`),
    check('reseller_summary_hour', sql`summary_hour between 0 and 23`),
  ],
);

/** The Telegram accounts through which a reseller speaks. */
export const telegramAccount = pgTable(
  'telegram_account',
  {
    telegramId: id64('telegram_id').primaryKey(),
    resellerId: integer('reseller_id')
      .notNull()
      .references(() => reseller.id),
    /** Since when Telegram says that he blocked the bot; null: reachable. */
    unreachableSince: instant('unreachable_since'),
    createdAt: instant('created_at').notNull(),
    /** What his reseller calls it, or else its name at Telegram; null: nobody has said. */
    label: text(),
  },
  (t) => [index('telegram_account_reseller').on(t.resellerId)],
);

/** Somebody who asked to become a reseller. One row a Telegram account. */
export const registration = pgTable(
  'registration',
  {
    telegramId: id64('telegram_id').primaryKey(),
    name: text().notNull(),
    town: text().notNull(),
    phone: text().notNull(),
    language: text().notNull().default('id'),
    state: text().notNull().default('pending'),
    decidedBy: id64('decided_by'),
    createdAt: instant('created_at').notNull(),
    decidedAt: instant('decided_at'),
  },
  () => [check('registration_state', sql`state in ('pending', 'approved', 'rejected')`)],
);

export const product = pgTable(
  'product',
  {
    code: text().primaryKey(),
    name: text().notNull(),
    category: text().notNull(),
    /** What Klikoo charges; for an open amount, what it charges on top of the amount. */
    cost: money('cost').notNull(),
    isOpenAmount: boolean('is_open_amount').notNull().default(false),
    /** What Klikoo says. */
    isEnabled: boolean('is_enabled').notNull().default(true),
    /** What the operator says. */
    isForSale: boolean('is_for_sale').notNull().default(true),
    /** Instead of the global markup. */
    markup: money('markup'),
    /** Since when it cannot be bought; null: it can, or nobody knows. */
    closedSince: instant('closed_since'),
    /** supplier (switched off), unlisted, or what the operator wrote. */
    closedReason: text('closed_reason'),
    syncedAt: instant('synced_at').notNull(),
  },
  (t) => [
    index('product_category').on(t.category, t.cost),
    check('product_cost', sql`cost between 0 and 1000000000`),
    check('product_markup', sql`markup between -1000000 and 100000000`),
  ],
);

export const setting = pgTable('setting', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
});

/** A confirmation shown to a reseller: one message, one button, one or more orders. */
export const card = pgTable(
  'card',
  {
    /** 128 random bits, base64url: what the button carries. */
    token: text().primaryKey(),
    resellerId: integer('reseller_id').notNull(),
    /** Only this account may press it. */
    telegramId: id64('telegram_id').notNull(),
    chatId: id64('chat_id').notNull(),
    /** The message that shows it; null until it has been sent. */
    messageId: id64('message_id'),
    /** What asked for it (`chat:message`), so that the same request read twice finds the same card. */
    origin: text().notNull().unique(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('card_message').on(t.chatId, t.messageId)],
);

export const orders = pgTable(
  'orders',
  {
    /** Ours, sent to Klikoo as partner_reference_id, unique for ever. */
    refId: uuid('ref_id').primaryKey(),
    /** For people: #10234. */
    number: id64('number').generatedAlwaysAsIdentity({ startWith: 10001 }).notNull().unique(),
    cardToken: text('card_token').notNull(),
    /** Place among the orders of its card, from 0. */
    line: smallint().notNull(),
    resellerId: integer('reseller_id').notNull(),
    chatId: id64('chat_id').notNull(),

    productCode: text('product_code').notNull(),
    productName: text('product_name').notNull(),
    category: text().notNull(),
    destination: text().notNull(),
    msisdn: text(),
    /** Only for a product of open amount. */
    amount: money('amount'),
    /** 1, or the repeat counter typed for a second purchase on the same day. */
    occurrence: smallint().notNull().default(1),
    /** Cost in the product list when the quote was drawn, to see whether it changed. */
    listCost: money('list_cost').notNull(),
    markup: money('markup').notNull(),
    cost: money('cost').notNull(),
    price: money('price').notNull(),
    customerName: text('customer_name'),
    powerCapacity: text('power_capacity'),
    /** Of a postpaid product: what is paid with it, see `QuotedBill`. */
    bill: jsonb(),
    /** The reseller's own name for it, in capitals; which order has it now says own_reference. */
    ownReference: text('own_reference'),

    state: text().notNull().default('quoted'),
    quotedAt: instant('quoted_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** The day of the sale in the operator's time zone, fixed at confirmation. */
    businessDay: date('business_day', { mode: 'string' }),
    heldAt: instant('held_at'),
    balanceAfterHold: money('balance_after_hold'),
    /** When it was first sent. */
    submittedAt: instant('submitted_at'),
    /** When it was last sent. */
    sentAt: instant('sent_at'),
    settledAt: instant('settled_at'),
    balanceAfterSettle: money('balance_after_settle'),

    supplierRef: text('supplier_ref'),
    costBooked: money('cost_booked'),
    sn: text(),
    failure: text(),
    failureText: text('failure_text'),
    failureCode: text('failure_code'),

    /** What is due and when; null: nothing. */
    nextAction: text('next_action'),
    nextActionAt: instant('next_action_at'),
    /** Grows with each claim: a worker whose number is old may not write. */
    attempt: integer().notNull().default(0),
    /** Sends that may have reached Klikoo. */
    posts: smallint().notNull().default(0),
    /** Times it was looked for in Klikoo's history, which was whole, and not found since the last send. */
    looks: smallint().notNull().default(0),
    polls: integer().notNull().default(0),
    /** Times in a row that the supplier said the opposite of what the order ended as. */
    denials: smallint().notNull().default(0),
    /** Why a person must look at it; null: nobody needs to. Its state may be a final one: then money waits for what he decides. */
    review: text(),
    /** Times it was decided anew after that: by an answer that came later, or by a person. After the first, only by persons. */
    revisions: smallint().notNull().default(0),
    /** When the reseller is to be told; null: he knows. */
    tellAt: instant('tell_at'),
    tellAttempt: integer('tell_attempt').notNull().default(0),
    /** The last state he was told. */
    toldState: text('told_state'),
    /** What those above him earn on it, from the top to his own upline: `[{"reseller": id, "amount": n}]`. On top of `markup`. */
    commissions: jsonb().notNull().default(sql`'[]'`),
    /** A bill that was looked up without a PIN: it is confirmed only once one was shown. */
    needsPin: boolean('needs_pin').notNull().default(false),
  },
  (t) => [
    index('orders_card').on(t.cardToken, t.line),
    index('orders_supplier_ref').on(t.supplierRef).where(sql`supplier_ref is not null`),
    index('orders_of_reseller').on(t.resellerId, t.number.desc()),
    index('orders_of_destination').on(t.resellerId, t.destination, t.number.desc()),
    index('orders_of_day').on(t.resellerId, t.businessDay).where(sql`business_day is not null`),
    index('orders_sent').on(t.submittedAt, t.refId).where(sql`submitted_at is not null`),
    index('orders_submit_due').on(t.nextActionAt).where(sql`next_action = 'submit'`),
    index('orders_check_due').on(t.nextActionAt).where(sql`next_action in ('look', 'poll')`),
    index('orders_tell_due').on(t.tellAt).where(sql`tell_at is not null`),
    index('orders_quoted').on(t.expiresAt).where(sql`state = 'quoted'`),
    index('orders_in_review').on(t.heldAt).where(sql`review is not null`),
    index('orders_in_flight').on(t.heldAt).where(sql`state in ('held', 'submitted', 'needs_review')`),
    // The same purchase twice a day needs a counter that says so; one that failed does not count.
    uniqueIndex('orders_one_a_day')
      .on(t.resellerId, t.destination, t.productCode, t.businessDay, t.occurrence, sql`(coalesce(amount, 0))`)
      .where(sql`state in ('held', 'submitted', 'needs_review', 'delivered')`),
    check(
      'orders_state',
      sql`state in ('quoted', 'expired', 'cancelled', 'held', 'submitted', 'delivered', 'failed', 'needs_review', 'reversed')`,
    ),
    check('orders_next_action', sql`next_action in ('submit', 'look', 'poll')`),
    check('orders_due', sql`(next_action is null) = (next_action_at is null)`),
    // Whatever is underway has something due: nothing waits for ever.
    check('orders_underway', sql`state not in ('held', 'submitted') or next_action_at is not null`),
    check('orders_price', sql`price between 1 and 1000000000 and cost between 0 and 1000000000`),
    check('orders_occurrence', sql`occurrence between 1 and 99`),
  ],
);

/** What happened to an order and what Klikoo answered, redacted, in sequence. Never changed. */
export const orderEvent = pgTable(
  'order_event',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    refId: uuid('ref_id').notNull(),
    at: instant('at').notNull(),
    kind: text().notNull(),
    detail: jsonb(),
  },
  (t) => [index('order_event_order').on(t.refId, t.id)],
);

export const account = pgTable(
  'account',
  {
    id: integer().primaryKey(),
    name: text().notNull().unique(),
    resellerId: integer('reseller_id'),
    /** Stored for resellers only: a row that every order updates would make all of them queue. */
    balance: money('balance'),
  },
  () => [
    check('account_balance', sql`balance >= 0`),
    check('account_stored', sql`(reseller_id is null) = (balance is null)`),
  ],
);

export const ledgerTransaction = pgTable(
  'ledger_transaction',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Says what it is for, so that it is booked once: `order:<refId>:hold`. */
    key: text().notNull().unique(),
    reason: text().notNull(),
    refId: uuid('ref_id'),
    note: text(),
    happenedAt: instant('happened_at').notNull(),
    recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  },
  () => [
    check(
      'ledger_transaction_reason',
      sql`reason in ('hold', 'capture', 'release', 'reversal', 'late_capture', 'write_off', 'deposit', 'correction', 'supplier_topup', 'transfer', 'take_back', 'commission')`,
    ),
  ],
);

export const entry = pgTable(
  'entry',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    transactionId: id64('transaction_id').notNull(),
    accountId: integer('account_id').notNull(),
    /** Above zero: into the account. */
    amount: money('amount').notNull(),
    /** Null for accounts without a stored balance. */
    balanceAfter: money('balance_after'),
  },
  (t) => [
    index('entry_account').on(t.accountId, t.id.desc()),
    unique('entry_once').on(t.transactionId, t.accountId),
    check('entry_amount', sql`amount <> 0`),
  ],
);

/** What operators did, and what was done in their name. Never changed. */
export const audit = pgTable(
  'audit',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    actorId: id64('actor_id').notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    detail: jsonb(),
  },
  (t) => [
    index('audit_supplier_topup').on(t.id).where(sql`action = 'supplier_topup'`),
    index('audit_once')
      .on(sql`(detail ->> 'key')`)
      .where(sql`action in ('command_word', 'bank_accounts', 'two_person_limit')`),
  ],
);

/** Something an operator has asked for and not yet confirmed. Its token is what [Ya] carries. */
export const operatorAction = pgTable(
  'operator_action',
  {
    token: text().primaryKey(),
    actorId: id64('actor_id').notNull(),
    /** `chat:message` that asked for it. */
    origin: text().notNull().unique(),
    action: jsonb().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** open → taken → done | cancelled; with a second operator open → waiting → asked (he has been) → taken | rejected. */
    state: text().notNull().default('open'),
    /** The second operator, who approved or rejected it. */
    decidedBy: id64('decided_by'),
  },
  () => [check('operator_action_second', sql`decided_by <> actor_id`)],
);

/** A PIN keypad on somebody's screen. What has been pressed is sealed with a key the database does not have. */
export const keypad = pgTable(
  'keypad',
  {
    token: text().primaryKey(),
    telegramId: id64('telegram_id').notNull(),
    chatId: id64('chat_id').notNull(),
    messageId: id64('message_id'),
    /** What the PIN is for; sealed too, since it may hold the first of two PINs. */
    purpose: text().notNull(),
    pressed: text().notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('keypad_expiry').on(t.expiresAt)],
);

/** Where a guided conversation stands. */
export const conversation = pgTable('conversation', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** Which daily summaries were sent: a day's is sent once. */
export const summarySent = pgTable(
  'summary_sent',
  {
    resellerId: integer('reseller_id').notNull(),
    day: date({ mode: 'string' }).notNull(),
    sentAt: instant('sent_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.resellerId, t.day] })],
);

/** What entries of an account of the house sum to, up to one of them: what came after is added when somebody asks. */
export const accountTotal = pgTable('account_total', {
  accountId: integer('account_id').primaryKey(),
  /** The last entry counted. Only entries so old that none before them can still be on its way. */
  entryId: id64('entry_id').notNull(),
  total: money('total').notNull(),
});

/** One comparison of a day with Klikoo's history. */
export const reconciliation = pgTable(
  'reconciliation',
  {
    id: uuid().primaryKey(),
    day: date({ mode: 'string' }).notNull(),
    /** Who asked for it; null: the nightly one. */
    actorId: id64('actor_id'),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** incomplete: the history could not be read to its end, and nothing was concluded. */
    state: text().notNull().default('running'),
    /** What was counted and summed on both sides. */
    summary: jsonb(),
    /** When operators were told; null: not yet. */
    toldAt: instant('told_at'),
  },
  (t) => [
    index('reconciliation_day').on(t.day, t.startedAt),
    check('reconciliation_state', sql`state in ('running', 'finished', 'incomplete', 'superseded')`),
  ],
);

/** Klikoo's history as one comparison read it; gone when that has ended. */
export const reconciliationRow = pgTable(
  'reconciliation_row',
  {
    runId: uuid('run_id').notNull(),
    /** Our reference as Klikoo has it, in lower case; without one, `-` and Klikoo's id. */
    reference: text().notNull(),
    supplierRef: text('supplier_ref').notNull(),
    productCode: text('product_code'),
    destination: text(),
    standing: text().notNull(),
    status: text().notNull(),
    amount: money('amount'),
    at: instant('at'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.reference, t.supplierRef] })],
);

/** Differences that a comparison has found and not yet concluded. */
export const reconciliationFound = pgTable(
  'reconciliation_found',
  {
    runId: uuid('run_id').notNull(),
    kind: text().notNull(),
    reference: text().notNull(),
    detail: jsonb().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.kind, t.reference] })],
);

/** Where our books and Klikoo's differ. One row for a day, kind and reference, however often the day is compared. */
export const reconciliationDifference = pgTable(
  'reconciliation_difference',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    day: date({ mode: 'string' }).notNull(),
    kind: text().notNull(),
    reference: text().notNull(),
    /** How it stands on either side. */
    detail: jsonb().notNull(),
    foundAt: instant('found_at').notNull(),
    seenAt: instant('seen_at').notNull(),
    /** When Klikoo was last asked again because of it. */
    askedAt: instant('asked_at'),
    closedAt: instant('closed_at'),
    /** gone: both sides agree now; checked: a person has looked. */
    closedAs: text('closed_as'),
    closedBy: id64('closed_by'),
  },
  (t) => [
    unique('reconciliation_difference_once').on(t.day, t.kind, t.reference),
    index('reconciliation_difference_open').on(t.day, t.id).where(sql`closed_at is null`),
    check('reconciliation_difference_closed', sql`(closed_at is null) = (closed_as is null)`),
    check(
      'reconciliation_difference_kind',
      sql`kind in ('missing_here', 'missing_there', 'other_status', 'other_amount', 'other_data', 'doubled')`,
    ),
  ],
);

/** What a reseller means to transfer, and what the operators found on the bank account. */
export const ticket = pgTable(
  'ticket',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    resellerId: integer('reseller_id').notNull(),
    /** The account that asked for it. */
    telegramId: id64('telegram_id').notNull(),
    amount: money('amount').notNull(),
    /** The amount and its unique digits: what is to be transferred, and what is booked. */
    total: money('total').notNull(),
    /** The one he named; null: any. */
    bank: text(),
    origin: text().notNull().unique(),
    state: text().notNull().default('open'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedAt: instant('decided_at'),
    /** The operator; of a cancelled one the reseller's own account. */
    decidedBy: id64('decided_by'),
    /** Of the decision, so that it is one however often it is made. */
    decisionKey: text('decision_key'),
    reason: text(),
    /** When the operators were told of it, and the reseller of its last hour and its end; null: not yet. */
    announcedAt: instant('announced_at'),
    remindedAt: instant('reminded_at'),
    expiryToldAt: instant('expiry_told_at'),
    /** An instance is about to tell something of it until then. */
    claimedUntil: instant('claimed_until'),
    /** What is being told of it, and who has been told that. */
    toldNews: text('told_news'),
    toldTo: id64('told_to').array().notNull().default([]),
  },
  (t) => [
    uniqueIndex('ticket_open_total').on(t.total).where(sql`state = 'open'`),
    uniqueIndex('ticket_open_amount').on(t.resellerId, t.amount).where(sql`state = 'open'`),
    index('ticket_of_reseller').on(t.resellerId, t.createdAt),
    index('ticket_total').on(t.total, t.expiresAt),
    index('ticket_to_tell')
      .on(t.expiresAt)
      .where(sql`state = 'open' or state = 'expired' and expiry_told_at is null`),
    check('ticket_state', sql`state in ('open', 'accepted', 'rejected', 'expired', 'cancelled')`),
    check('ticket_amount_range', sql`amount between 10000 and 100000000`),
    check('ticket_digits', sql`total - amount between 1 and 999`),
    check('ticket_decided', sql`(state in ('open', 'expired')) = (decided_at is null)`),
  ],
);

/** A one-time code with which a further Telegram account asks to speak for a reseller. */
export const accountCode = pgTable(
  'account_code',
  {
    /** What the buttons carry. */
    token: text().primaryKey(),
    resellerId: integer('reseller_id').notNull(),
    /** The account that asked for it, and decides. */
    telegramId: id64('telegram_id').notNull(),
    label: text(),
    /** With a key that the database does not have. */
    codeHash: text('code_hash').notNull().unique(),
    origin: text().notNull().unique(),
    /** open → claimed (typed by the other account) → allowed | refused; replaced by a newer one. */
    state: text().notNull().default('open'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    claimedBy: id64('claimed_by'),
    claimedName: text('claimed_name'),
    /** When the account that made it was asked; null: not yet. */
    askedAt: instant('asked_at'),
    /** When the account was told what became of it; null: not yet. */
    toldAt: instant('told_at'),
  },
  (t) => [
    uniqueIndex('account_code_one_open').on(t.resellerId).where(sql`state in ('open', 'claimed')`),
    check('account_code_state', sql`state in ('open', 'claimed', 'allowed', 'refused', 'replaced')`),
    check('account_code_claimed', sql`state in ('open', 'replaced') or claimed_by is not null`),
  ],
);

/** Codes that were typed in vain. */
export const accountCodeTry = pgTable(
  'account_code_try',
  {
    telegramId: id64('telegram_id').notNull(),
    origin: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.telegramId, t.origin] }), index('account_code_try_at').on(t.at)],
);

/** Telegram accounts that speak for a reseller no more. */
export const accountRemoval = pgTable('account_removal', {
  /** What asked for it, so that it is done once: the numbers in his list have changed since. */
  origin: text().primaryKey(),
  resellerId: integer('reseller_id').notNull(),
  telegramId: id64('telegram_id').notNull(),
  label: text(),
  removedBy: id64('removed_by').notNull(),
  removedAt: instant('removed_at').notNull(),
});

/** Phone numbers that resellers had before they changed them. */
export const phoneChange = pgTable(
  'phone_change',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    resellerId: integer('reseller_id').notNull(),
    /** Null: he had none. */
    previous: text(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [index('phone_change_of_reseller').on(t.resellerId, t.changedAt)],
);

/** Somebody has forgotten his PIN, and asked the operators to reset it. */
export const pinRequest = pgTable(
  'pin_request',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    resellerId: integer('reseller_id').notNull(),
    telegramId: id64('telegram_id').notNull(),
    state: text().notNull().default('open'),
    createdAt: instant('created_at').notNull(),
    /** When the operators were told; null: not all of them yet. */
    announcedAt: instant('announced_at'),
  },
  (t) => [
    index('pin_request_of_reseller').on(t.resellerId, t.createdAt),
    check('pin_request_state', sql`state in ('open', 'reset')`),
  ],
);

/** What operators have made of the command words. */
export const commandWord = pgTable(
  'command_word',
  {
    /** Upper case. */
    word: text().primaryKey(),
    /** Null: a default word that was taken away. */
    meaning: text(),
    changedBy: id64('changed_by').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  () => [check('command_word_shape', sql`word ~ '^[A-Z][A-Z0-9-]{0,19}$'`)],
);

export const complaint = pgTable(
  'complaint',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    resellerId: integer('reseller_id').notNull(),
    /** The account that complained. */
    telegramId: id64('telegram_id').notNull(),
    /** `chat:message` that began it. */
    origin: text().notNull().unique(),
    /** The order it is about; null: of none, or not known yet. */
    orderNumber: id64('order_number'),
    /** draft: he has not yet said that he means it, and no operator sees it. discarded: he did not; kept a day, to be counted. */
    state: text().notNull().default('draft'),
    createdAt: instant('created_at').notNull(),
    openedAt: instant('opened_at'),
    closedAt: instant('closed_at'),
    closedBy: id64('closed_by'),
  },
  (t) => [
    index('complaint_reseller').on(t.resellerId, t.id),
    index('complaint_open').on(t.id).where(sql`state = 'open'`),
    check('complaint_state', sql`state in ('draft', 'discarded', 'open', 'closed')`),
    check('complaint_opened', sql`(state in ('draft', 'discarded')) = (opened_at is null)`),
  ],
);

/** What was said in a complaint, PINs masked, and that it was closed. */
export const complaintMessage = pgTable(
  'complaint_message',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    complaintId: id64('complaint_id').notNull(),
    /** `chat:message` that said it. */
    key: text().notNull().unique(),
    author: text().notNull(),
    authorId: id64('author_id').notNull(),
    kind: text().notNull(),
    text: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('complaint_message_thread').on(t.complaintId, t.id),
    check('complaint_message_author', sql`author in ('reseller', 'operator')`),
    check('complaint_message_kind', sql`kind in ('said', 'closed')`),
    check('complaint_message_bounded', sql`length(text) <= 1000`),
  ],
);

/** Where a message of a complaint was posted. */
export const complaintPost = pgTable(
  'complaint_post',
  {
    complaintId: id64('complaint_id').notNull(),
    /** Of the message posted, or of whatever else showed the complaint. */
    key: text().notNull(),
    chatId: id64('chat_id').notNull(),
    /** 0: on its way, or lost on it. */
    messageId: id64('message_id').notNull().default(0),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.chatId] }),
    index('complaint_post_message').on(t.chatId, t.messageId),
    index('complaint_post_at').on(t.at),
  ],
);

/** When the supplier was last asked about an order because its reseller complained. */
export const complaintCheck = pgTable('complaint_check', {
  refId: uuid('ref_id').primaryKey(),
  checkedAt: instant('checked_at').notNull(),
});

/** Destinations a reseller has given a name. */
export const favourite = pgTable(
  'favourite',
  {
    id: id64('id').primaryKey().generatedAlwaysAsIdentity(),
    resellerId: integer('reseller_id').notNull(),
    name: text().notNull(),
    destination: text().notNull(),
    /** What it was saved with: offered first while nothing else was bought there. */
    productCode: text('product_code').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('favourite_once').on(t.resellerId, t.destination),
    check('favourite_name', sql`length(name) between 1 and 40`),
  ],
);

/** Resellers' own names for their orders: which order has which. For 90 days the same name is the same order. */
export const ownReference = pgTable(
  'own_reference',
  {
    resellerId: integer('reseller_id').notNull(),
    /** In capitals. */
    reference: text().notNull(),
    refId: uuid('ref_id').notNull(),
    /** What is bought: product, counter, destination and amount. */
    content: text().notNull(),
    claimedAt: instant('claimed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.resellerId, t.reference] })],
);

/** What an upline adds to the price of his downlines. Null stands for all; the most specific counts. */
export const downlineMarkup = pgTable(
  'downline_markup',
  {
    uplineId: integer('upline_id').notNull(),
    downlineId: integer('downline_id'),
    productCode: text('product_code'),
    amount: money('amount').notNull(),
  },
  (t) => [
    unique('downline_markup_once').on(t.uplineId, t.downlineId, t.productCode).nullsNotDistinct(),
    check('downline_markup_amount', sql`amount between 0 and 100000`),
  ],
);

/** Money between an upline and his downline, under the key of its ledger transaction. Never changed. */
export const downlineTransfer = pgTable(
  'downline_transfer',
  {
    key: text().primaryKey(),
    /** transfer: to the downline; take_back: from him. */
    kind: text().notNull(),
    uplineId: integer('upline_id').notNull(),
    downlineId: integer('downline_id').notNull(),
    amount: money('amount').notNull(),
    day: date({ mode: 'string' }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('downline_transfer_pair').on(t.uplineId, t.downlineId, t.day),
    check('downline_transfer_kind', sql`kind in ('transfer', 'take_back')`),
    check('downline_transfer_amount', sql`amount between 1 and 1000000000`),
  ],
);

/** A link by which somebody becomes a downline, once, and what became of it. */
export const downlineInvitation = pgTable(
  'downline_invitation',
  {
    /** 128 random bits, base64url: what the link carries. */
    token: text().primaryKey(),
    uplineId: integer('upline_id').notNull(),
    /** What asked for it, so that the same request read twice finds the same link. */
    origin: text().notNull().unique(),
    /** As the upline typed it; once applied, as the new one confirmed it. So are town and phone. */
    name: text().notNull(),
    town: text(),
    phone: text(),
    markup: money('markup'),
    openingBalance: money('opening_balance'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    state: text().notNull().default('open'),
    /** Whoever took it up. */
    telegramId: id64('telegram_id'),
    language: text().notNull().default('id'),
    appliedAt: instant('applied_at'),
    decidedAt: instant('decided_at'),
    /** What he became. */
    resellerId: integer('reseller_id'),
  },
  (t) => [
    index('downline_invitation_applicant').on(t.telegramId).where(sql`telegram_id is not null`),
    check('downline_invitation_state', sql`state in ('open', 'applied', 'approved', 'rejected')`),
    check('downline_invitation_applied', sql`(state = 'open') = (telegram_id is null)`),
  ],
);

/** Something a reseller has asked for and not yet confirmed. Its token is what the button carries. */
export const resellerAction = pgTable('reseller_action', {
  token: text().primaryKey(),
  resellerId: integer('reseller_id').notNull(),
  /** Only this account may press it. */
  telegramId: id64('telegram_id').notNull(),
  /** What asked for it. */
  origin: text().notNull().unique(),
  action: jsonb().notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** open → taken → done | cancelled. */
  state: text().notNull().default('open'),
});
