import { expect, test } from 'vitest';
import { createMetrics, type GaugeSources, type Metrics } from '../../src/http/metrics.ts';

const sources: GaugeSources = {
  queueDepth: async () => 3,
  ordersUnderway: async () => ({ held: 1, submitted: 40 }),
  klikooBalance: () => 8_233_425,
  unreachableChats: async () => 2,
};

/** Lines of one family, without comments. */
async function linesOf(metrics: Metrics, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

test('updates, replies, orders and calls are counted', async () => {
  const metrics = createMetrics();
  metrics.updateReceived('message');
  metrics.updateReceived('message');
  metrics.updateReceived('callback_query');
  metrics.replied(40);
  metrics.orderEntered('delivered', 'PLN20');
  metrics.klikooCalled({ name: 'buy', outcome: 'pending', durationMs: 700 });

  expect(await linesOf(metrics, 'konter_updates_received_total')).toEqual([
    'konter_updates_received_total{kind="message"} 2',
    'konter_updates_received_total{kind="callback_query"} 1',
  ]);
  expect(await linesOf(metrics, 'konter_orders_entered_total')).toEqual([
    'konter_orders_entered_total{state="delivered",product="PLN20"} 1',
  ]);
  const replies = await linesOf(metrics, 'konter_reply_seconds');
  expect(replies).toContain('konter_reply_seconds_bucket{le="0.025"} 0');
  expect(replies).toContain('konter_reply_seconds_bucket{le="0.05"} 1');
  expect(replies).toContain('konter_reply_seconds_count 1');
  expect(await linesOf(metrics, 'konter_klikoo_call_seconds_sum')).toEqual([
    'konter_klikoo_call_seconds_sum{name="buy",outcome="pending"} 0.7',
  ]);
  expect(await linesOf(metrics, 'process_cpu_user_seconds_total')).not.toEqual([]);
});

test('gauges show what their sources say at that moment', async () => {
  const metrics = createMetrics();
  let depth = 3;
  metrics.observe({ ...sources, queueDepth: async () => depth });
  expect(await linesOf(metrics, 'konter_inbox_depth')).toEqual(['konter_inbox_depth 3']);
  expect(await linesOf(metrics, 'konter_klikoo_balance_rupiah')).toEqual([
    'konter_klikoo_balance_rupiah 8233425',
  ]);
  expect(await linesOf(metrics, 'konter_unreachable_chats')).toEqual(['konter_unreachable_chats 2']);
  expect(await linesOf(metrics, 'konter_orders_underway')).toEqual([
    'konter_orders_underway{state="held"} 1',
    'konter_orders_underway{state="submitted"} 40',
  ]);
  depth = 0;
  expect(await linesOf(metrics, 'konter_inbox_depth')).toEqual(['konter_inbox_depth 0']);
});

test('a figure nobody knows is left out instead of shown as zero', async () => {
  const metrics = createMetrics();
  expect(await linesOf(metrics, 'konter_klikoo_balance_rupiah')).toEqual([]);
  metrics.observe({
    queueDepth: async () => 0,
    ordersUnderway: async () => ({}),
    klikooBalance: () => undefined,
  });
  expect(await linesOf(metrics, 'konter_klikoo_balance_rupiah')).toEqual([]);
  expect(await linesOf(metrics, 'konter_unreachable_chats')).toEqual([]);
});

test('a source that fails or hangs takes only its own gauge away, and is counted', async () => {
  const metrics = createMetrics(1);
  metrics.observe(sources);
  expect(await linesOf(metrics, 'konter_inbox_depth')).toEqual(['konter_inbox_depth 3']);
  metrics.observe({
    ...sources,
    queueDepth: () => Promise.reject(new Error('the database is away')),
    ordersUnderway: () => new Promise(() => {}),
    klikooBalance: () => {
      throw new Error('a bug');
    },
  });
  expect(await linesOf(metrics, 'konter_inbox_depth')).toEqual([]);
  expect(await linesOf(metrics, 'konter_unreachable_chats')).toEqual(['konter_unreachable_chats 2']);
  const text = await metrics.text();
  expect(text).not.toContain('konter_orders_underway{');
  expect(text).not.toContain('the database is away');
  expect(text).toMatch(/konter_collect_failures_total\{gauge="konter_inbox_depth"\} [1-9]\n/);
  expect(text).toMatch(/konter_collect_failures_total\{gauge="konter_orders_underway"\} [1-9]\n/);
  expect(text).toMatch(/konter_collect_failures_total\{gauge="konter_klikoo_balance_rupiah"\} [1-9]\n/);
});

test('no endless list of products can fill the memory', async () => {
  const metrics = createMetrics();
  for (let index = 0; index < 3_000; index++) metrics.orderEntered('held', `P${index}`);
  const lines = await linesOf(metrics, 'konter_orders_entered_total');
  expect(lines).toHaveLength(1_001);
  expect(lines).toContain('konter_orders_entered_total{state="held",product="other"} 2000');
});

test('two in one process do not share figures', async () => {
  const one = createMetrics();
  const other = createMetrics();
  one.replied(1);
  expect(await linesOf(other, 'konter_reply_seconds_count')).toEqual(['konter_reply_seconds_count 0']);
});
