import type { Composer } from 'grammy';
import { LONGEST_NAME, MOST_FAVOURITES } from '../../app/favourites.ts';
import { normalise } from '../../domain/command/normalise.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { readCommands } from '../read-commands.ts';
import { answer, editMessage, reply } from '../reply.ts';
import { type Move, talk, walk } from './outside.ts';

export const NAME_FAVOURITE = 'name-favourite';

/** `askedAtMs`: when the name was asked for. */
type Step = { destination: string; productCode: string; messageId: number; askedAtMs: number };

/** What is typed later has to do with something else. */
const VALID_MS = 10 * 60_000;

const CANCEL = `${CALLBACK.favourite}:cancel`;

/** Asks what a destination is to be called. Entered with the destination, a product bought there, and its name so far. */
export function createNameFavouriteConversation(): Composer<KonterContext> {
  return talk(
    NAME_FAVOURITE,
    (conversation, _ctx, destination?: unknown, productCode?: unknown, now?: unknown) =>
      walk(
        conversation,
        async (ctx): Promise<Step | undefined> => {
          if (typeof destination !== 'string' || typeof productCode !== 'string') return undefined;
          const name = typeof now === 'string' ? now : undefined;
          const messageId = await reply(
            ctx,
            ctx.texts.menu.askName({ destination, now: name, isBad: false, cancel: CANCEL }),
          );
          return { destination, productCode, messageId, askedAtMs: ctx.parts.now().getTime() };
        },
        advance,
      ),
  );
}

async function advance(ctx: KonterContext, step: Step): Promise<Move<Step>> {
  const { menu } = ctx.texts;
  if (ctx.callbackQuery !== undefined) {
    const isOurs =
      ctx.callbackQuery.data === CANCEL && ctx.callbackQuery.message?.message_id === step.messageId;
    if (!isOurs) return { kind: 'pass' };
    await answer(ctx);
    return end(ctx, step, menu.notNamed());
  }
  const text = ctx.message?.text;
  const repliedTo = ctx.message?.reply_to_message?.message_id;
  if (text === undefined || (repliedTo !== undefined && repliedTo !== step.messageId))
    return { kind: 'pass' };
  const commands = readCommands(ctx);
  if (commands.some(({ kind }) => kind === 'no')) return end(ctx, step, menu.notNamed());
  const isCommand = commands.some(({ kind }) => kind !== 'not_understood');
  const isLate = ctx.parts.now().getTime() - step.askedAtMs > VALID_MS;
  if (isCommand || isLate || text.startsWith('/')) {
    await end(ctx, step, menu.notNamed());
    return { kind: 'leave' };
  }
  const { destination, productCode } = step;
  const name = readName(text);
  if (name === undefined) {
    if (containsPinLike(text)) await deletePinMessage(ctx);
    const message = menu.askName({ destination, now: undefined, isBad: true, cancel: CANCEL });
    const askedAtMs = ctx.parts.now().getTime();
    return { kind: 'step', step: { ...step, messageId: await reply(ctx, message), askedAtMs } };
  }
  const { reseller, parts } = ctx;
  if (reseller === undefined) return { kind: 'leave' };
  const saved = await parts.favourites.save(reseller.id, { name, destination, productCode }, parts.now());
  await reply(ctx, saved === undefined ? menu.full(MOST_FAVOURITES) : menu.named(saved));
  return { kind: 'done' };
}

/** One line, short, and nothing that may be a PIN; `undefined`: it is none. */
function readName(text: string): string | undefined {
  const name = normalise(text);
  const isFine = name.length >= 1 && name.length <= LONGEST_NAME && !name.includes('\n');
  return isFine && /[\p{L}\p{N}]/u.test(name) && !containsPinLike(name) ? name : undefined;
}

async function end(ctx: KonterContext, { messageId }: Step, message: Message): Promise<Move<Step>> {
  if (ctx.chatId !== undefined) await editMessage(ctx.api, ctx.chatId, messageId, message);
  return { kind: 'done' };
}
