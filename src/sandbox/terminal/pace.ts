import type { TelegramEvent } from '../telegram/events.ts';
import type { FakeTelegram } from '../telegram/server.ts';

/** An answer often comes in pieces: this long after the last one it is taken as whole. */
const QUIET_MS = 300;
/** A bot that has not said anything by then will not. */
const ANSWERED_WITHIN_MS = 15_000;

/**
 * Does something in a chat, and resolves when the bot has answered there and fallen silent, does not answer, or `signal` fires.
 * @param act returns whether the bot hears of it; where it does not, there is nothing to wait for.
 */
export async function untilAnswered(
  telegram: FakeTelegram,
  chatId: number,
  act: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer = setTimeout(resolve, ANSWERED_WITHIN_MS);
  const unsubscribe = telegram.subscribe((event) => {
    if (!isAnswer(event, chatId)) return;
    clearTimeout(timer);
    timer = setTimeout(resolve, QUIET_MS);
  });
  const giveUp = () => resolve();
  signal.addEventListener('abort', giveUp);
  try {
    if (act() && !signal.aborted) await promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
    clearTimeout(timer);
    unsubscribe();
  }
}

/** That a message with a PIN is deleted comes before the answer to it. */
function isAnswer(event: TelegramEvent, chatId: number): boolean {
  switch (event.type) {
    case 'message_sent':
    case 'message_edited':
      return event.chatId === chatId && event.by === 'bot';
    case 'callback_answered':
      return event.chatId === chatId;
    default:
      return false;
  }
}
