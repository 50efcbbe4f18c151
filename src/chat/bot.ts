import { conversations } from '@grammyjs/conversations';
import {
  type Api,
  type ApiClientOptions,
  Bot,
  BotError,
  type Composer,
  type Context,
  GrammyError,
  type MiddlewareFn,
} from 'grammy';
import type { BotCommand, Update, UserFromGetMe } from 'grammy/types';
import type { Seal } from '../app/seal.ts';
import type { Language } from '../text/message.ts';
import type { KonterContext, Parts } from './context.ts';
import { type ConversationStore, conversationStorage } from './conversation-storage.ts';
import { discardPinCopies, languageOf, onlyPrivateChats, onlyRecentMessages } from './guards.ts';
import type { Delivery, Overflow, ParkedUpdate } from './inbox.ts';
import { limitStrangers } from './limit-strangers.ts';
import { removeMessage } from './pin-message.ts';
import { answer, BlockedError, isTelegramTrouble, reply, sendMessage } from './reply.ts';

export type BotOptions = {
  token: string;
  /** From `getMe`. */
  botInfo: UserFromGetMe;
  client: ApiClientOptions;
  parts: Parts;
  /** One for each feature, in this order; the one that takes what is left comes last. */
  composers: readonly Composer<KonterContext>[];
  conversations: ConversationStore;
  /** For what conversations remember. */
  seal: Seal;
  /** The first message of an answer was accepted by Telegram, so long after its update was received. */
  onReply?: (afterMs: number) => void;
};

export type KonterBot = {
  bot: Bot<KonterContext>;
  /**
   * Handles one update. Rejects with whatever went wrong, so that it is repeated: every handler is safe to repeat. The person is
   * told at the first attempt, not again at each. That somebody blocked the bot is no error.
   */
  handle(update: Update, delivery: Delivery): Promise<void>;
  /**
   * For an update that was given up: takes away a PIN it may have left in a private chat, and tells the person, unless he was told
   * while it was tried. Rejects only while Telegram has trouble; to be repeated then.
   */
  giveUp(parked: ParkedUpdate): Promise<void>;
  /**
   * For what was sent too fast to be kept: takes away the PINs in it, and tells the person. Rejects only while Telegram has trouble;
   * to be repeated then.
   */
  tellTooFast(overflow: Overflow): Promise<void>;
};

/** Updates of which somebody was told that they failed: more than fail for good between two restarts. */
const MOST_APOLOGIES = 1_000;

/** What every handler finds in its context; inside conversations, too. */
type Enriched = Context & Pick<KonterContext, 'parts' | 'reseller' | 'isOperator' | 'texts'>;

/** Puts the bot together and starts nothing. */
export function createBot(options: BotOptions): KonterBot {
  const { token, botInfo, client, parts, composers, onReply } = options;
  const bot = new Bot<KonterContext>(token, { botInfo, client });
  const deliveries = new WeakMap<Update, Delivery>();
  const told = new Set<number>();
  /** Of which nobody could be told when they failed, or nothing was wrong with them yet. */
  const untold = new Set<number>();

  function note(updates: Set<number>, updateId: number): void {
    updates.add(updateId);
    const [oldest] = updates;
    if (updates.size > MOST_APOLOGIES && oldest !== undefined) updates.delete(oldest);
  }

  /** At the first failure that is not Telegram's: told while it has trouble, the apology would be lost as well. */
  async function apologiseOnce(error: unknown, ctx: KonterContext, { attempt }: Delivery): Promise<void> {
    const updateId = ctx.update.update_id;
    if (isTelegramTrouble(error)) return note(untold, updateId);
    if (attempt > 0 && !untold.delete(updateId)) return;
    await apologise(ctx, parts).then(
      () => note(told, updateId),
      () => note(untold, updateId),
    );
  }

  if (onReply !== undefined) bot.use(measureReply(deliveries, parts.now, onReply));
  bot.use(onlyPrivateChats(parts));
  bot.on('my_chat_member', noteReachability(parts));
  bot.use(enrich(parts));
  bot.use(discardPinCopies());
  bot.use(limitStrangers());
  bot.use(onlyRecentMessages());
  bot.use(
    conversations<KonterContext, Enriched>({
      storage: conversationStorage(options.conversations, options.seal),
      plugins: [enrich(parts)],
    }),
  );
  for (const composer of composers) bot.use(composer);

  return {
    bot,
    async handle(update, delivery) {
      deliveries.set(update, delivery);
      try {
        await bot.handleUpdate(update);
      } catch (caught) {
        if (!(caught instanceof BotError)) throw caught;
        const { error, ctx } = caught;
        if (error instanceof BlockedError) {
          await parts.resellers.markUnreachable(error.chatId, parts.now());
          if (error.chatId === ctx.chatId) return;
        } else await apologiseOnce(error, ctx, delivery);
        throw error;
      }
    },
    async giveUp({ updateId, chatId, messageId, carriesPin }) {
      if (chatId === undefined) return;
      const reseller = await parts.resellers.findByTelegramId(chatId);
      // An operator's commands hold amounts and ids, and who is no reseller besides has no PIN.
      const hasPin = reseller !== undefined || !parts.adminIds.has(chatId);
      const { account } = parts.texts(reseller?.language ?? 'id');
      const quote = messageId === undefined ? {} : { replyTo: messageId };
      try {
        if (carriesPin && hasPin && messageId !== undefined) {
          const outcome = await removeMessage(bot.api, chatId, messageId);
          if (outcome === 'later') throw new PinStillThereError('Telegram has trouble');
          if (outcome === 'never') await sendMessage(bot.api, chatId, account.deleteYourself(), quote);
        }
        if (told.has(updateId)) return;
        await sendMessage(bot.api, chatId, account.somethingFailed(), quote);
        note(told, updateId);
      } catch (error) {
        if (error instanceof PinStillThereError || isTelegramTrouble(error)) throw error;
        if (error instanceof BlockedError) await parts.resellers.markUnreachable(chatId, parts.now());
      }
    },
    async tellTooFast({ chatId, messageIds, isNew }) {
      const reseller = await parts.resellers.findByTelegramId(chatId);
      const { account } = parts.texts(reseller?.language ?? 'id');
      // An operator's commands hold amounts and ids, and who is no reseller besides has no PIN.
      const hasPin = reseller !== undefined || !parts.adminIds.has(chatId);
      try {
        if (hasPin && messageIds.length > 0) {
          // A hundred in a call. What is gone already is passed over.
          await bot.api.deleteMessages(chatId, messageIds).catch(async (error: unknown) => {
            if (isTelegramTrouble(error)) throw error;
            await sendMessage(bot.api, chatId, account.deleteYourself());
          });
        }
        if (isNew) await sendMessage(bot.api, chatId, account.tooFast());
      } catch (error) {
        if (isTelegramTrouble(error)) throw error;
        if (error instanceof BlockedError) await parts.resellers.markUnreachable(chatId, parts.now());
      }
    },
  };
}

