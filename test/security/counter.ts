import type { Update } from 'grammy/types';
import { parseUpdate } from '../../src/chat/inbox-queue.ts';
import { OPERATOR } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import type { MessageView } from '../../src/sandbox/telegram/view.ts';
import { type Desk, openDesk } from '../support/desk.ts';

/** 21:00 in Jakarta. */
export const OPENING = new Date('2026-11-20T14:00:00Z');

export const BUDI = 1001;
export const SITI = 1002;
export const EVE = 6666;

/** A desk, two resellers with money and the PIN 1234, the operator, and a stranger who has pressed Start. */
export type Counter = Omit<Desk, 'settle' | 'advance' | 'close'> & {
  settle: () => Promise<void>;
  advance: (ms: number) => Promise<void>;
  close: () => Promise<void>;
  budi: TelegramUser;
  siti: TelegramUser;
  operator: TelegramUser;
  eve: TelegramUser;
  /** Hands over anything as Telegram's server would; what is no update at all is dropped before the bot. Returns what it threw. */
  deliver: (raw: unknown) => Promise<unknown>;
  /** What is booked, bought, locked and decided: all that no stranger and no slip may change. */
  state: () => Promise<string>;
};

export async function openCounter(): Promise<Counter> {
  const desk = await openDesk(OPENING);
  const { telegram, sql } = desk;
  const eve = telegram.addUser({ id: EVE, firstName: 'Eve', languageCode: 'id' });
  const [budi, siti, operator] = [BUDI, SITI, OPERATOR.telegramId].map((id) => telegram.user(id));
  if (!budi || !siti || !operator) throw new Error('somebody is missing');
  for (const person of [budi, siti, operator, eve]) person.start();
  await desk.settle();
  return {
    ...desk,
    budi,
    siti,
    operator,
    eve,
    async deliver(raw) {
      const update = parseUpdate(raw);
      if (update === undefined) return undefined;
      try {
        await desk.bot.handle(update as Update, { attempt: 0, receivedAt: desk.now() });
        return undefined;
      } catch (error) {
        return error;
      }
    },
    async state() {
      const parts = await Promise.all(
        [
          sql`select to_jsonb(t)::text as row from reseller t order by id`,
          sql`select to_jsonb(t)::text as row from account t order by id`,
          sql`select to_jsonb(t)::text as row from orders t order by number`,
          sql`select to_jsonb(t)::text as row from audit t order by id`,
          sql`select to_jsonb(t)::text as row from setting t order by key`,
          sql`select to_jsonb(t)::text as row from product t order by code`,
          sql`select to_jsonb(t)::text as row from registration t order by telegram_id`,
          sql`select to_jsonb(t)::text as row from telegram_account t order by telegram_id`,
        ].map(async (rows) => (await rows).map(({ row }) => String(row)).join('\n')),
      );
      return parts.join('\n\n');
    },
  };
}

export function newest(user: TelegramUser, label: string): MessageView {
  const found = user.chat.messages.findLast(
    (m) => !m.isDeleted && m.keyboard.flat().some((b) => b.text === label),
  );
  if (found === undefined) throw new Error(`${user.firstName} sees no [${label}]`);
  return found;
}

export function dataOf(message: MessageView, label: string): string {
  const button = message.keyboard.flat().find((b) => b.text === label);
  if (button?.kind !== 'callback') throw new Error(`[${label}] carries nothing`);
  return button.data;
}

/** What the bot has shown in this chat from `from` on. */
export function shownTo(user: TelegramUser, from = 0): string {
  return user.chat.messages
    .slice(from)
    .filter((m) => m.from === 'bot')
    .map(
      (m) =>
        `${m.text}\n${m.keyboard
          .flat()
          .map((b) => b.text)
          .join()}`,
    )
    .join('\n');
}
