import type { Reseller } from '../../app/resellers.ts';
import type { Command, OrderCommand } from '../../domain/command/command.ts';
import { isFlow } from '../../domain/command/flow.ts';
import { escapeHtml } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { beginToAsk } from '../conversations/enter-ask.ts';
import { reply } from '../reply.ts';
import { answerAccounts, answerAddAccount, answerRemoveAccount } from './accounts.ts';
import type { Asked } from './asked.ts';
import { answerBill, answerPayBill, askToPay } from './bills.ts';
import { answerCancel } from './cancel.ts';
import { choose, showCard } from './card.ts';
import { answerComplaint, beginComplaint } from './complaint-reseller.ts';
import { answerDownlineBalance, answerDownlines, answerSwitch } from './downline-list.ts';
import { answerMarkup, answerMarkups } from './downline-markup.ts';
import { answerMove } from './downline-move.ts';
import { answerRegister } from './downline-register.ts';
import { answerHistory } from './history.ts';
import { answerNotYet } from './not-yet.ts';
import { answerOutages } from './outages.ts';
import { answerPrices } from './prices.ts';
import { answerReceipt, answerTokens } from './proofs.ts';
import { answerBalance, answerLedger, answerRecap } from './reports.ts';
import { answerRecent, answerStatus } from './status.ts';
import { answerTicket, answerTicketChoice } from './tickets.ts';

/** Answers one command that is no order. */
export async function answerCommand(
  ctx: KonterContext,
  reseller: Reseller,
  command: Exclude<Command, OrderCommand>,
  asked: Asked,
): Promise<void> {
  const texts = ctx.texts.order;
  switch (command.kind) {
    case 'balance':
      return answerBalance(ctx, reseller);
    case 'prices':
      return answerPrices(ctx, command.terms);
    case 'status':
      return answerStatus(ctx, command.query);
    case 'recap':
      return command.until === undefined ? answerRecap(ctx, reseller, command.day) : answerNotYet(ctx);
    case 'ledger':
      return command.until === undefined ? answerLedger(ctx, reseller, command.day) : answerNotYet(ctx);
    case 'history':
      return answerHistory(ctx, reseller, command);
    case 'yes':
      return answerCard(ctx, 'buy');
    case 'no':
      return answerCard(ctx, 'cancel');
    case 'ambiguous':
      await reply(ctx, texts.ambiguous(command));
      return;
    case 'not_understood':
      await reply(ctx, texts.notUnderstood(command, await ctx.parts.catalog.codes(), ctx.parts.words()));
      return;
    case 'guided':
      if (command.flow === 'buy') return undefined;
      if (command.flow === 'ticket') return answerTicketChoice(ctx, reseller);
      if (command.flow === 'remove_account') return answerAccounts(ctx, reseller);
      if (command.flow === 'token') return answerTokens(ctx, reseller, undefined);
      if (command.flow === 'complaint') return beginComplaint(ctx, reseller);
      if (command.flow === 'cancel') return answerCancel(ctx, reseller, command, asked);
      if (command.flow === 'markup') return answerMarkups(ctx, reseller);
      if (isFlow(command.flow)) return beginToAsk(ctx, command.flow);
      return answerRecent(ctx, reseller);
    case 'change_pin':
    case 'help':
      return undefined;
    case 'ticket':
      return answerTicket(ctx, reseller, command, asked);
    case 'accounts':
      return answerAccounts(ctx, reseller);
    case 'add_account':
      return answerAddAccount(ctx, reseller, command, asked);
    case 'remove_account':
      return answerRemoveAccount(ctx, reseller, command, asked);
    case 'cancel':
      return answerCancel(ctx, reseller, command, asked);
    case 'bill':
      return answerBill(ctx, reseller, command, asked);
    case 'pay_bill':
      return answerPayBill(ctx, reseller, command, asked);
    case 'outages':
      return answerOutages(ctx);
    case 'token':
      return answerTokens(ctx, reseller, command.query);
    case 'receipt':
      return answerReceipt(ctx, reseller, command);
    case 'transfer':
    case 'take_back':
      return answerMove(ctx, reseller, command, asked);
    case 'downlines':
      return answerDownlines(ctx, reseller);
    case 'downline_balance':
      return answerDownlineBalance(ctx, reseller, command);
    case 'downline_on':
    case 'downline_off':
      return answerSwitch(ctx, reseller, command, asked);
    case 'markup':
      return answerMarkup(ctx, reseller, command, asked);
    case 'register_downline':
      return answerRegister(ctx, reseller, command, asked);
    case 'complaint':
      return answerComplaint(ctx, reseller, command, asked);
    default: {
      const unhandled: never = command;
      throw new Error(`unhandled command: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** YA or TIDAK, typed as a reply to a card. */
async function answerCard(ctx: KonterContext, choice: 'buy' | 'cancel'): Promise<void> {
  const { parts, chatId } = ctx;
  const messageId = ctx.message?.reply_to_message?.message_id;
  const found =
    chatId === undefined || messageId === undefined
      ? undefined
      : await parts.orders.findCardByMessage(chatId, messageId);
  if (found === undefined || messageId === undefined) {
    await reply(ctx, ctx.texts.order.repliesOnly());
    return;
  }
  // Nobody has shown a PIN for it yet.
  if (choice === 'buy' && found.orders.some(({ bill }) => bill?.needsPin)) return askToPay(ctx, found);
  const { toast, card } = await choose(ctx, found.card.token, choice);
  await Promise.all([
    reply(ctx, { html: escapeHtml(toast) }, { replyTo: messageId }),
    card && showCard(ctx, card),
  ]);
}
