import type { SupplierTransaction, Travel } from '../app/supplier.ts';
import { ceilRupiah, type Rupiah } from '../domain/money.ts';
import type { SupplierOutcome } from '../domain/order/outcome.ts';
import { reasonOfText } from './codes.ts';
import { describe, type Envelope } from './envelope.ts';
import { transaction, type WireTransaction } from './wire.ts';

/**
 * What the answer to a purchase means. A code can refuse for certain only while the answer shows no transaction: as
 * soon as it does, the status word must say so too.
 */
export function outcomeOfBuy(answer: Envelope, refId: string): SupplierOutcome {
  const { rule, code, message } = answer;
  const wire = transaction.safeParse(answer.data).data;
  if (wire?.partner_reference_id !== undefined && wire.partner_reference_id !== refId) {
    return { kind: 'unknown', detail: 'the answer is about another reference' };
  }
  switch (rule.onBuy) {
    case 'accepted':
      return wire === undefined
        ? { kind: 'unknown', detail: `${describe(answer)}, without a transaction` }
        : outcomeOfStatus(wire, code);
    case 'exists':
      return { kind: 'exists' };
    case 'rejected':
      if (!isTransaction(wire)) return { kind: 'rejected', reason: rule.reason, text: message, code };
      if (wire.status === 'FAILED' && wire.transaction_id !== undefined) {
        return {
          kind: 'rejected',
          reason: rule.reason,
          text: message,
          code,
          supplierRef: wire.transaction_id,
        };
      }
      return contradiction(answer, wire.status);
    case 'misconfigured':
    case 'renew_token':
      return isTransaction(wire)
        ? contradiction(answer, wire.status)
        : { kind: 'misconfigured', code, detail: rule.meaning };
    case 'unknown':
      return { kind: 'unknown', detail: describe(answer) };
  }
}

/** Whether the data of an answer shows that there is a transaction, whatever its code says. */
export function showsTransaction(data: unknown): boolean {
  return isTransaction(transaction.safeParse(data).data);
}

function isTransaction(wire: WireTransaction | undefined): wire is WireTransaction {
  return wire !== undefined && (wire.transaction_id !== undefined || wire.status !== '');
}

function contradiction(answer: Envelope, status: string): SupplierOutcome {
  return { kind: 'unknown', detail: `${describe(answer)}, yet a transaction with status "${status}"` };
}

/** What a transaction's status word means. Exactly three words are known; without Klikoo's id none of them helps. */
export function outcomeOfStatus(wire: WireTransaction, code: string): SupplierOutcome {
  const supplierRef = wire.transaction_id;
  if (supplierRef === undefined) {
    return { kind: 'unknown', detail: `status "${wire.status.slice(0, 40)}" without a transaction id` };
  }
  switch (wire.status) {
    case 'WAITING':
      return { kind: 'pending', supplierRef };
    case 'SUCCESS': {
      const booked = costOf(wire.amount);
      return {
        kind: 'delivered',
        supplierRef,
        ...(wire.sn !== undefined && { sn: wire.sn }),
        ...(booked !== undefined && { booked }),
        ...(wire.customer_name !== undefined && { customerName: wire.customer_name }),
      };
    }
    case 'FAILED': {
      const text = wire.reason ?? wire.failed_reason ?? '';
      return { kind: 'rejected', reason: reasonOfText(text) ?? 'other', text, code, supplierRef };
    }
    default:
      return { kind: 'unknown', detail: `status "${wire.status.slice(0, 40)}" is not known` };
  }
}

/** A transaction with an id as the use cases see it. `supplierRef` stands in where the answer leaves the id out. */
export function transactionOf(wire: WireTransaction, code: string, supplierRef: string): SupplierTransaction {
  const amount = costOf(wire.amount);
  return {
    supplierRef,
    refId: wire.partner_reference_id,
    productCode: wire.product_code,
    productName: wire.product_name ?? wire.klikoo_product_name,
    destination: wire.value,
    customerName: wire.customer_name,
    at: wire.transaction_time ?? wire.created_at,
    ...(amount !== undefined && { amount }),
    status: wire.status.slice(0, 40),
    outcome: outcomeOfStatus({ ...wire, transaction_id: supplierRef }, code),
    travels: wire.travels.map(travelOf),
  };
}

function travelOf(wire: WireTransaction['travels'][number]): Travel {
  return {
    travelName: wire.travel_name ?? '',
    ...(wire.boarding_time !== undefined && { boardingTime: wire.boarding_time }),
    boardingLocation: wire.boarding_location ?? '',
    destination: wire.destination ?? '',
    isReturn: wire.is_return,
    bookingCode: wire.booking_code ?? '',
    pnr: wire.pnr ?? '',
    passengers: wire.passengers.map((passenger) => ({
      seatName: passenger.seat_name ?? '',
      name: passenger.name ?? '',
      gender: passenger.gender ?? '',
      idCardNumber: passenger.id_card_number ?? '',
      price: costOf(passenger.price),
    })),
  };
}

/** Whole rupiah of what something costs; `undefined` for nothing, zero or less, which no price is. */
export function costOf(hundredths: bigint | undefined): Rupiah | undefined {
  return hundredths !== undefined && hundredths > 0n ? ceilRupiah(hundredths) : undefined;
}
