import { createHash, createHmac, sign } from 'node:crypto';
import { Agent, request } from 'undici';
import { type KlikooCredentials, makeCredentials } from '../../src/sandbox/klikoo/credentials.ts';
import { SEED_PRODUCTS } from '../../src/sandbox/klikoo/products.ts';
import { type FakeKlikooOptions, startFakeKlikoo } from '../../src/sandbox/klikoo/server.ts';

export type Reply = { status: number; text: string; code: string | undefined; data: unknown; meta: unknown };
type Fields = Record<string, unknown>;
/** What one call does differently from a right one. */
export type Twist = {
  timestamp?: string;
  signature?: string;
  token?: string;
  omit?: string[];
  rawBody?: string;
  signedMethod?: string;
  signedPath?: string;
};

/** A clock that stands until it is moved. It starts at 2025-04-11 17:42 WIB. */
export class HandClock {
  nowMs = Date.parse('2025-04-11T10:42:59.009Z');
  readonly now = () => new Date(this.nowMs);
  advance(ms: number): void {
    this.nowMs += ms;
  }
}

/** Jakarta time as Klikoo's samples have it. */
export function stamp(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 23)}+07:00`;
}

export function signatureOf(
  method: string,
  path: string,
  token: string,
  body: string,
  timestamp: string,
  key: string,
) {
  const hash = createHash('sha256').update(body).digest('hex');
  return createHmac('sha512', key).update(`${method}:${path}:${token}:${hash}:${timestamp}`).digest('base64');
}

export const purchase = (
  reference: string,
  destination = '01105691111',
  code = 'PLN20',
  amount = '20500',
) => ({
  amount,
  msidn: destination,
  partner_reference_id: reference,
  product_code: code,
  selling_price: '21000',
  value: destination,
});

/** A client written by hand from the documents, knowing nothing of the product's own. */
export class Caller {
  readonly agent = new Agent();
  token = '';
  readonly #baseUrl: string;
  readonly #credentials: KlikooCredentials;
  readonly #now: () => Date;

  constructor(baseUrl: string, credentials: KlikooCredentials, now: () => Date) {
    this.#baseUrl = baseUrl;
    this.#credentials = credentials;
    this.#now = now;
  }

  async fetchToken(changes: Fields = {}, info: Fields = {}, twist: Twist = {}): Promise<Reply> {
    const { clientId, clientSecret, privateKeyPem } = this.#credentials;
    const timestamp = twist.timestamp ?? stamp(this.#now());
    const signature = sign('RSA-SHA256', Buffer.from(`${clientId}|${timestamp}`), privateKeyPem).toString(
      'base64',
    );
    const additional = { client_id: clientId, client_secret: clientSecret, ...info };
    const body = JSON.stringify({
      grant_type: 'client_credentials',
      additional_info: additional,
      ...changes,
    });
    const headers = {
      'content-type': 'application/json',
      'open-api-timestamp': timestamp,
      'open-api-signature': twist.signature ?? signature,
    };
    return this.send('POST', '/v1/open-api/access-token', omit(headers, twist.omit), body);
  }

  async logIn(): Promise<void> {
    const { data } = await this.fetchToken();
    this.token = field(data, 'access_token');
  }

  get(path: string, twist: Twist = {}): Promise<Reply> {
    return this.#signed('GET', path, '', twist);
  }

  post(path: string, body: Fields, twist: Twist = {}): Promise<Reply> {
    return this.#signed('POST', path, twist.rawBody ?? JSON.stringify(sortKeys(body)), twist);
  }

  buy(body: Fields, twist: Twist = {}): Promise<Reply> {
    return this.post('/v1/open-api/products/buy', body, twist);
  }

  inquire(body: Fields): Promise<Reply> {
    return this.post('/v1/open-api/products/inquiry', body);
  }

  detail(id: string): Promise<Reply> {
    return this.get(`/v1/open-api/transactions/${id}`);
  }

  history(query: string): Promise<Reply> {
    return this.get(`/v1/open-api/transactions?${query}`);
  }

  irs(call: 'inquiry' | 'buy', fields: Record<string, string>): Promise<Reply> {
    return this.send('POST', `/v1/irs/${call}?${new URLSearchParams(fields).toString()}`, {}, '');
  }

  #signed(method: string, path: string, body: string, twist: Twist): Promise<Reply> {
    const timestamp = twist.timestamp ?? stamp(this.#now());
    const token = twist.token ?? this.token;
    const signedPath = twist.signedPath ?? path.split('?')[0] ?? '';
    const key = this.#credentials.clientSecret;
    const signature = signatureOf(twist.signedMethod ?? method, signedPath, token, body, timestamp, key);
    const headers = {
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      authorization: `Bearer ${token}`,
      'open-api-timestamp': timestamp,
      'open-api-signature': twist.signature ?? signature,
    };
    return this.send(method, path, omit(headers, twist.omit), body);
  }

  async send(method: string, path: string, headers: Record<string, string>, body: string): Promise<Reply> {
    const answer = await request(`${this.#baseUrl}${path}`, {
      method,
      headers,
      dispatcher: this.agent,
      ...(body === '' ? {} : { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, text, ...readEnvelope(text) };
  }
}

function readEnvelope(text: string): { code: string | undefined; data: unknown; meta: unknown } {
  try {
    const parsed: { response_code?: string; data?: unknown; meta?: unknown } = JSON.parse(text);
    return { code: parsed.response_code, data: parsed.data, meta: parsed.meta };
  } catch {
    return { code: undefined, data: undefined, meta: undefined };
  }
}

function omit(headers: Record<string, string>, names: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  const record: Fields = { ...value };
  return Object.fromEntries(keys.map((key) => [key, sortKeys(record[key])]));
}

/** A text field of an answer's data. */
export function field(data: unknown, name: string): string {
  const record: Fields = { ...Object(data) };
  return String(record[name]);
}

const credentials = makeCredentials();
export const IRS = { idrs: 'K0042', pin: '246810' };

/** A fake Klikoo, a hand-moved clock and a client that is logged in. */
export async function open(options: Partial<FakeKlikooOptions> = {}) {
  const clock = new HandClock();
  const { clientId, clientSecret, publicKeyPem } = credentials;
  const klikoo = await startFakeKlikoo({
    clientId,
    clientSecret,
    publicKeyPem,
    irs: IRS,
    startBalance: 1_000_000,
    products: SEED_PRODUCTS,
    now: clock.now,
    ...options,
  });
  const caller = new Caller(klikoo.baseUrl, credentials, clock.now);
  await caller.logIn();
  const close = async () => {
    await caller.agent.destroy();
    await klikoo.close();
  };
  return { klikoo, caller, clock, credentials, [Symbol.asyncDispose]: close };
}
