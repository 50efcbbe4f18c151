import type { Context } from 'grammy';
import type { Command } from '../domain/command/command.ts';
import { parseMessage } from '../domain/command/parse.ts';
import type { Words } from '../domain/command/words.ts';
import { CALLBACK } from './context.ts';

const RUN = `${CALLBACK.run}:`;

/**
 * The commands of the message, or of the pressed button that runs one as if it had been typed: that is in the default words, whatever
 * an operator has made of them since. None: it holds none that can be read.
 */
export function readCommands(ctx: Context & { parts: { words(): Words } }): Command[] {
  const data = ctx.callbackQuery?.data;
  const text = ctx.message?.text;
  const parsed = data?.startsWith(RUN)
    ? parseMessage(data.slice(RUN.length))
    : text === undefined
      ? undefined
      : parseMessage(text, ctx.parts.words());
  return parsed?.kind === 'commands' ? parsed.commands : [];
}

/** What asked, as it is known again when the update is repeated: `chat:message`. */
export function originOf(ctx: Context): string {
  const messageId = ctx.message?.message_id ?? ctx.callbackQuery?.message?.message_id ?? 0;
  return `${ctx.chatId ?? 0}:${messageId}`;
}
