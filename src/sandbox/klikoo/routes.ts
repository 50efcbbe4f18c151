import { SERVICE, type Service } from './envelope.ts';
import type { CallName } from './faults.ts';

export type Route = { call: CallName; method: 'GET' | 'POST'; path: string; service: Service };

const { auth, transaction, account, product } = SERVICE;

/** Paths without the prefix. The documents write it for the IRS calls only; all of them have it. */
const ROUTES: readonly Route[] = [
  { call: 'token', method: 'POST', path: '/v1/open-api/access-token', service: auth },
  { call: 'balance', method: 'GET', path: '/v1/open-api/balance', service: account },
  { call: 'products', method: 'POST', path: '/v1/open-api/products', service: product },
  { call: 'inquiry', method: 'POST', path: '/v1/open-api/products/inquiry', service: transaction },
  {
    call: 'inquiry_postpaid',
    method: 'POST',
    path: '/v1/open-api/transactions/inquiry-postpaid',
    service: transaction,
  },
  { call: 'buy', method: 'POST', path: '/v1/open-api/products/buy', service: transaction },
  { call: 'history', method: 'GET', path: '/v1/open-api/transactions', service: transaction },
  { call: 'irs_inquiry', method: 'POST', path: '/v1/irs/inquiry', service: transaction },
  { call: 'irs_buy', method: 'POST', path: '/v1/irs/buy', service: transaction },
];

const DETAIL: Route = {
  call: 'detail',
  method: 'GET',
  path: '/v1/open-api/transactions/',
  service: transaction,
};

/** Klikoo's "testing only" calls that sign on the caller's behalf. */
export const HELPER_PATHS: ReadonlySet<string> = new Set([
  '/v1/open-api/auth-signature',
  '/v1/open-api/signature',
]);

/** `id` is the transaction's in the detail call, and empty in all others. */
export function findRoute(method: string, path: string): { route: Route; id: string } | undefined {
  const route = ROUTES.find((one) => one.method === method && one.path === path);
  if (route) return { route, id: '' };
  const id = path.startsWith(DETAIL.path) ? path.slice(DETAIL.path.length) : '';
  return method === DETAIL.method && /^[\w-]+$/.test(id) ? { route: DETAIL, id } : undefined;
}
