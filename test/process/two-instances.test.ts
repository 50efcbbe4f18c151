import { expect, test } from 'vitest';
import { createPinHasher } from '../../src/app/pin-hash.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import { createOperatorMoney } from '../../src/store/operator.ts';
import { createPinStore } from '../../src/store/pins.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { besideTheBot } from './people.ts';

const PEOPLE = 20;
const QUESTIONS = 8;
const ORDERS = 2;
const WAIT = { timeoutMs: 60_000 };

test('F107: two working instances, 20 chats, 200 messages at once: each chat in its sequence, nothing done twice', async () => {
  const sandbox = await startSandbox({ env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  // One receives and two work, so that every update is anybody's.
  const receiver = sandbox.anotherBot({ KONTER_ROLES: 'receive,http' });
  const workers = [1, 2].map(() => sandbox.anotherBot({ KONTER_ROLES: 'work,http' }));
  const bots = [receiver, ...workers];
  const database = await besideTheBot(sandbox);
  const { sql } = database;
  try {
    await sandbox.bot.stop();
    await Promise.all(bots.map((bot) => bot.start()));
    const users = await addPeople();

    for (const [u, user] of users.entries()) {
      for (let q = 0; q < QUESTIONS; q++) user.send(`CEK.${90_000 + u * 100 + q}`);
      for (let o = 0; o < ORDERS; o++) user.send(`S10.${destination(u, o)}.${SEED_PIN}`);
    }
    await sandbox.telegram.waitFor(
      () => users.every((user) => answersOf(user).length === QUESTIONS + ORDERS),
      { ...WAIT, what: 'all answers' },
    );
    for (const [u, user] of users.entries()) {
      const expected = [
        ...Array.from({ length: QUESTIONS }, (_, q) => String(90_000 + u * 100 + q)),
        ...Array.from({ length: ORDERS }, (_, o) => destination(u, o)),
      ];
      expect(
        answersOf(user).map((text, i) => (text.includes(expected[i] ?? '?') ? expected[i] : text)),
      ).toEqual(expected);
    }

    for (const user of users) {
      const cards = user.chat.messages.filter((m) => m.keyboard.flat().some((b) => b.text === 'Beli'));
      for (const card of cards) user.tapRepeated(card, 'Beli', 2);
    }
    await sandbox.telegram.waitFor(() => users.every((user) => endingsOf(user).length === ORDERS), {
      ...WAIT,
      what: 'all endings',
    });

    const orders = await sql<{ ref_id: string; state: string }[]>`select ref_id, state from orders`;
    expect(orders).toHaveLength(PEOPLE * ORDERS);
    for (const order of orders) {
      expect(order.state).toBe('delivered');
      expect(sandbox.klikoo.executed(order.ref_id)).toBe(1);
    }
    expect(sandbox.klikoo.transactions.filter((t) => t.destination.startsWith('08129'))).toHaveLength(
      orders.length,
    );
    for (const user of users) expect(new Set(endingsOf(user)).size).toBe(ORDERS);
    expect(await verifyBooks(sql)).toEqual([]);
    for (const bot of workers) expect(await repliesOf(bot.port)).toBeGreaterThan(0);
  } finally {
    await database.close();
    await Promise.all(bots.map((bot) => bot.stop()));
    await sandbox.stop();
  }

  async function addPeople(): Promise<TelegramUser[]> {
    const resellers = createResellers(sql);
    const pins = createPinStore(sql);
    const money = createOperatorMoney(sql);
    const hasher = createPinHasher(Buffer.from(sandbox.botEnvironment.PIN_PEPPER ?? '', 'hex'));
    const users: TelegramUser[] = [];
    for (let u = 0; u < PEOPLE; u++) {
      const telegramId = 5_000 + u;
      const { reseller } = await resellers.add({ telegramId, name: `Kios ${u}` }, 900, new Date());
      await pins.replace(reseller.id, undefined, await hasher.hash(reseller.id, SEED_PIN, 'test'));
      await money.deposit(`test:${telegramId}`, reseller.id, 100_000, '', 900, new Date());
      const user = sandbox.telegram.addUser({ id: telegramId, firstName: `Kios ${u}` });
      user.start();
      users.push(user);
    }
    await sandbox.telegram.waitFor(
      () => users.every((user) => user.chat.messages.some((m) => m.from === 'bot')),
      { ...WAIT, what: 'greetings' },
    );
    return users;
  }
}, 120_000);

function destination(user: number, order: number): string {
  return `08129${String(user).padStart(3, '0')}${order}0000`;
}

/** All but the greeting and the endings, in sequence. */
function answersOf(user: TelegramUser): string[] {
  return user.chat.messages
    .filter((m) => m.from === 'bot' && m.replyTo === undefined)
    .map((m) => m.text)
    .slice(1);
}

function endingsOf(user: TelegramUser): string[] {
  return user.chat.messages
    .filter((m) => m.replyTo !== undefined && m.text.includes('SUKSES.'))
    .map((m) => m.text);
}

async function repliesOf(port: number | undefined): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^konter_reply_seconds_count (\d+)$/m.exec(text)?.[1] ?? 0);
}
