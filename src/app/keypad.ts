import { z } from 'zod';
import type { Seal } from './seal.ts';

const MIN_DIGITS = 4;
const MAX_DIGITS = 6;

/** As long as a confirmation is good for; after it the screen somebody left open does nothing. */
const OPEN_MS = 5 * 60_000;

/** More presses than Telegram could repeat out of turn. */
const IDS_KEPT = 16;

/** Each lost exchange is another press that got through, and nobody has so many fingers. */
const MOST_EXCHANGES = 50;

export const KEYPAD_KEYS = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'back',
  'ok',
  'cancel',
] as const;
export type KeypadKey = (typeof KEYPAD_KEYS)[number];

export type KeypadRow = {
  token: string;
  /** The only account that may press it. */
  telegramId: number;
  chatId: number;
  /** The message that shows it; `undefined` until it has been sent. */
  messageId: number | undefined;
  /** Sealed. */
  purpose: string;
  /** Sealed. */
  pressed: string;
  expiresAt: Date;
};

/** Keypads as they are kept: what they hold is sealed before it gets here. */
export interface KeypadStore {
  add(keypad: Omit<KeypadRow, 'messageId'>): Promise<void>;
  find(token: string): Promise<KeypadRow | undefined>;
  /** Puts `next` in place of `current`. False: it has changed, or is gone. */
  exchange(token: string, current: string, next: string): Promise<boolean>;
  shown(token: string, messageId: number): Promise<void>;
  remove(token: string): Promise<void>;
  removeExpired(now: Date, limit: number): Promise<KeypadRow[]>;
}

export type KeypadPress = {
  token: string;
  telegramId: number;
  key: KeypadKey;
  /** Telegram's id of the press: the same press delivered again counts once. */
  id: string;
};

export type KeypadAnswer =
  /** So many digits stand there now. */
  | { kind: 'shown' | 'too_short'; length: number; purpose: unknown }
  /** [OK]: the keypad takes nothing more, and says this once; to the very same press, should it come again, once more. */
  | { kind: 'done'; pin: string; purpose: unknown }
  /** [Batal]: it is closed, and nothing is done. */
  | { kind: 'cancelled' }
  /** Too old, closed, used, or never there. */
  | { kind: 'expired' }
  | { kind: 'not_yours' };

export type ExpiredKeypad = { chatId: number; messageId: number | undefined };

/** PINs tapped on buttons, so that their digits never are a message. Anything JSON can be a purpose: its reader parses it. */
export type Keypads = {
  /** @returns the token, 128 random bits as base64url, that every button carries. */
  open(keypad: { telegramId: number; chatId: number; purpose: unknown }, now: Date): Promise<string>;
  press(press: KeypadPress, now: Date): Promise<KeypadAnswer>;
  /** Remembers which message shows it. */
  shown(token: string, messageId: number): Promise<void>;
  /** Twice is once. */
  close(token: string): Promise<void>;
  /** Removes at most `limit` that nobody finished in time, and says which messages still show them. */
  sweep(now: Date, limit: number): Promise<ExpiredKeypad[]>;
};

const Pressed = z.object({
  digits: z.string(),
  ids: z.array(z.string()),
  /** The press of [OK] that finished it. */
  doneBy: z.string().optional(),
});
type Pressed = z.infer<typeof Pressed>;

/** Never the id of a press. */
function cancelledBy({ id }: KeypadPress): string {
  return `cancel:${id}`;
}

/** @param options.newToken 128 random bits, base64url */
export function createKeypads(options: { store: KeypadStore; seal: Seal; newToken: () => string }): Keypads {
  const { store, seal, newToken } = options;
  const sealed = (value: unknown) => seal.seal(JSON.stringify(value));

  /** What a sealed column holds; `undefined` when it was sealed with another pepper. */
  function opened(text: string): unknown {
    const json = seal.open(text);
    return json === undefined ? undefined : JSON.parse(json);
  }

  /** `undefined`: somebody else's press came in between. */
  async function tryPress(press: KeypadPress, now: Date): Promise<KeypadAnswer | undefined> {
    const row = await store.find(press.token);
    if (row === undefined || row.expiresAt <= now) return { kind: 'expired' };
    if (row.telegramId !== press.telegramId) return { kind: 'not_yours' };
    const parsed = Pressed.safeParse(opened(row.pressed));
    if (!parsed.success) return { kind: 'expired' };

    const before = parsed.data;
    const purpose = opened(row.purpose);
    const { length } = before.digits;
    if (press.key === 'cancel' && before.doneBy === cancelledBy(press)) return { kind: 'cancelled' };
    if (before.doneBy !== undefined) {
      return before.doneBy === press.id ? { kind: 'done', pin: before.digits, purpose } : { kind: 'expired' };
    }
    if (press.key === 'cancel') {
      // Not removed: the press may come again before anybody has seen that it closed the keypad.
      const closed: Pressed = { digits: '', ids: [], doneBy: cancelledBy(press) };
      const isMine = await store.exchange(press.token, row.pressed, sealed(closed));
      return isMine ? { kind: 'cancelled' } : undefined;
    }
    if (before.ids.includes(press.id)) return { kind: 'shown', length, purpose };
    if (press.key === 'ok') {
      if (length < MIN_DIGITS) return { kind: 'too_short', length, purpose };
      const done: Pressed = { ...before, doneBy: press.id };
      const isMine = await store.exchange(press.token, row.pressed, sealed(done));
      return isMine ? { kind: 'done', pin: before.digits, purpose } : undefined;
    }
    const after = pressKey(before, press.key, press.id);
    const isMine = await store.exchange(press.token, row.pressed, sealed(after));
    return isMine ? { kind: 'shown', length: after.digits.length, purpose } : undefined;
  }

  return {
    async open({ telegramId, chatId, purpose }, now) {
      const token = newToken();
      const nothing: Pressed = { digits: '', ids: [] };
      await store.add({
        token,
        telegramId,
        chatId,
        purpose: sealed(purpose),
        pressed: sealed(nothing),
        expiresAt: new Date(now.getTime() + OPEN_MS),
      });
      return token;
    },

    async press(press, now) {
      for (let exchange = 0; exchange < MOST_EXCHANGES; exchange++) {
        const answer = await tryPress(press, now);
        if (answer !== undefined) return answer;
      }
      throw new Error(`a press was outrun ${MOST_EXCHANGES} times`);
    },

    shown: (token, messageId) => store.shown(token, messageId),
    close: (token) => store.remove(token),

    async sweep(now, limit) {
      const rows = await store.removeExpired(now, limit);
      return rows
        .filter(({ pressed }) => Pressed.safeParse(opened(pressed)).data?.doneBy === undefined)
        .map(({ chatId, messageId }) => ({ chatId, messageId }));
    },
  };
}

function pressKey(before: Pressed, key: Exclude<KeypadKey, 'ok'>, id: string): Pressed {
  const digits = key === 'back' ? before.digits.slice(0, -1) : (before.digits + key).slice(0, MAX_DIGITS);
  return { digits, ids: [...before.ids, id].slice(-IDS_KEPT) };
}