class PinStillThereError extends Error {
  override readonly name = 'PinStillThereError';
}

type Menu = Record<Language, readonly BotCommand[]>;

/**
 * Shows the commands in Telegram's menu, in private chats; Indonesian for all whose language is not listed. Operators see theirs
 * too, once they have pressed start: before that Telegram does not know their chat, and this is passed over.
 */
export async function publishCommands(
  api: Api,
  menus: { everybody: Menu; operators: Menu },
  adminIds: readonly number[],
): Promise<void> {
  const scope = { type: 'all_private_chats' } as const;
  await api.setMyCommands(menus.everybody.id, { scope });
  await api.setMyCommands(menus.everybody.en, { scope, language_code: 'en' });
  const operators = {
    id: withoutRepeats([...menus.operators.id, ...menus.everybody.id]),
    en: withoutRepeats([...menus.operators.en, ...menus.everybody.en]),
  };
  for (const chatId of adminIds) {
    const own = { type: 'chat', chat_id: chatId } as const;
    try {
      await api.setMyCommands(operators.id, { scope: own });
      await api.setMyCommands(operators.en, { scope: own, language_code: 'en' });
    } catch (error) {
      if (!(error instanceof GrammyError)) throw error;
    }
  }
}

/** Of commands with the same name the first. */
function withoutRepeats(commands: readonly BotCommand[]): BotCommand[] {
  const names = commands.map(({ command }) => command);
  return commands.filter(({ command }, index) => names.indexOf(command) === index);
}

function enrich<C extends Enriched>(parts: Parts): MiddlewareFn<C> {
  return async (ctx, next) => {
    // Only the sender's account counts, whatever the message, its chat or a forwarded part of it says.
    const sender = ctx.from;
    ctx.parts = parts;
    const [found] = await Promise.all([
      sender && parts.resellers.findSender(sender.id),
      parts.commandWords.refresh(),
    ]);
    // Whoever writes can be written to, whatever Telegram said before.
    if (sender && found?.isUnreachable) await parts.resellers.markReachable(sender.id, parts.now());
    ctx.reseller = found?.reseller;
    ctx.isOperator = sender !== undefined && parts.adminIds.has(sender.id);
    ctx.texts = parts.texts(ctx.reseller?.language ?? languageOf(sender?.language_code));
    await next();
  };
}

function noteReachability(parts: Parts): MiddlewareFn<KonterContext> {
  return async (ctx) => {
    const member = ctx.myChatMember;
    if (member === undefined) return;
    if (member.new_chat_member.status === 'kicked') {
      await parts.resellers.markUnreachable(member.from.id, parts.now());
    } else {
      await parts.resellers.markReachable(member.from.id, parts.now());
    }
  };
}

/** Each update has an API client of its own, so that nothing is mixed up between updates. */
function measureReply(
  deliveries: WeakMap<Update, Delivery>,
  now: () => Date,
  onReply: (afterMs: number) => void,
): MiddlewareFn<KonterContext> {
  return async (ctx, next) => {
    const delivery = deliveries.get(ctx.update);
    let isAnswered = false;
    ctx.api.config.use(async (previous, method, payload, signal) => {
      const result = await previous(method, payload, signal);
      if (!isAnswered && delivery !== undefined && result.ok && /^(send|edit)/.test(method)) {
        isAnswered = true;
        onReply(now().getTime() - delivery.receivedAt.getTime());
      }
      return result;
    });
    await next();
  };
}

async function apologise(ctx: KonterContext, parts: Parts): Promise<void> {
  if (ctx.chat?.type !== 'private') return;
  // The error may have come before the context was complete.
  const texts = parts.texts(ctx.reseller?.language ?? languageOf(ctx.from?.language_code));
  await answer(ctx);
  await reply(ctx, texts.account.somethingFailed());
}
