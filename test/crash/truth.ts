import { INBOX, PARKED, rowId } from '../../src/chat/inbox-queue.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Sql } from '../../src/store/connect.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { indonesian } from '../../src/text/id.ts';
import { DEPOSIT, type Load } from './load.ts';

/** What the world knows after everything has come to rest, and where it does not agree. */
export type Truth = {
  /** Each in one line; none when all agree. */
  differences: string[];
  orders: number;
  delivered: number;
  failed: number;
  /** Confirmed, and neither delivered nor failed: taken back, or with a person. */
  others: number;
  /** Endings told more than once, in the same words. */
  duplicateEndings: number;
  /** Updates that were given up. */
  parked: number;
  /** Why they were, and how many for that. */
  parkedBy: Map<string, number>;
};

type OrderRow = {
  ref_id: string;
  number: number;
  label: string;
  destination: string;
  state: string;
  price: number;
  posts: number;
  reseller_id: number;
  chat_id: number;
  is_confirmed: boolean;
  told_state: string | null;
  message_id: number | null;
};

type JobRow = {
  id: string;
  name: string;
  state: string;
  source_id: string | null;
  singleton_key: string | null;
  error: string | null;
};

/**
 * Klikoo changes its mind about these. What was asked while it said which is a matter of time; afterwards it is only asked again where
 * something asks, so that each of its answers is a right end, but no other, and none is left open.
 */
const CONTRADICTORY: readonly { destination: RegExp; ends: readonly string[] }[] = [
  { destination: /9943$/, ends: ['delivered', 'reversed', 'failed'] },
  { destination: /9944$/, ends: ['failed', 'delivered'] },
  { destination: /9945$/, ends: ['failed', 'delivered', 'reversed'] },
];
/**
 * Klikoo refuses these before it makes a transaction. When the answer to the first sending was lost, a later refusal does not say what
 * became of the first: such an order is with a person after an hour, its price still held.
 */
export const REFUSED_SUFFIXES = '99(22|23|24)$';
const REFUSED = new RegExp(REFUSED_SUFFIXES);
const ENDING = /^#(\d+) (\S+) (SUKSES|GAGAL)\./;
const CLAIMS = /^#(\d+) (\S+) (DIPROSES|SUKSES|GAGAL)\./;
const WORDS: Readonly<Record<string, string>> = { delivered: 'SUKSES', failed: 'GAGAL', reversed: 'GAGAL' };

