import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Supplier, SupplierHealth } from '../app/supplier.ts';
import type { Limits } from './transport.ts';

export type KlikooCallName =
  | 'token'
  | 'balance'
  | 'products'
  | 'inquiry'
  | 'inquiry_postpaid'
  | 'buy'
  | 'detail'
  | 'history'
  | 'irs_inquiry';

/** One finished call, for metrics and for showing. Holds no secret and nothing of a customer. */
export type KlikooCall = {
  name: KlikooCallName;
  /** The `kind` of the answer. */
  outcome: string;
  /** The last status line seen, if any came. */
  httpStatus?: number;
  /** Waiting for room and for a token included. */
  durationMs: number;
  at: Date;
};

export type KlikooOptions = {
  /** With prefix: `https://…/klikoo-b2b`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** RSA, PEM. */
  privateKeyPem: string;
  irs?: { idrs: string; pin: string };
  /** Which interfaces answer inquiries, in order: a later one is asked when those before it cannot answer. */
  inquiry: readonly ('openapi' | 'irs')[];
  now: () => Date;
  /** Must not throw. */
  onCall?: (call: KlikooCall) => void;
  /** Whether the query string of the history call is signed too; not documented. Default: it is not. */
  signQuery?: boolean;
  /** Instead of the figures below, for every call alike. */
  timeouts?: Partial<Limits & { connectMs: number; laneWaitMs: number }>;
};

export type Klikoo = Supplier &
  SupplierHealth & {
    /** Lets running calls end and closes the connections. Call it once nothing is asked any more. */
    close(): Promise<void>;
    /** The last call that went wrong through Klikoo, the network or our set-up. Without secrets, at most 400 characters. */
    lastError(): { at: Date; what: string } | undefined;
  };

/**
 * A purchase waits longest: an answer missed costs several look-ups, and one that names Klikoo's id saves them. Where a
 * person waits for a name, a late answer is worth little.
 */
export const LIMITS: Readonly<Record<KlikooCallName, Limits>> = {
  token: { headersMs: 5_000, bodyMs: 5_000, totalMs: 8_000 },
  balance: { headersMs: 10_000, bodyMs: 5_000, totalMs: 12_000 },
  products: { headersMs: 20_000, bodyMs: 10_000, totalMs: 30_000 },
  inquiry: { headersMs: 10_000, bodyMs: 5_000, totalMs: 12_000 },
  // A bill comes from a biller behind Klikoo, and without it there is nothing to sell.
  inquiry_postpaid: { headersMs: 15_000, bodyMs: 5_000, totalMs: 18_000 },
  buy: { headersMs: 20_000, bodyMs: 10_000, totalMs: 30_000 },
  detail: { headersMs: 10_000, bodyMs: 5_000, totalMs: 12_000 },
  history: { headersMs: 20_000, bodyMs: 10_000, totalMs: 30_000 },
  irs_inquiry: { headersMs: 10_000, bodyMs: 5_000, totalMs: 12_000 },
};

export const CONNECT_MS = 4_000;
export const LANE_WAIT_MS = 5_000;

/** @throws {Error} when it is not an absolute http(s) URL; a slash at its end does not matter. */
export function checkedBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error('the base URL of Klikoo is not an http(s) URL without query');
  }
  return text.replace(/\/+$/, '');
}

/** @throws {Error} when it is not an RSA key; the error says nothing of what it is. */
export function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Told below. The cause is not kept, so that nothing of the key can get into a log.
  }
  if (key?.asymmetricKeyType !== 'rsa')
    throw new Error('the private key for Klikoo is not an RSA key in PEM');
  return key;
}
