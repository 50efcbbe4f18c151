import { setTimeout as pause } from 'node:timers/promises';
import { createPinHasher } from '../../src/app/pin-hash.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import type { MessageView } from '../../src/sandbox/telegram/view.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOperatorMoney } from '../../src/store/operator.ts';
import { createPinStore } from '../../src/store/pins.ts';
import { createResellers } from '../../src/store/resellers.ts';
import type { Random } from './random.ts';

export type LoadOptions = {
  sandbox: Sandbox;
  sql: Sql;
  random: Random;
  people: number;
  /** Longest pause of a person between two things he does. */
  pauseMs: number;
  /** Ends of destinations, which decide what Klikoo does: see the table of outcomes. */
  suffixes: readonly [string, ...string[]];
};

/** People who order, tap, change their mind and ask, each in a chat of his own. */
export type Load = {
  /** What was asked for so far, each once: product and destination. */
  readonly labels: ReadonlySet<string>;
  readonly taps: number;
  /** `reseller.id` by Telegram id. */
  readonly resellers: ReadonlyMap<number, number>;
  /** Nobody begins anything new. Resolves when everybody has ended what he was about to do. */
  stop(): Promise<void>;
};

/** What everybody has at first. Rupiah. */
export const DEPOSIT = 50_000_000;
const CARD_WITHIN_MS = 40_000;
/** A destination has room for so many. */
const MOST_ORDERS_EACH = 999;

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { sandbox, random, people } = options;
  const { telegram } = sandbox;
  const resellers = await addPeople(options);
  const labels = new Set<string>();
  let taps = 0;
  let isStopped = false;
  const waiting = new Map<number, (message: MessageView) => void>();

  const unsubscribe = telegram.subscribe((event) => {
    if (event.type !== 'message_sent' || event.by !== 'bot') return;
    const tell = waiting.get(event.chatId);
    const message = tell && telegram.chat(event.chatId).messages.findLast(({ id }) => id === event.messageId);
    if (message) tell(message);
  });

  /** The next card for `label`; `undefined` when none comes in time. */
  function cardFor(user: TelegramUser, label: string): Promise<MessageView | undefined> {
    return new Promise((resolve) => {
      const end = (message?: MessageView) => {
        clearTimeout(timer);
        waiting.delete(user.id);
        resolve(message);
      };
      const timer = setTimeout(end, CARD_WITHIN_MS);
      waiting.set(user.id, (message) => {
        const isCard = message.keyboard.flat().some(({ text }) => text === 'Beli');
        if (isCard && message.text.includes(label)) end(message);
      });
    });
  }

  function tap(user: TelegramUser, card: MessageView, button: string, times: number): void {
    try {
      user.tapRepeated(card, button, times);
      taps += times;
    } catch {
      // The bot was faster: the button is not there any more.
    }
  }

  async function order(user: TelegramUser, label: string, own: Random): Promise<void> {
    labels.add(label);
    const card = cardFor(user, label);
    user.send(`${label}.${SEED_PIN}`);
    let shown = await card;
    if (shown === undefined && !isStopped && own.fraction() < 0.5) {
      const another = cardFor(user, label);
      user.send(`${label}.${SEED_PIN}`);
      shown = await another;
    }
    if (shown === undefined) return;
    const mood = own.fraction();
    if (mood < 0.62) tap(user, shown, 'Beli', 1);
    else if (mood < 0.84) tap(user, shown, 'Beli', 2 + own.below(2));
    else if (mood < 0.9) tap(user, shown, 'Batal', 1);
    else if (mood < 0.96) {
      const [first, second] = own.fraction() < 0.5 ? ['Beli', 'Batal'] : ['Batal', 'Beli'];
      tap(user, shown, first ?? '', 1);
      tap(user, shown, second ?? '', 1);
    }
  }

  async function live(user: TelegramUser, index: number): Promise<void> {
    const own = random.fork(index);
    for (let count = 0; !isStopped && count < MOST_ORDERS_EACH; ) {
      await pause(own.below(options.pauseMs), undefined, { ref: false });
      if (isStopped) return;
      const mood = own.fraction();
      if (mood < 0.06) user.send('SAL');
      else if (mood < 0.12) user.send(`CEK.${10_001 + own.below(200)}`);
      else {
        const where = String(index).padStart(2, '0') + String(count++).padStart(3, '0');
        const suffix = own.pick(options.suffixes);
        const isToken = own.fraction() < 0.5;
        await order(user, isToken ? `PLN20.01${where}${suffix}` : `S10.0812${where}${suffix}`, own);
      }
    }
  }

  const users = [...resellers.keys()].map((id) => telegram.user(id));
  const lives = users.map((user, index) => live(user, index));
  if (users.length !== people) throw new Error('not everybody is there');
  return {
    labels,
    get taps() {
      return taps;
    },
    resellers,
    async stop() {
      isStopped = true;
      await Promise.all(lives);
      unsubscribe();
    },
  };
}

async function addPeople({ sandbox, sql, people }: LoadOptions): Promise<Map<number, number>> {
  const resellers = createResellers(sql);
  const pins = createPinStore(sql);
  const money = createOperatorMoney(sql);
  const hasher = createPinHasher(Buffer.from(sandbox.botEnvironment.PIN_PEPPER ?? '', 'hex'));
  const ids = new Map<number, number>();
  for (let index = 0; index < people; index++) {
    const telegramId = 5_000 + index;
    const name = `Kios ${index}`;
    const { reseller } = await resellers.add({ telegramId, name }, 900, new Date());
    await pins.replace(reseller.id, undefined, await hasher.hash(reseller.id, SEED_PIN, 'test'));
    await money.deposit(`test:${telegramId}`, reseller.id, DEPOSIT, '', 900, new Date());
    sandbox.telegram.addUser({ id: telegramId, firstName: name });
    ids.set(telegramId, reseller.id);
  }
  return ids;
}
