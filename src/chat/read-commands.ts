import type { Context } from 'grammy';
import type { Command } from '../domain/command/command.ts';
import { parseMessage } from '../domain/command/parse.ts';
import { CALLBACK } from './context.ts';

const RUN = `${CALLBACK.run}:`;

/** The commands of the message, or of the pressed button that runs one as if it had been typed. None: it holds none that can be read. */
export function readCommands(ctx: Context): Command[] {
  const data = ctx.callbackQuery?.data;
  const text = data?.startsWith(RUN) ? data.slice(RUN.length) : ctx.message?.text;
  const parsed = text === undefined ? undefined : parseMessage(text);
  return parsed?.kind === 'commands' ? parsed.commands : [];
}

/** What asked, as it is known again when the update is repeated: `chat:message`. */
export function originOf(ctx: Context): string {
  const messageId = ctx.message?.message_id ?? ctx.callbackQuery?.message?.message_id ?? 0;
  return `${ctx.chatId ?? 0}:${messageId}`;
}
