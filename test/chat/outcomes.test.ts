import { expect, test } from 'vitest';
import { OUTCOMES } from '../../src/sandbox/klikoo/outcomes.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { openDesk } from '../support/desk.ts';

const START = new Date('2026-11-20T14:00:00Z');
const HOUR_MS = 3_600_000;

// How an order ends when Klikoo behaves so, an hour later: its state, and how often Klikoo executed it. The money agrees with it.
const ENDS: Record<string, string> = {
  token: 'delivered, executed 1, posts 1',
  wrong_number: 'no order, executed 0, posts 0',
  success_at_once: 'delivered, executed 1, posts 1',
  success_after_10_s: 'delivered, executed 1, posts 1',
  success_after_60_s: 'delivered, executed 1, posts 1',
  failed: 'failed, executed 1, posts 1',
  failed_at_once: 'failed, executed 1, posts 1',
  product_refused: 'failed, executed 0, posts 1',
  number_refused: 'failed, executed 0, posts 1',
  supplier_balance_low: 'failed, executed 0, posts 1',
  supplier_disturbed: 'delivered, executed 1, posts 2',
  answer_lost: 'delivered, executed 1, posts 1',
  request_lost: 'delivered, executed 1, posts 2',
  http_500_executed: 'delivered, executed 1, posts 1',
  http_500_not_executed: 'delivered, executed 1, posts 2',
  slow: 'delivered, executed 1, posts 1',
  garbage: 'delivered, executed 1, posts 1',
  half_body: 'delivered, executed 1, posts 1',
  answer_lost_history_lags: 'delivered, executed 1, posts 1',
  answer_lost_success_late: 'delivered, executed 1, posts 1',
  unknown_status: 'delivered, executed 1, posts 1',
  sn_late: 'delivered, executed 1, posts 1',
  waiting_for_ever: 'submitted, executed 1, posts 1',
  reversed: 'delivered, executed 1, posts 1',
  success_after_failure: 'failed, executed 1, posts 1',
  flapping: 'failed, executed 1, posts 1',
  detail_lags: 'delivered, executed 1, posts 1',
  other_cost: 'delivered, executed 1, posts 1',
  mixed_up: 'delivered, executed 1, posts 1',
  strange_sn: 'delivered, executed 1, posts 1',
  inquiry_refused: 'no order, executed 0, posts 0',
  inquiry_down: 'no order, executed 0, posts 0',
  html_name: 'delivered, executed 1, posts 1',
  bidi_name: 'delivered, executed 1, posts 1',
  success: 'delivered, executed 1, posts 1',
};

test.each(OUTCOMES.map((outcome) => [outcome.name, outcome] as const))('%s', async (name, outcome) => {
  const desk = await openDesk(START);
  try {
    const budi = desk.telegram.user(1001);
    budi.start();
    desk.telegram.user(900).start();
    await desk.settle();
    budi.send(`${outcome.example}.1234`);
    await desk.settle();
    const card = budi.chat.messages.find((m) => m.keyboard.flat().some((b) => b.text.startsWith('Beli')));
    if (card !== undefined) {
      const label = card.keyboard.flat().find((b) => b.text.startsWith('Beli'))?.text ?? '';
      budi.tap(card, label);
      await desk.settle();
      // First as closely as a person would watch it.
      for (const ms of [60_000, 600_000, HOUR_MS]) await desk.advance(ms);
    }
    const [order] = await desk.sql<{ ref_id: string; state: string }[]>`select ref_id, state from orders`;
    const executed = order === undefined ? 0 : desk.klikoo.executed(order.ref_id);
    const posts = desk.klikoo.calls.filter((c) => c.call === 'buy').length;
    const end = `${order?.state ?? 'no order'}, executed ${executed}, posts ${posts}`;
    expect(await verifyBooks(desk.sql)).toEqual([]);
    expect(desk.errors).toEqual([]);
    expect(end).toBe(ENDS[name]);
  } finally {
    await desk.close();
  }
});
