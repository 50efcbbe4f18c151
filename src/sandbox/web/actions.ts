import { z } from 'zod';
import { dayBounds, dayOf } from '../../domain/day.ts';
import type { Sandbox } from '../sandbox.ts';
import type { TelegramUser } from '../telegram/user.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { Feed } from './feed.ts';
import { pageClock } from './relay.ts';

/** What can be asked for on the page. The first group is what a person does in Telegram, the second what moves the world around. */
export const actionSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('send'),
    personId: z.int(),
    text: z.string().max(4096),
    replyTo: z.int().optional(),
  }),
  z.object({ do: z.literal('start'), personId: z.int() }),
  z.object({ do: z.literal('tap'), personId: z.int(), messageId: z.int(), data: z.string() }),
  z.object({ do: z.literal('press'), personId: z.int(), text: z.string() }),
  z.object({ do: z.literal('contact'), personId: z.int() }),
  z.object({
    do: z.literal('edit'),
    personId: z.int(),
    messageId: z.int(),
    text: z.string().min(1).max(4096),
  }),
  z.object({ do: z.literal('delete'), personId: z.int(), messageId: z.int() }),
  z.object({ do: z.literal('add_person'), name: z.string().trim().min(1).max(64) }),

  z.object({ do: z.literal('bot'), what: z.enum(['start', 'stop', 'kill9']) }),
  z.object({
    do: z.literal('fault'),
    choice: z.enum(['slow', 'fail', 'lose', 'garbage']),
    call: z.enum(['any', 'buy', 'inquiry', 'detail', 'history']),
  }),
  z.object({ do: z.literal('clear_faults') }),
  z.object({ do: z.literal('repeat_update') }),
  z.object({ do: z.literal('jump'), to: z.enum(['evening', 'midnight']) }),
]);
export type Action = z.infer<typeof actionSchema>;

/** What a client would not offer, or what cannot be done now; the message is for whoever asked. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

const ZONE = 'Asia/Jakarta';
const SUMMARY_HOUR = 21;
const MINUTE_MS = 60_000;

export type Actors = { sandbox: Sandbox; feed: Feed; faults: ArmedFaults };

/** @returns what the page wants to know of it, as JSON. @throws {RefusedError} */
export async function act({ sandbox, feed, faults }: Actors, action: Action): Promise<object> {
  const { bot, telegram } = sandbox;
  switch (action.do) {
    case 'add_person':
      return { personId: addPerson(sandbox, action.name).id };
    case 'bot':
      return moveBot(sandbox, action.what);
    case 'fault':
      faults.arm({ choice: action.choice, call: action.call });
      feed.push({ type: 'faults', faults: faults.waiting });
      return {};
    case 'clear_faults':
      faults.clear();
      feed.push({ type: 'faults', faults: faults.waiting });
      return {};
    case 'repeat_update':
      return { repeated: repeatLast(sandbox) };
    case 'jump':
      if (bot.state === 'starting') throw new RefusedError('Bot sedang dinyalakan; coba sebentar lagi.');
      await jump(sandbox, momentOf(action.to, sandbox.now())).finally(() => {
        feed.push({ type: 'clock', clock: pageClock(sandbox) });
      });
      return {};
    default: {
      const person = telegram.users().find(({ id }) => id === action.personId);
      if (!person) throw new RefusedError(`Tidak ada orang dengan id ${action.personId}.`);
      try {
        return actAs(person, feed, action);
      } catch (error) {
        throw new RefusedError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    }
  }
}

/** @throws {Error} for what no client would offer. */
function actAs(person: TelegramUser, feed: Feed, action: Extract<Action, { personId: number }>): object {
  switch (action.do) {
    case 'send': {
      const { text, replyTo } = action;
      return { messageId: person.send(text, replyTo === undefined ? {} : { replyTo }).id };
    }
    case 'start':
      return { messageId: person.start().id };
    case 'tap': {
      const { messageId, data } = action;
      const message = person.chat.messages.findLast(({ id }) => id === messageId);
      // By what it does, not by its place: the message may have been edited while the finger came down.
      const index =
        message?.keyboard.flat().findIndex((button) => button.kind === 'callback' && button.data === data) ??
        -1;
      if (index < 0 || message?.isDeleted) throw new RefusedError('Tombol itu sudah tidak ada.');
      const { callbackQueryId: tapId } = person.tap(messageId, index);
      feed.push({ type: 'tapped', chatId: person.id, messageId, data, tapId });
      return { tapId };
    }
    case 'press':
      return { messageId: person.press(action.text).id };
    case 'contact':
      return { messageId: person.shareContact().id };
    case 'edit':
      return { messageId: person.edit(action.messageId, action.text).id };
    case 'delete':
      person.delete(action.messageId);
      return {};
  }
}

export function addPerson({ telegram }: Sandbox, name: string): TelegramUser {
  const id = Math.max(1_000, ...telegram.users().map((user) => user.id)) + 1;
  return telegram.addUser({ id, firstName: name, languageCode: 'id' });
}

async function moveBot({ bot }: Sandbox, what: 'start' | 'stop' | 'kill9'): Promise<object> {
  if (what === 'kill9') await bot.kill9();
  else if (what === 'stop') await bot.stop();
  else await bot.start();
  return {};
}

async function jump(sandbox: Sandbox, to: Date): Promise<void> {
  try {
    await sandbox.jumpTo(to);
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof RangeError) throw new RefusedError('Jam sudah lewat dari itu.', { cause: error });
    throw error;
  }
}

function repeatLast({ telegram }: Sandbox): number {
  try {
    return telegram.redeliver({ last: 1 }).length;
  } catch {
    throw new RefusedError('Belum ada pesan untuk diulang.');
  }
}

/** The next 21:00, or a minute after the next midnight, where the operator is. */
function momentOf(to: 'evening' | 'midnight', now: Date): Date {
  const { from, to: midnight } = dayBounds(dayOf(now, ZONE), ZONE);
  if (to === 'midnight') return new Date(midnight.getTime() + MINUTE_MS);
  const evening = new Date(from.getTime() + SUMMARY_HOUR * 60 * MINUTE_MS);
  return evening > now ? evening : new Date(evening.getTime() + 24 * 60 * MINUTE_MS);
}
