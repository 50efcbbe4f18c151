import type { OrderRequest, QuoteRefusal } from '../../app/quote-order.ts';
import { minuteLabel } from '../../domain/day.ts';
import { minus, plus, type Rupiah, rupiah } from '../../domain/money.ts';
import { type FailureReason, type Order, type OrderFacts, orderLabel } from '../../domain/order/order.ts';
import { type ConfirmedOrder, isConfirmed } from '../../domain/report/daily.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { orderText } from './callback.ts';
import { operatorName } from './operators.ts';

/**
 * First lines, for machines and for people in a hurry: Indonesian in every language, since programs of resellers read them. The
 * lines are HTML; functions called words give plain text.
 */

const LONGEST_SN = 1_200;
const LONGEST_REASON = 300;
export const LONGEST_LABEL = 80;

export const FAILURE_WORDS: Readonly<Record<Exclude<FailureReason, 'other'>, string>> = {
  wrong_destination: 'Nomor tujuan salah',
  product_disturbed: 'Produk sedang gangguan',
  product_closed: 'Produk sedang ditutup',
  amount_out_of_range: 'Nominal di luar batas',
  already_paid: 'Tagihan sudah terbayar',
  supplier_refused: 'Ditolak pemasok',
  supplier_unreachable: 'Pemasok tidak dapat dihubungi',
};

export type StateWord = 'DIPROSES' | 'SUKSES' | 'GAGAL' | 'BATAL' | 'KEDALUWARSA' | 'MENUNGGU KONFIRMASI';

