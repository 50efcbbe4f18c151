import type { EventBus, Numbered } from '../event-bus.ts';
import type { CallbackAnswer } from './state.ts';

/** One call of the bot. It tells what happened, not what was written: texts are read from the chats. */
export type CallRecord = {
  sequence: number;
  method: string;
  chatId: number | undefined;
  startedAt: Date;
  /** Real time, from the last byte of the request to the answer. */
  durationMs: number;
  result:
    | { kind: 'ok' }
    | { kind: 'refused'; code: number; description: string }
    /** Done, but the connection was cut instead of answering. */
    | { kind: 'dropped' }
    /** The client went away first, or the server closed. */
    | { kind: 'abandoned' };
};

type By = 'bot' | number;

export type EventBody =
  | { type: 'message_sent' | 'message_edited' | 'message_deleted'; chatId: number; messageId: number; by: By }
  | { type: 'button_tapped'; chatId: number; messageId: number; userId: number; callbackQueryId: string }
  | {
      type: 'callback_answered';
      chatId: number;
      userId: number;
      callbackQueryId: string;
      answer: CallbackAnswer;
    }
  | { type: 'chat_action'; chatId: number; action: string }
  | { type: 'bot_blocked' | 'bot_unblocked'; userId: number }
  | { type: 'update_queued' | 'update_confirmed' | 'update_expired'; updateId: number }
  | { type: 'update_delivered'; updateId: number; over: 'polling' | 'webhook' }
  /** The bot waits in a long poll. */
  | { type: 'poll_waiting' }
  | { type: 'fault_hit'; method: string; chatId: number | undefined; kind: string }
  | { type: 'webhook_failed'; updateId: number; error: string }
  | { type: 'call'; call: CallRecord };

/** In one sequence across all chats. */
export type TelegramEvent = Numbered<EventBody>;

export type TelegramEvents = EventBus<EventBody>;
