import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { rupiah } from '../../src/domain/money.ts';
import type { Klikoo, KlikooCall, KlikooOptions } from '../../src/klikoo/options.ts';
import { createKlikoo } from '../../src/klikoo/supplier.ts';

/** A request as it arrived, byte for byte. `path` is without the prefix of the base URL. */
export type Seen = {
  method: string;
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: string;
};

export type Handler = (seen: Seen, response: ServerResponse) => void;

const PREFIX = '/klikoo-b2b';

/** One key pair for all tests: making one takes longer than a test. */
export const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const credentials = {
  clientId: 'c17229eb-3d2b-4576-8f5d-c2e716da764b',
  clientSecret: 'planted+secret/0123456789abcdef=',
  irs: { idrs: 'IR-planted-idrs', pin: '918273' },
};

export const TOKEN = 'aaa.planted-token.ccc';

export const PURCHASE = {
  refId: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb',
  productCode: 'PLN20',
  destination: '01105691111',
  cost: rupiah(20_546),
  price: rupiah(21_000),
};

export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

export function envelope(code: string, data: unknown = null, message = ''): string {
  return JSON.stringify({ response_code: code, response_message: message, data });
}

export function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

export function replyToken(response: ServerResponse, token = TOKEN, expiresInSeconds = 900): void {
  reply(
    response,
    200,
    envelope(
      '200012000',
      { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds },
      'Sukses',
    ),
  );
}

/** A Klikoo that gives tokens to everybody and leaves the rest to `handle`. */
export class Loopback implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly calls: KlikooCall[] = [];
  handle: Handler;
  handleToken: Handler = (_seen, response) => replyToken(response);
  /** What `now` answers; tests move it. */
  at = new Date('2024-02-07T03:28:35.000Z');
  readonly #server = createServer((request, response) => void this.#receive(request, response));
  readonly #clients: Klikoo[] = [];

  private constructor(handle: Handler) {
    this.handle = handle;
  }

  static async start(handle: Handler): Promise<Loopback> {
    const loopback = new Loopback(handle);
    await new Promise<void>((resolve) => loopback.#server.listen(0, '127.0.0.1', resolve));
    return loopback;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}${PREFIX}`;
  }

  client(options: Partial<KlikooOptions> = {}): Klikoo {
    const client = createKlikoo({
      baseUrl: this.baseUrl,
      clientId: credentials.clientId,
      clientSecret: credentials.clientSecret,
      privateKeyPem: keys.privateKey,
      inquiry: ['openapi'],
      now: () => this.at,
      onCall: (call) => this.calls.push(call),
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** The requests to one path, or those to none of the token's. */
  sent(path?: string): Seen[] {
    return this.seen.filter((seen) =>
      path === undefined ? !seen.path.endsWith('/access-token') : seen.path === path,
    );
  }

  async stopServer(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopServer();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, search } = new URL(request.url ?? '', 'http://loopback');
    const seen = {
      method: request.method ?? '',
      path: pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) : `outside the prefix: ${pathname}`,
      query: search,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.seen.push(seen);
    const isToken = seen.path === '/v1/open-api/access-token';
    (isToken ? this.handleToken : this.handle)(seen, response);
  }
}