/** @param confirmed ids of the updates whose receipt the bot has confirmed to Telegram. */
export async function compare(
  sandbox: Sandbox,
  sql: Sql,
  load: Load,
  confirmed: ReadonlySet<number>,
): Promise<Truth> {
  const differences: string[] = [];
  const differ = (line: string) => differences.push(line);
  const orders = await sql<OrderRow[]>`
    select o.ref_id, o.number, o.product_code || '.' || o.destination as label, o.destination, o.state, o.price, o.posts, o.reseller_id,
      o.chat_id, o.held_at is not null as is_confirmed, o.told_state, c.message_id
    from orders o join card c on c.token = o.card_token order by o.number`;
  const bought = orders.filter((order) => order.is_confirmed);
  const byNumber = new Map(orders.map((order) => [order.number, order]));

  for (const { what, where, expected, found } of await verifyBooks(sql))
    differ(`books: ${where}: ${what} (expected ${expected}, found ${found})`);

  compareWithKlikoo();
  await compareBalances();
  const duplicateEndings = compareChats();
  const parkedBy = new Map<string, number>();
  const parked = await compareInbox();

  return {
    differences,
    orders: orders.length,
    delivered: bought.filter(({ state }) => state === 'delivered').length,
    failed: bought.filter(({ state }) => state === 'failed').length,
    others: bought.filter(({ state }) => state !== 'delivered' && state !== 'failed').length,
    duplicateEndings,
    parked,
    parkedBy,
  };

  function compareWithKlikoo(): void {
    const known = new Set(orders.map(({ ref_id }) => ref_id));
    for (const { reference, destination } of sandbox.klikoo.transactions)
      if (!known.has(reference)) differ(`Klikoo sold ${reference} (${destination}), which is no order`);
    const executed = new Map<string, number>();
    for (const { destination, status } of sandbox.klikoo.transactions)
      if (status !== 'FAILED') executed.set(destination, (executed.get(destination) ?? 0) + 1);
    for (const [destination, times] of executed)
      if (times > 1) differ(`${destination} was bought ${times} times`);

    for (const order of orders) {
      const there = sandbox.klikoo.transaction(order.ref_id);
      const name = `order #${order.number} ${order.label}`;
      if (sandbox.klikoo.executed(order.ref_id) > 1) differ(`${name} was executed more than once`);
      if (!order.is_confirmed) {
        if (there) differ(`${name} is ${order.state}, but Klikoo sold it`);
        continue;
      }
      const contradictory = CONTRADICTORY.find(({ destination }) => destination.test(order.destination));
      const mayWaitForPerson = REFUSED.test(order.destination) && order.posts > 1 && there === undefined;
      if (contradictory) {
        if (!contradictory.ends.includes(order.state))
          differ(`${name}, of which Klikoo said both, is ${order.state}`);
        else if (there === undefined) differ(`${name} is ${order.state} here and unknown there`);
      } else if (order.state === 'delivered') {
        if (there?.status !== 'SUCCESS')
          differ(`${name} is delivered here and ${there?.status ?? 'unknown'} there`);
      } else if (order.state === 'failed') {
        if (there !== undefined && there.status !== 'FAILED')
          differ(`${name} is failed here and ${there.status} there`);
      } else if (order.state !== 'needs_review' || !mayWaitForPerson)
        differ(`${name} has not come to an end: it is ${order.state}`);
    }
  }

  async function compareBalances(): Promise<void> {
    const rows = await sql<{ reseller_id: number; total: number }[]>`
      select reseller_id, sum(balance)::bigint as total from account where reseller_id is not null group by reseller_id`;
    const totals = new Map(rows.map((row) => [row.reseller_id, row.total]));
    for (const resellerId of load.resellers.values()) {
      const spent = bought
        .filter((order) => order.reseller_id === resellerId && order.state === 'delivered')
        .reduce((sum, { price }) => sum + price, 0);
      const has = totals.get(resellerId);
      const due = DEPOSIT - spent;
      if (has !== due) differ(`reseller ${resellerId} has ${has} instead of ${due}`);
    }
  }

  /** @returns how many endings were told once more than needed. */
  function compareChats(): number {
    let duplicates = 0;
    const told = new Map<number, { words: Set<string>; last: string; times: number }>();
    for (const telegramId of load.resellers.keys()) {
      for (const message of sandbox.telegram.chat(telegramId).messages) {
        if (message.from !== 'bot') continue;
        const claim = CLAIMS.exec(message.text);
        const number = Number(claim?.[1]);
        if (claim && byNumber.get(number)?.is_confirmed !== true)
          differ(`${telegramId} was told of "${claim[0]}", which was never bought`);
        const order = byNumber.get(number);
        const isEnding = message.replyTo !== undefined || order?.message_id === null;
        const ending = isEnding ? ENDING.exec(message.text) : null;
        if (!ending || !order) {
          if (claim && order && message.id === order.message_id) compareCard(order, claim[3] ?? '');
          continue;
        }
        if (order.chat_id !== telegramId) differ(`${telegramId} was told of #${number}, which is another's`);
        const word = ending[3] ?? '';
        const sofar = told.get(number) ?? { words: new Set(), last: '', times: 0 };
        told.set(number, { words: sofar.words.add(word), last: word, times: sofar.times + 1 });
      }
    }
    for (const order of bought) {
      const due = WORDS[order.state];
      if (due === undefined) continue;
      const name = `order #${order.number} ${order.label}`;
      const was = told.get(order.number);
      if (was === undefined) differ(`${name} is ${order.state}, and nobody was told`);
      else if (was.last !== due) differ(`${name} is ${order.state}, and its last ending says ${was.last}`);
      else if (
        was.words.size > 1 &&
        !CONTRADICTORY.some(({ destination }) => destination.test(order.destination))
      )
        differ(`${name} was told to have ended in two ways`);
      duplicates += Math.max(0, (was?.times ?? 1) - (was?.words.size ?? 1));
    }
    return duplicates;
  }

  function compareCard(order: OrderRow, word: string): void {
    const due = WORDS[order.state];
    if (due !== undefined && word !== due)
      differ(`the card of #${order.number} says ${word}, and it is ${order.state}`);
  }

  /** @returns how many updates were given up. */
  async function compareInbox(): Promise<number> {
    const botId = Number(sandbox.botEnvironment.BOT_TOKEN?.split(':')[0]);
    const rows = await sql<JobRow[]>`
      select id, name, state::text as state, source_id, singleton_key,
        source_output ->> 'error' as error from pgboss.job where name in (${INBOX}, ${PARKED})`;
    const inbox = new Map(rows.filter(({ name }) => name === INBOX).map((row) => [row.id, row.state]));
    const parked = new Set(rows.filter(({ name }) => name === PARKED).map(({ source_id }) => source_id));
    for (const updateId of confirmed) {
      const id = rowId(botId, updateId);
      const state = inbox.get(id);
      if (state === undefined && !parked.has(id))
        differ(`update ${updateId} was confirmed to Telegram and is not here`);
      else if (state !== undefined && state !== 'completed') differ(`update ${updateId} is still ${state}`);
    }
    const gaveUp = indonesian.account.somethingFailed().html.replace(/<[^>]+>/g, '');
    for (const { name, state, source_id, singleton_key, error } of rows) {
      if (name !== PARKED) continue;
      const why = error ?? 'unknown';
      parkedBy.set(why, (parkedBy.get(why) ?? 0) + 1);
      const chatId = Number(singleton_key?.replace('chat:', ''));
      const isTold = sandbox.telegram
        .chat(chatId)
        .messages.some(({ from, text }) => from === 'bot' && text.startsWith(gaveUp));
      if (state !== 'completed' || !isTold)
        differ(`update row ${source_id} was given up (${state}), and ${singleton_key} was not told`);
    }
    return parked.size;
  }
}