export function stateWord(order: Order): StateWord {
  switch (order.state) {
    case 'quoted':
      return 'MENUNGGU KONFIRMASI';
    case 'expired':
      return 'KEDALUWARSA';
    case 'cancelled':
      return 'BATAL';
    case 'held':
    case 'submitted':
    case 'needs_review':
      return 'DIPROSES';
    case 'delivered':
      return 'SUKSES';
    case 'failed':
    case 'reversed':
      return 'GAGAL';
    default: {
      const unhandled: never = order;
      throw new Error(`unhandled order: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** `#10234 PLN20.01105691111`. */
export function nameLine(order: Order): string {
  return `#${order.number} ${escapeLine(orderLabel(order), LONGEST_LABEL)}`;
}

/** Why it failed, in one sentence without its full stop, as plain text. The supplier's words only where we have none. */
export function failureWords({ reason, text }: { reason: FailureReason; text: string }): string {
  if (reason !== 'other') return FAILURE_WORDS[reason];
  return text.trim().replace(/[. ]+$/, '') || 'Transaksi gagal';
}

function escapeReason(words: string): string {
  return escapeLine(words, LONGEST_REASON);
}

/** `#10234 PLN20.01105691111 SUKSES. SN: …. Saldo 79.250 @21:03`, and its like for every other state. */
export function stateLine(order: Order, timeZone: string): string {
  const name = `${nameLine(order)} ${stateWord(order)}.`;
  switch (order.state) {
    case 'quoted':
    case 'expired':
      return name;
    case 'cancelled': {
      const { price, released } = order;
      if (released === undefined) return name;
      const { balanceAfterSettle: after, settledAt } = released;
      return `${name} Saldo ${formatRupiah(minus(after, price))} + ${formatRupiah(price)} = ${formatRupiah(after)} @${minuteLabel(settledAt, timeZone)}`;
    }
    case 'held':
    case 'submitted':
    case 'needs_review': {
      const { balanceAfterHold: after, price, heldAt } = order;
      return `${name} Saldo ${formatRupiah(plus(after, price))} - ${formatRupiah(price)} = ${formatRupiah(after)} @${minuteLabel(heldAt, timeZone)}`;
    }
    case 'delivered': {
      const { balanceAfterSettle: after, price, settledAt, isLate } = order;
      // Its price was taken at this moment, not when it was held.
      const taken = isLate ? `${formatRupiah(plus(after, price))} - ${formatRupiah(price)} = ` : '';
      return `${name} SN: ${snOf(order)}. Saldo ${taken}${formatRupiah(after)} @${minuteLabel(settledAt, timeZone)}`;
    }
    case 'failed':
      return `${name} ${escapeReason(failureWords(order.failure))}. ${refund(order, timeZone)}`;
    case 'reversed':
      return `${name} Dibatalkan setelah sukses: ${escapeReason(failureWords(order.failure))}. ${refund(order, timeZone)}`;
    default: {
      const unhandled: never = order;
      throw new Error(`unhandled order: ${JSON.stringify(unhandled)}`);
    }
  }
}

function refund(order: ConfirmedOrder & { state: 'failed' | 'reversed' }, timeZone: string): string {
  const { balanceAfterSettle: after, price, settledAt } = order;
  return `Saldo ${formatRupiah(minus(after, price))} + ${formatRupiah(price)} = ${formatRupiah(after)} @${minuteLabel(settledAt, timeZone)}`;
}

/** Empty while there is none. */
function snOf(order: Order): string {
  return order.state === 'delivered' ? escapeLine(order.sn ?? '', LONGEST_SN) : '';
}

/** `PLN20.2.01105691111.PIN`: what to type to buy the same once more. `undefined`: the counter has no further number. */
export function repeatForm(order: OrderFacts, nextOccurrence: number): string | undefined {
  // Another purchase is not the one under that reference.
  const typed = orderText({
    ...order,
    code: order.productCode,
    occurrence: nextOccurrence,
    ownReference: undefined,
  });
  return typed === undefined ? undefined : `${typed}.PIN`;
}

/** `HH:MM` of [Beli]. */
export function boughtAt(order: Order, timeZone: string): string {
  return minuteLabel(isConfirmed(order) ? order.heldAt : order.quotedAt, timeZone);
}

/** `#10234 PLN20.01105691111 sdh pernah jam 21:03, status SUKSES. SN: …. Trx ke-2: PLN20.2.01105691111.PIN`. */
export function repeatLine(earlier: Order, nextOccurrence: number, timeZone: string): string {
  const form = repeatForm(earlier, nextOccurrence);
  const again = form === undefined ? '' : ` Trx ke-${nextOccurrence}: ${escapeLine(form, LONGEST_LABEL)}`;
  return `${nameLine(earlier)} sdh pernah jam ${boughtAt(earlier, timeZone)}, status ${stateWord(earlier)}. SN: ${snOf(earlier)}.${again}`;
}

/** Why a line cannot be bought, in one sentence without its full stop, as plain text. */
export function refusalWords(refusal: QuoteRefusal): string {
  switch (refusal.kind) {
    case 'unknown_product':
      return 'Kode produk tidak dikenal';
    case 'choose_product':
      return `Ada beberapa produk ${formatRupiah(refusal.faceValue)} ${operatorName(refusal.operator)}`;
    case 'no_face_value':
      return `Nominal ${formatRupiah(refusal.faceValue)} tidak ada untuk ${operatorName(refusal.operator)}`;
    case 'unknown_operator':
      return 'Operator nomor ini tidak dikenal';
    case 'referenced':
      return `Referensi ${refusal.reference} sudah ada: #${refusal.order.number}`;
    case 'reference_used':
      return `Referensi ${refusal.reference} sudah dipakai #${refusal.order.number} ${orderLabel(refusal.order)}`;
    case 'reference_in_batch':
      return `Referensi ${refusal.reference} sudah ada di pesan yang sama`;
    case 'closed':
      return FAILURE_WORDS.product_closed;
    case 'bad_destination':
      return FAILURE_WORDS.wrong_destination;
    case 'prefix_mismatch': {
      const { phone, product } = refusal.mismatch;
      return `Nomor ${operatorName(phone)}, bukan ${operatorName(product)}`;
    }
    case 'amount_missing':
      return 'Nominal belum ditulis';
    case 'amount_not_wanted':
      return 'Produk ini tidak memakai nominal';
    case 'amount_out_of_range':
      return `Nominal di luar batas ${formatRupiah(rupiah(refusal.min))} - ${formatRupiah(rupiah(refusal.max))}`;
    case 'repeat':
      return 'Sudah pernah hari ini';
    case 'repeat_in_batch':
      return 'Sudah ada di pesan yang sama';
    case 'customer_refused':
      return failureWords(refusal);
    case 'inquiry_unavailable':
      return 'Pelanggan belum bisa dicek';
    case 'supplier_down':
      return 'Pemasok sedang tidak menjawab';
    case 'other_amount':
      return `Tagihan ${formatRupiah(refusal.price)}, bukan ${formatRupiah(refusal.expected)}`;
    case 'insufficient':
      return `Saldo tidak cukup. Hrg ${formatRupiah(refusal.price)}, kurang ${formatRupiah(refusal.missing)}`;
    default: {
      const unhandled: never = refusal;
      throw new Error(`unhandled refusal: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** `PLN20.01105691111`, of something that is no order. */
export function requestLabel({ code, destination, amount, occurrence }: OrderRequest): string {
  const counter = occurrence > 1 ? `${occurrence}.` : '';
  return escapeLine(
    `${code}.${counter}${destination}${amount === undefined ? '' : `.${amount}`}`,
    LONGEST_LABEL,
  );
}

/** `PLN20.01105691111 GAGAL. Saldo tidak cukup. Hrg 20.750, kurang 750. Saldo 20.000`. */
export function refusalLine(request: OrderRequest, refusal: QuoteRefusal, available: Rupiah): string {
  return `${requestLabel(request)} GAGAL. ${escapeReason(refusalWords(refusal))}. Saldo ${formatRupiah(available)}`;
}
