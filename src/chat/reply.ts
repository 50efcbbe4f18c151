import { type Api, type Context, GrammyError, HttpError } from 'grammy';
import type { InlineKeyboardMarkup, Update } from 'grammy/types';
import type { Button, Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import { isInMenu, withBack } from './in-menu.ts';
import { takePlace } from './in-place.ts';
import { MAX_TEXT_LENGTH, plainText, splitHtml } from './split-html.ts';

/** Telegram says that this chat cannot be written to: blocked, deleted or never begun. Trying again does not help. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError';
  readonly chatId: number;

  constructor(chatId: number, cause: unknown) {
    super('the chat cannot be written to', { cause });
    this.chatId = chatId;
  }
}

export type ReplyOptions = {
  /** Message to quote, if it is still there. */
  replyTo?: number;
  /** Put it in the place of the message whose button was pressed. Where that is gone, it is sent. */
  edit?: boolean;
};

/** The first answer to a press in the menu takes its place; others come after it. */
const answeredInMenu = new WeakSet<Update>();

/**
 * Answers in the chat of an update; a press in the menu in its place, with the way back below it, and likewise what ends a conversation
 * (see `answerInPlace`).
 * @returns the id of the message that shows the answer (of several, the last: it has the buttons).
 * @throws {BlockedError} and what grammY throws; whether a message was sent is unknown after a network error.
 */
export async function reply(
  ctx: Context & { texts?: Pick<Texts, 'menu'> },
  answered: Message,
  options: ReplyOptions = {},
): Promise<number> {
  const chatId = ctx.chatId;
  if (chatId === undefined) throw new Error('an update without a chat cannot be answered');
  const { replyTo, edit } = options;
  const place = takePlace(ctx);
  const shown = place?.messageId ?? ctx.callbackQuery?.message?.message_id;
  const isMenu =
    place === undefined
      ? ctx.texts !== undefined && isInMenu(ctx) && !answeredInMenu.has(ctx.update)
      : place.back === 'always' || (place.back === 'bare' && (answered.buttons ?? []).length === 0);
  if (isMenu) answeredInMenu.add(ctx.update);
  const message = isMenu && ctx.texts ? withBack(answered, ctx.texts.menu.back()) : answered;
  if (
    (edit || isMenu || place !== undefined) &&
    shown !== undefined &&
    (await editMessage(ctx.api, chatId, shown, message)) === 'edited'
  )
    return shown;
  return sendMessage(ctx.api, chatId, message, replyTo === undefined ? {} : { replyTo });
}

/**
 * Sends a message, as several where it is too long. One that Telegram cannot read as HTML is sent without tags: what it says
 * matters more than how it looks.
 * @returns the id of the last message.
 * @throws {BlockedError} and what grammY throws.
 */
export async function sendMessage(
  api: Api,
  chatId: number,
  message: Message,
  options: { replyTo?: number } = {},
): Promise<number> {
  const pieces = splitHtml(message.html);
  const quote = options.replyTo && {
    reply_parameters: { message_id: options.replyTo, allow_sending_without_reply: true },
  };
  let messageId = 0;
  for (const [index, html] of pieces.entries()) {
    const other = {
      ...(index === 0 && quote),
      ...(index === pieces.length - 1 && markup(message.buttons)),
      link_preview_options: { is_disabled: true },
    };
    const sent = await readable(chatId, html, (text, form) =>
      api.sendMessage(chatId, text, { ...other, ...form }),
    );
    messageId = sent.message_id;
  }
  return messageId;
}

/**
 * Puts a message in the place of an earlier one; what is too long is cut off. Repeating it changes nothing.
 * @returns `gone` when there is nothing left to edit.
 * @throws {BlockedError} and what grammY throws.
 */
export async function editMessage(
  api: Api,
  chatId: number,
  messageId: number,
  message: Message,
): Promise<'edited' | 'gone'> {
  const isTooLong = splitHtml(message.html).length > 1;
  const shown = isTooLong ? `${splitHtml(message.html, MAX_TEXT_LENGTH - 2)[0]}\n…` : message.html;
  const other = { ...markup(message.buttons), link_preview_options: { is_disabled: true } };
  try {
    await readable(chatId, shown, (text, form) =>
      api.editMessageText(chatId, messageId, text, { ...other, ...form }),
    );
    return 'edited';
  } catch (error) {
    if (says(error, /message is not modified/i)) return 'edited';
    if (says(error, /message to edit not found|message can't be edited|message_id_invalid/i)) return 'gone';
    throw error;
  }
}

/**
 * Answers what must not be handled again for want of an answer: a wrong PIN repeated would count as a further try. Where Telegram
 * has trouble, the answer is lost instead.
 */
export async function sayOnce(ctx: Context, message: Message): Promise<void> {
  try {
    await reply(ctx, message);
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
  }
}

/** Ends the waiting sign on a button, with a short text above the chat if there is one. Too late is no harm. */
export async function answer(ctx: Context, text?: string): Promise<void> {
  if (ctx.callbackQuery === undefined) return;
  try {
    await ctx.answerCallbackQuery(text === undefined ? {} : { text: text.slice(0, 200) });
  } catch (error) {
    if (!says(error, /query is too old|query_id_invalid|query id is invalid/i)) throw error;
  }
}

/** Sending for those who have no update at hand. */
export function createMessenger(api: Api) {
  return {
    edit: (chatId: number, messageId: number, message: Message) =>
      editMessage(api, chatId, messageId, message),
    send: (chatId: number, message: Message, options: { replyTo?: number } = {}) =>
      sendMessage(api, chatId, message, options),
    explain: explainFailure,
  };
}

/** What it means that a message could not be sent. */
export function explainFailure(
  error: unknown,
): { kind: 'blocked' } | { kind: 'wait'; afterMs: number } | { kind: 'trouble' } | { kind: 'failed' } {
  if (error instanceof BlockedError) return { kind: 'blocked' };
  if (error instanceof GrammyError && error.parameters.retry_after !== undefined)
    return { kind: 'wait', afterMs: error.parameters.retry_after * 1000 };
  return { kind: isTelegramTrouble(error) ? 'trouble' : 'failed' };
}

/** Whether Telegram could not be reached, had no time or refuses the token, so that a further message would fare no better. */
export function isTelegramTrouble(error: unknown): boolean {
  return (
    error instanceof HttpError ||
    (error instanceof GrammyError &&
      (error.error_code === 401 || error.error_code === 429 || error.error_code >= 500))
  );
}

type Form = { parse_mode?: 'HTML' };

async function readable<T>(
  chatId: number,
  html: string,
  send: (text: string, form: Form) => Promise<T>,
): Promise<T> {
  try {
    return await send(html, { parse_mode: 'HTML' });
  } catch (error) {
    if (isBlocked(error)) throw new BlockedError(chatId, error);
    if (!says(error, /can't parse entities/i)) throw error;
    return await send(plainText(html), {});
  }
}

function isBlocked(error: unknown): boolean {
  if (!(error instanceof GrammyError)) return false;
  return error.error_code === 403 || says(error, /chat not found|peer_id_invalid|user is deactivated/i);
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && words.test(error.description);
}

function markup(buttons: Button[][] | undefined): { reply_markup?: InlineKeyboardMarkup } {
  if (buttons === undefined || buttons.length === 0) return {};
  return {
    reply_markup: {
      inline_keyboard: buttons.map((row) =>
        row.map((button) =>
          'data' in button
            ? { text: button.text, callback_data: button.data }
            : { text: button.text, copy_text: { text: button.copy } },
        ),
      ),
    },
  };
}
