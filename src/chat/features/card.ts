import type { Card, ConfirmVerdict } from '../../app/orders.ts';
import type { Order } from '../../domain/order/order.ts';
import type { KonterContext } from '../context.ts';
import { editMessage } from '../reply.ts';

export type Choice = 'buy' | 'cancel';

/** What became of a choice: a short answer for the person, and the card to be shown when it is his. */
export type Chosen = {
  toast: string;
  card: { card: Card; orders: readonly Order[]; verdicts?: ReadonlyMap<string, ConfirmVerdict> } | undefined;
};

/** [Beli] or [Batal], tapped or typed, by the sender of this update. Once more, by anyone, after anything, it only says how things stand. */
export async function choose(ctx: KonterContext, token: string, choice: Choice): Promise<Chosen> {
  const { parts, from, texts } = ctx;
  const { toast } = texts.order;
  if (from === undefined) return { toast: toast.unknownCard, card: undefined };
  if (choice === 'cancel') {
    const orders = await parts.orders.cancel(token, from.id);
    const found = orders && (await parts.orders.findCard(token));
    if (found === undefined) return { toast: toast.unknownCard, card: undefined };
    return { toast: toast.cancelled(found.orders), card: found };
  }

  const confirmation = await parts.confirm(token, from.id);
  if (confirmation === undefined) return { toast: toast.unknownCard, card: undefined };
  const { card, lines } = confirmation;
  const verdicts = lines.map((line) => line.verdict);
  if (verdicts.every(({ kind }) => kind === 'not_owner')) return { toast: toast.notYours, card: undefined };
  return {
    toast: toast.confirmed(verdicts),
    card: {
      card,
      orders: lines.map((line) => line.order),
      verdicts: new Map(lines.map(({ order, verdict }) => [order.refId, verdict])),
    },
  };
}

/** Puts the card as it stands now in the place of the one that was shown. */
export async function showCard(ctx: KonterContext, chosen: NonNullable<Chosen['card']>): Promise<void> {
  const { parts, texts } = ctx;
  const { card, orders, verdicts } = chosen;
  const tapped = ctx.callbackQuery?.message?.message_id;
  const messageId = card.messageId ?? tapped;
  if (messageId === undefined) return;
  // A crash between sending the card and remembering where it stands: its message says it itself.
  if (card.messageId === undefined) await parts.orders.cardShown(card.token, messageId);

  const { timeZone } = parts;
  const message = texts.order.cardNow({ orders, timeZone, ...(verdicts === undefined ? {} : { verdicts }) });
  await editMessage(ctx.api, card.chatId, messageId, message);

  // The supplier may have been faster than this edit, which then has covered the ending with what stood before it.
  const now = await parts.orders.findCard(card.token);
  const isOld = now?.orders.some((order, i) => order.state !== orders[i]?.state);
  if (now === undefined || !isOld) return;
  await editMessage(ctx.api, card.chatId, messageId, texts.order.cardNow({ orders: now.orders, timeZone }));
}
