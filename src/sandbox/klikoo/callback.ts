import { request } from 'undici';
import type { Books, FakeTransaction } from './books.ts';

/** The body Klikoo posts to a partner when a purchase ends. Nothing in it proves the sender. */
export type CallbackBody = {
  response_code: string;
  response_message: string;
  partner_reference_id: string;
  transaction_id: string;
  amount: string;
  transaction_time: string;
  transaction_status: string;
  reason: string;
  product_name: string;
  sn: string;
  value: string;
  customer_name: string;
  /** Numbers here, strings in the detail answer. */
  current_balance: number;
  beginning_balance: number;
  product_code: string;
};

const DEADLINE_MS = 5_000;

export function callbackBody(books: Books, transaction: FakeTransaction): CallbackBody {
  const { status, reason, sn } = books.standing(transaction);
  return {
    response_code: '2000200',
    response_message: 'Success',
    partner_reference_id: transaction.reference,
    transaction_id: transaction.id,
    amount: String(transaction.booked),
    transaction_time: new Date(transaction.createdAtMs).toISOString().replace('Z', '732Z'),
    transaction_status: status,
    reason,
    product_name: transaction.productName,
    sn,
    value: transaction.destination,
    customer_name: transaction.customerName,
    current_balance: Math.floor(transaction.afterHundredths / 100),
    beginning_balance: Math.floor(transaction.beforeHundredths / 100),
    product_code: transaction.productCode,
  };
}

/** @returns the HTTP status of the partner's answer. */
export async function postCallback(url: string, body: object): Promise<number> {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  await answer.body.dump();
  return answer.statusCode;
}
