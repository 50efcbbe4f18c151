import { createServer } from 'node:http';
import { z } from 'zod';
import type { WaitOptions } from '../event-bus.ts';
import { Access } from './access.ts';
import { Books, booksSchema, type FakeTransaction, type Standing } from './books.ts';
import { CallLog, type CallRecord, type KlikooEvent } from './call-log.ts';
import { type CallbackBody, callbackBody, postCallback } from './callback.ts';
import type { Quirks } from './calls.ts';
import { Catalog, catalogSchema } from './catalog.ts';
import { type CallName, type Fault, Faults } from './faults.ts';
import { Holds, realTimers, type Timers } from './holds.ts';
import { handle, plain } from './http.ts';
import { outcomeFor } from './outcomes.ts';
import type { FakeProduct } from './products.ts';

export type FakeKlikooOptions = {
  /** Default: one that is free. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default `/klikoo-b2b`. */
  prefix?: string;
  clientId: string;
  clientSecret: string;
  /** SPKI PEM of the key that signs token requests. */
  publicKeyPem: string;
  /** Absent: the account is not of the IRS type. */
  irs?: { idrs: string; pin: string };
  /** Rupiah; two decimals count. */
  startBalance: number;
  products: readonly FakeProduct[];
  now: () => Date;
  /** For answers held back for a time. Default: real time. */
  timers?: Timers;
  quirks?: Partial<Quirks>;
  /** What `snapshot()` returned, perhaps by way of a file; checked. */
  restore?: unknown;
};

const snapshotSchema = z.object({ version: z.literal(1), books: booksSchema, catalog: catalogSchema });
export type KlikooSnapshot = z.infer<typeof snapshotSchema>;

export type TransactionView = FakeTransaction & Standing;

/** A Klikoo of one client, on loopback. */
export type FakeKlikoo = {
  /** With the prefix: what `KLIKOO_BASE_URL` is set to. */
  readonly baseUrl: string;
  readonly port: number;
  /** The newest thousands of calls, the oldest first, in the order they ended. */
  readonly calls: readonly CallRecord[];
  /** All calls so far, of one kind or of any. */
  callCount(call?: CallName): number;
  /** The truth, the oldest first, as it stands now. */
  readonly transactions: readonly TransactionView[];
  transaction(reference: string): TransactionView | undefined;
  /** How many purchases were made under a reference: more than one is a double purchase. */
  executed(reference: string): number;
  /** Rupiah. */
  readonly balance: number;
  readonly products: readonly FakeProduct[];
  setBalance(rupiah: number): void;
  /** @throws {Error} for a code that is not in the list. */
  setProduct(code: string, change: { cost?: number; enabled?: boolean }): void;
  setQuirks(quirks: Partial<Quirks>): void;
  /** For tokens given from now on. Default 900. */
  setTokenSeconds(seconds: number): void;
  /** All tokens given so far are refused with 401xx6500. */
  revokeTokens(): void;
  /** See {@link Faults}: used up by the calls it matches, the oldest first. */
  nextFault(fault: Fault): void;
  clearFaults(): void;
  /** Lets every held answer go: a slow one is sent, a hanging one reset. @returns how many there were. */
  release(): number;
  readonly heldCount: number;
  /** Settles a transaction by hand, now. @throws {Error} for an unknown reference. */
  decide(reference: string, outcome: { status: string; reason?: string; sn?: string }): void;
  /** The reference can be bought under again, as after the time a supplier keeps them. */
  forgetReference(reference: string): void;
  /** A purchase that did not come from this client's bot: by hand on the dashboard, or by a bot that has forgotten it. It succeeds at once. */
  buyElsewhere(purchase: { code: string; destination: string; reference: string }): TransactionView;
  /** Loses the purchases under a reference; the money stays with it. */
  lose(reference: string): void;
  /**
   * Posts the callback of a transaction as it stands now. `forged` replaces fields, and is all there is for an id that does not exist.
   * @returns the HTTP status of the answer. Rejects when there is none.
   */
  sendCallback(transactionId: string, url: string, forged?: Partial<CallbackBody>): Promise<number>;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: KlikooEvent) => void): () => void;
  /** See {@link EventBus.waitFor}. */
  waitFor<T>(check: () => T | undefined | false, options?: WaitOptions): Promise<T>;
  waitForEvent(matches: (event: KlikooEvent) => boolean, options?: WaitOptions): Promise<KlikooEvent>;
  waitForCall(
    call: CallName,
    matches?: (record: CallRecord) => boolean,
    options?: WaitOptions,
  ): Promise<CallRecord>;
  /** Stops listening: connections are refused until {@link comeUp}. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  /** Books and products, as JSON. Tokens stay valid without it; faults, calls and held answers are not kept. */
  snapshot(): KlikooSnapshot;
  /** @throws {Error} when it is no snapshot. */
  restore(snapshot: unknown): void;
  /** Cuts every connection, held ones included. */
  close(): Promise<void>;
};

