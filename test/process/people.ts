import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import type { MessageView } from '../../src/sandbox/telegram/view.ts';
import { connect, type Database } from '../../src/store/connect.ts';
import { startEmbedded } from '../../src/store/embedded.ts';

/** The bot's process may have to start, or to be started again, before it answers. */
const ANSWER_WITHIN_MS = 60_000;

/** A database client beside the bot's own. */
export async function besideTheBot(sandbox: Sandbox): Promise<Database & { url: string }> {
  const { url } = await startEmbedded({ dataDir: sandbox.databaseDir });
  return { url, ...connect(url, { applicationName: 'test', max: 4 }) };
}

export function answerWith(
  sandbox: Sandbox,
  user: TelegramUser,
  matches: (message: MessageView) => boolean,
  what: string,
): Promise<MessageView> {
  return sandbox.telegram.waitFor(
    () => user.chat.messages.find((message) => message.from === 'bot' && matches(message)),
    { timeoutMs: ANSWER_WITHIN_MS, what },
  );
}

const shows = (message: MessageView, label: string) =>
  message.keyboard.flat().some((button) => button.text === label);

/** Orders, and waits for the card. `order`: without the PIN. */
export async function ask(sandbox: Sandbox, user: TelegramUser, order: string): Promise<MessageView> {
  user.send(`${order}.${SEED_PIN}`);
  return answerWith(sandbox, user, (m) => m.text.includes(order) && shows(m, 'Beli'), `a card for ${order}`);
}

/** Waits for the message that rings: a reply that names the order and how it ended. */
export function ending(
  sandbox: Sandbox,
  user: TelegramUser,
  order: string,
  word: string,
): Promise<MessageView> {
  return answerWith(
    sandbox,
    user,
    (m) => m.replyTo !== undefined && m.text.includes(`${order} ${word}.`),
    `${word} for ${order}`,
  );
}
