import { type Order, orderLabel } from '../../domain/order/order.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import type { CommonWords } from './common-words.ts';
import { ageMinutes } from './layout.ts';
import { createMoneyTexts, type MoneyWords } from './money-create.ts';
import { createProductTexts, type ProductWords } from './products-create.ts';
import { createResellerTexts, type ResellerWords } from './resellers-create.ts';
import { showButtons } from './review.ts';
import type { OperatorTexts, OperatorTopic } from './texts.ts';

/** Sentences, and the texts of the desk's other rooms. */
export type OperatorWords = Pick<OperatorTexts, 'review' | 'reconcile' | 'second' | 'alarm' | 'toasts'> & {
  /** How each command is typed. */
  usage: Record<OperatorTopic, string>;
  form: string;
  welcome: string;
  /** Commands that are typed in one way. */
  help: readonly string[];
  notReseller: string;
  actionCancelled: string;
  actionExpired: string;
  common: CommonWords;
  resellers: ResellerWords;
  money: MoneyWords;
  products: ProductWords;

  state: Record<Order['state'], string>;
  queueEmpty: string;
  queue: string;
  minutes: string;
  balanceSilent: string;
  balanceAtKlikoo: string;
  noTrouble: string;
  lastTrouble: string;
};

/** In one language. */
export function createOperatorTexts(words: OperatorWords): OperatorTexts {
  const { usage, common } = words;

  return {
    welcome: () => ({ html: words.welcome }),
    help: () => ({
      html: [
        '<b>Operator</b>',
        usage.reseller,
        usage.deposit,
        usage.koreksi,
        usage.produk,
        usage.markup,
        ...words.help,
        usage.klikoo,
        usage.rekonsiliasi,
        usage.batas,
      ].join('\n'),
    }),
    usage: (topic) => ({ html: `${words.form}:\n${usage[topic]}` }),
    notReseller: () => ({ html: words.notReseller }),

    ...createResellerTexts(words.resellers, common),
    ...createMoneyTexts(words.money, common),
    actionCancelled: () => ({ html: words.actionCancelled }),
    actionExpired: () => ({ html: words.actionExpired }),
    ...createProductTexts(words.products, { more: common.more, usage: usage.markup }),

    queue: ({ orders, total, now }) => ({
      html:
        total === 0
          ? words.queueEmpty
          : [
              `<b>${words.queue}</b> (${total})`,
              ...orders.map(
                ({ order, resellerCode, isInReview }) =>
                  `#${order.number} ${escapeLine(orderLabel(order), 80)} ${escapeLine(resellerCode, 80)} ${formatRupiah(order.price)}: ${isInReview && order.state !== 'needs_review' ? '⚠️ ' : ''}${words.state[order.state]}, ${ageMinutes(order, now)} ${words.minutes}`,
              ),
              ...(total > orders.length ? [common.more(total - orders.length)] : []),
            ].join('\n'),
      buttons: showButtons(orders),
    }),
    klikoo: ({ balance, lastError }) => ({
      html: [
        balance === undefined
          ? words.balanceSilent
          : `${words.balanceAtKlikoo} <b>${formatRupiah(balance)}</b>`,
        lastError === undefined
          ? words.noTrouble
          : `${words.lastTrouble} ${escapeLine(lastError.atLabel, 80)}:\n<code>${escapeLine(lastError.what, 500)}</code>`,
      ].join('\n'),
    }),

    review: words.review,
    reconcile: words.reconcile,
    second: words.second,
    alarm: words.alarm,
    toasts: words.toasts,
  };
}