/** @throws {Error} when the port is taken or `restore` is no snapshot. */
export async function startFakeKlikoo(options: FakeKlikooOptions): Promise<FakeKlikoo> {
  const { host = '127.0.0.1', prefix = '/klikoo-b2b', clientId, clientSecret, now } = options;
  const books = new Books(options.startBalance, now);
  const catalog = new Catalog(options.products, now);
  const access = new Access({ clientId, clientSecret, publicKeyPem: options.publicKeyPem, now });
  const faults = new Faults();
  const holds = new Holds(options.timers ?? realTimers);
  const log = new CallLog(now);
  const quirks: Quirks = { historyZone: 'utc', doesHistorySearchReferences: false, ...options.quirks };
  const irs = options.irs && { clientId, clientSecret, ...options.irs };
  const parts = { books, catalog, access, faults, holds, log, quirks, irs, prefix, now };

  const restore = (raw: unknown) => {
    const snapshot = snapshotSchema.parse(raw);
    books.restore(snapshot.books);
    catalog.restore(snapshot.catalog);
  };
  if (options.restore !== undefined) restore(options.restore);

  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // A client that goes away while it sends is no fault of ours; anything else is a bug, and must be seen.
      if (request.destroyed || response.headersSent) return response.destroy();
      const { status, contentType, text } = plain(500, error instanceof Error ? error.message : 'unknown');
      response.writeHead(status, { 'content-type': contentType }).end(text);
    });
  });
  // Longer than a client keeps idle connections: only faults may reset one.
  server.keepAliveTimeout = 120_000;
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  const stopListening = async () => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(options.port ?? 0);
  const view = (transaction: FakeTransaction) => ({ ...transaction, ...books.standing(transaction) });

  return {
    baseUrl: `http://${host}:${port}${prefix}`,
    port,
    get calls() {
      return log.calls;
    },
    callCount: (call) => log.count(call),
    get transactions() {
      return books.transactions.map(view);
    },
    transaction(reference) {
      const transaction = books.byReference(reference);
      return transaction && view(transaction);
    },
    executed: (reference) => books.transactions.filter((one) => one.reference === reference).length,
    get balance() {
      return books.balanceHundredths / 100;
    },
    get products() {
      return catalog.all;
    },
    setBalance: (rupiah) => books.setBalance(rupiah),
    setProduct: (code, change) => catalog.set(code, change),
    setQuirks(changed) {
      Object.assign(quirks, changed);
    },
    setTokenSeconds(seconds) {
      access.tokenSeconds = seconds;
    },
    revokeTokens: () => access.revokeTokens(),
    nextFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    release: () => holds.release(),
    get heldCount() {
      return holds.count;
    },
    decide(reference, outcome) {
      books.decide(reference, outcome);
      log.emit({ type: 'decided', reference, status: outcome.status });
    },
    forgetReference: (reference) => books.forgetReference(reference),
    buyElsewhere({ code, destination, reference }) {
      const product = catalog.require(code);
      const sentAmount = product.cost;
      const purchase = { product, reference, destination, sentAmount, sellingPrice: sentAmount };
      const outcome = outcomeFor(destination);
      return view(books.buy(purchase, { ...outcome, steps: [{ afterMs: 0, status: 'SUCCESS' }] }));
    },
    lose: (reference) => books.lose(reference),
    async sendCallback(transactionId, url, forged = {}) {
      const transaction = books.byId(transactionId);
      const real = transaction ? callbackBody(books, transaction) : { transaction_id: transactionId };
      const status = await postCallback(url, { ...real, ...forged });
      log.emit({ type: 'callback_sent', transactionId, status });
      return status;
    },
    subscribe: (listener) => log.subscribe(listener),
    waitFor: (check, waitOptions) => log.waitFor(check, waitOptions),
    waitForEvent: (matches, waitOptions) => log.waitForEvent(matches, waitOptions),
    waitForCall: (call, matches, waitOptions) => log.waitForCall(call, matches, waitOptions),
    goDown: stopListening,
    async comeUp() {
      if (!server.listening) await listen(port);
    },
    snapshot: () => ({ version: 1, books: books.state(), catalog: catalog.state() }),
    restore,
    async close() {
      log.close();
      await stopListening();
    },
  };
}
