import { expect, test } from 'vitest';
import { OUTCOMES } from '../../src/sandbox/klikoo/outcomes.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { openDesk } from '../support/desk.ts';

const START = new Date('2026-11-20T14:00:00Z');
const HOUR_MS = 3_600_000;

// How an order ends when Klikoo behaves so, an hour later: its state, and how often Klikoo executed it. The money agrees with it.
const ENDS: Record<string, string> = {};

test.each(OUTCOMES.map((outcome) => [outcome.name, outcome] as const))('%s', async (name, outcome) => {
  const desk = await openDesk(START);
  try {
    const budi = desk.telegram.user(1001);
    budi.start();
    await desk.settle();
    budi.send(`${outcome.example}.1234`);
    await desk.settle();
    const card = budi.chat.messages.find((m) => m.keyboard.flat().some((b) => b.text.startsWith('Beli')));
    if (card !== undefined) {
      const label = card.keyboard.flat().find((b) => b.text.startsWith('Beli'))?.text ?? '';
      budi.tap(card, label);
      await desk.settle();
      await desk.advance(HOUR_MS);
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
