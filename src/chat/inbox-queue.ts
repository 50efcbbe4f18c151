import type { Update } from 'grammy/types';
import type { Queue } from 'pg-boss';
import { z } from 'zod';

export const INBOX = 'inbox';
export const PARKED = 'inbox-parked';
export const OVERFLOW = 'inbox-overflow';

const DAY_SECONDS = 24 * 60 * 60;
/** How long a worker may be silent before its updates are given to another. */
export const LOST_AFTER_SECONDS = 10;
/**
 * Tries after the first in which it failed by itself. Their pauses of 1 to 2, 2 to 4, 4 to 8 and 8 to 16 seconds are how long a bad
 * update holds up its chat.
 */
export const RETRIES = 4;
/**
 * Workers that may be lost with an update before it is given up. More than tries that failed: a process that is killed from outside
 * takes whatever it was handling with it.
 */
export const MOST_LOSSES = 8;
/** While it is Telegram that fails, an update is tried for as long as its message is not too old to be carried out. */
export const TROUBLE_MS = 10 * 60_000;
/** The queue's own limit: more tries than fit into that time. When to give up before is decided with the error at hand. */
const MOST_RETRIES = 60;
const LONGEST_PAUSE_SECONDS = 30;

/** The queues of the inbox, in the order in which they must be created. */
export const INBOX_QUEUES: readonly Queue[] = [
  // Until it is done the chat stands still, so it is tried until the database lets it; and then until Telegram takes the news.
  {
    name: PARKED,
    // A chat stands still until its row is dealt with: what a dead process held of them is not left to the queue's quarter of an hour.
    heartbeatSeconds: LOST_AFTER_SECONDS,
    retryLimit: 1_000,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: LONGEST_PAUSE_SECONDS,
    retentionSeconds: DAY_SECONDS,
    deleteAfterSeconds: DAY_SECONDS,
  },
  // What was not kept because its chat wrote too fast: PINs to be deleted, and somebody to be told.
  {
    name: OVERFLOW,
    heartbeatSeconds: LOST_AFTER_SECONDS,
    retryLimit: 100,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: LONGEST_PAUSE_SECONDS,
    retentionSeconds: DAY_SECONDS,
    deleteAfterSeconds: 3_600,
  },
  {
    name: INBOX,
    // One update of a chat at a time, oldest first; chats beside each other. One that failed for good would hold up its chat for
    // ever, therefore the dead letter queue, whose worker removes it.
    policy: 'key_strict_fifo',
    deadLetter: PARKED,
    retryLimit: MOST_RETRIES,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: LONGEST_PAUSE_SECONDS,
    heartbeatSeconds: LOST_AFTER_SECONDS,
    // As long as Telegram repeats itself: until then a repeated update meets its own row and is dropped.
    retentionSeconds: DAY_SECONDS,
    deleteAfterSeconds: DAY_SECONDS,
  },
];

/** What a row of the inbox holds. It may have been written by another version. */
export const InboxPayload = z.object({
  updateId: z.int(),
  /** Milliseconds since 1970. */
  receivedAt: z.number(),
  /** The update as Telegram sent it: what people type holds PINs. */
  sealed: z.string(),
});
export type InboxPayload = z.infer<typeof InboxPayload>;

/** Left by a try that failed: the name of the error, how many tries so far failed by the update itself, and how many workers were lost with it. */
export const Failure = z.object({
  error: z.string(),
  faults: z.int().nonnegative().catch(0),
  losses: z.int().nonnegative().catch(0),
});
export type Failure = z.infer<typeof Failure>;

/** What a chat wrote too fast. Holds no text. */
export const OverflowPayload = z.object({
  chatId: z.int(),
  /** Messages that look as if they held a PIN. */
  messageIds: z.array(z.int()),
  /** The person is to be told. */
  isNew: z.boolean(),
});

const Chat = z.looseObject({ id: z.int() });
/** Of an update, what the inbox must know. */
const UpdateShape = z.looseObject({
  update_id: z
    .int()
    .nonnegative()
    .max(2 ** 48 - 1),
  message: z.looseObject({ chat: Chat }).optional(),
  edited_message: z.looseObject({ chat: Chat }).optional(),
  callback_query: z
    .looseObject({ from: z.looseObject({ id: z.int() }), message: z.looseObject({ chat: Chat }).optional() })
    .optional(),
  my_chat_member: z.looseObject({ chat: Chat }).optional(),
});

/** `undefined`: nothing that could be handled. */
export function parseUpdate(raw: unknown): Update | undefined {
  const parsed = UpdateShape.safeParse(raw);
  // The rest is Telegram's word, over TLS or with the webhook's secret: grammY reads it by the same types.
  return parsed.success ? (parsed.data as unknown as Update) : undefined;
}

/** Updates with the same lane are handled one after the other. */
export function laneOf(update: Update): string {
  const query = update.callback_query;
  // A private chat has the id of its person, so a tap whose message is gone still keeps to the right lane.
  const chatId =
    update.message?.chat.id ??
    update.edited_message?.chat.id ??
    query?.message?.chat.id ??
    query?.from.id ??
    update.my_chat_member?.chat.id;
  return chatId === undefined ? `update:${update.update_id}` : `chat:${chatId}`;
}

/**
 * The id of an update's row: the same for the same bot and update (a UUID of version 8), so that a repeat is dropped. It begins
 * with the update id because pg-boss orders what was stored at the same moment by row id.
 */
export function rowId(botId: number, updateId: number): string {
  const update = updateId.toString(16).padStart(12, '0');
  const bot = botId.toString(16).padStart(15, '0');
  return `${update.slice(0, 8)}-${update.slice(8)}-8000-8${bot.slice(0, 3)}-${bot.slice(3)}`;
}
