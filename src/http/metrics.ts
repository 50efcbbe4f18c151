import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Where the gauges read when somebody asks for `/metrics`. Each may reject or hang: its gauge is then left out. */
export type GaugeSources = {
  /** Updates that wait in the inbox. */
  queueDepth(): Promise<number>;
  /** Count by order state; states that are left out count nothing. */
  ordersUnderway(): Promise<Record<string, number>>;
  /** Whole rupiah as last heard; `undefined`: not heard yet. */
  klikooBalance(): number | undefined;
  /** Chats that blocked the bot or are gone. */
  unreachableChats?(): Promise<number>;
  /** Differences between our books and Klikoo's that nobody has closed. */
  openDifferences?(): Promise<number>;
};

export type Metrics = {
  /** Of what {@link Metrics.text} gives. */
  readonly contentType: string;
  /** Prometheus text. Does not reject for what a source does. */
  text(): Promise<string>;
  /** An update was taken into the inbox; `kind` as Telegram names it (`message`, `callback_query`). */
  updateReceived(kind: string): void;
  /** The first reply to an update was accepted by Telegram, so long after the update was received. */
  replied(afterMs: number): void;
  /** An order entered a state. */
  orderEntered(state: string, productCode: string): void;
  /** A call to Klikoo ended; `outcome` is one of few words, never a text from Klikoo. */
  klikooCalled(call: { name: string; outcome: string; durationMs: number }): void;
  /** Connects the gauges. A second call replaces the first. */
  observe(sources: GaugeSources): void;
};

/** Every distinct value of a label is kept for good, so what comes late shares one. */
const MOST_PRODUCTS = 1_000;
const MOST_WORDS = 50;
const OTHER = 'other';

/** From a keystroke's echo to what no person waits for. */
const REPLY_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const CALL_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A scraper gives up after ten seconds; a database that hangs must not take the other figures with it. */
const SOURCE_DEADLINE_MS = 2_000;

/** Metrics in a registry of their own: two in one process do not meet. */
export function createMetrics(sourceDeadlineMs = SOURCE_DEADLINE_MS): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const updates = new Counter({
    name: 'konter_updates_received_total',
    help: 'Updates taken into the inbox.',
    labelNames: ['kind'],
    registers,
  });
  const replies = new Histogram({
    name: 'konter_reply_seconds',
    help: 'From the receipt of an update to its first reply.',
    buckets: REPLY_BUCKETS_S,
    registers,
  });
  const orders = new Counter({
    name: 'konter_orders_entered_total',
    help: 'Orders that entered a state.',
    labelNames: ['state', 'product'],
    registers,
  });
  const calls = new Histogram({
    name: 'konter_klikoo_call_seconds',
    help: 'Calls to Klikoo.',
    labelNames: ['name', 'outcome'],
    buckets: CALL_BUCKETS_S,
    registers,
  });
  const failures = new Counter({
    name: 'konter_collect_failures_total',
    help: 'Gauges that could not be read.',
    labelNames: ['gauge'],
    registers,
  });

  let sources: GaugeSources | undefined;

  /** Reads one source and shows it. While that fails `show` gets `undefined`: an old or made-up figure would mislead. */
  async function collect<T>(
    name: string,
    read: (from: GaugeSources) => Promise<T> | T | undefined,
    show: (value: T | undefined) => void,
  ): Promise<void> {
    try {
      show(sources && (await withDeadline(read(sources), sourceDeadlineMs)));
    } catch {
      failures.inc({ gauge: name });
      show(undefined);
    }
  }

  const gauge = (
    name: string,
    help: string,
    read: (from: GaugeSources) => Promise<number> | number | undefined,
  ) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        return collect(name, read, (value) => (value === undefined ? this.remove() : this.set(value)));
      },
    });

  gauge('konter_inbox_depth', 'Updates that wait.', (from) => from.queueDepth());
  gauge('konter_klikoo_balance_rupiah', 'Balance at Klikoo as last heard.', (from) => from.klikooBalance());
  gauge('konter_unreachable_chats', 'Chats that blocked the bot or are gone.', (from) =>
    from.unreachableChats?.(),
  );
  gauge('konter_open_differences', 'Differences with Klikoo that are open.', (from) =>
    from.openDifferences?.(),
  );
  new Gauge({
    name: 'konter_orders_underway',
    help: 'Orders that have not ended.',
    labelNames: ['state'],
    registers,
    collect() {
      return collect(
        'konter_orders_underway',
        (from) => from.ordersUnderway(),
        (counts = {}) => {
          this.reset();
          for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
        },
      );
    },
  });

  const kindOf = bounded(MOST_WORDS);
  const productOf = bounded(MOST_PRODUCTS);
  const nameOf = bounded(MOST_WORDS);
  const outcomeOf = bounded(MOST_WORDS);

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    updateReceived: (kind) => updates.inc({ kind: kindOf(kind) }),
    replied: (afterMs) => replies.observe(afterMs / 1_000),
    orderEntered: (state, productCode) => orders.inc({ state, product: productOf(productCode) }),
    klikooCalled: ({ name, outcome, durationMs }) =>
      calls.observe({ name: nameOf(name), outcome: outcomeOf(outcome) }, durationMs / 1_000),
    observe: (given) => {
      sources = given;
    },
  };
}

/** Lets the first `most` distinct values through and calls all later ones `other`. */
function bounded(most: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.size < most) seen.add(value);
    return seen.has(value) ? value : OTHER;
  };
}

async function withDeadline<T>(value: Promise<T> | T, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
