import { expect, test } from 'vitest';
import { OUTCOMES } from '../../src/sandbox/klikoo/outcomes.ts';
import { createOperatorMoney } from '../../src/store/operator.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { openDesk } from '../support/desk.ts';

const START = new Date('2026-11-20T14:00:00Z');

/** Orders whose purchase Klikoo refuses with a code, and keeps nothing of. */
const REFUSED_AT_ONCE = 3;

// Whatever else Klikoo does to an order, both sides agree in the end; these alone stay apart until somebody asks again or looks.
const DIFFERENT: Record<string, string> = {
  reversed: 'other_status check',
  success_after_failure: 'other_status check',
  other_cost: 'other_amount look',
};

test('after a day with every behaviour of Klikoo, the comparison finds exactly what differs', async () => {
  const desk = await openDesk(START);
  try {
    await createOperatorMoney(desk.sql).deposit('more', 1, 5_000_000, '', 900, START);
    const budi = desk.telegram.user(1001);
    budi.start();
    desk.telegram.user(900).start();
    await desk.settle();
    for (const { example } of OUTCOMES) {
      budi.send(`${example}.1234`);
      await desk.settle();
    }
    for (const card of budi.chat.messages) {
      const button = card.keyboard.flat().find(({ text }) => text.startsWith('Beli'))?.text;
      if (button !== undefined) budi.tap(card, button);
    }
    await desk.settle();
    // First as closely as a person would watch it, then through the night.
    for (const ms of [60_000, 600_000, 6 * 3_600_000]) await desk.advance(ms);
    expect(await desk.konter.reconcileNights()).toBe(1);

    const found = await desk.sql<{ ref_id: string; what: string }[]>`
      select reference as ref_id, kind || ' ' || (detail ->> 'repair') as what from reconciliation_difference
      where closed_at is null and day = '2026-11-20'`;
    const named = found.map(({ ref_id, what }) => [desk.klikoo.transaction(ref_id)?.outcome ?? ref_id, what]);
    expect(Object.fromEntries(named)).toEqual(DIFFERENT);
    expect(named).toHaveLength(Object.keys(DIFFERENT).length);

    const [run] = await desk.sql<{ ours: number; theirs: number }[]>`
      select (select sum((value ->> 'count')::int) from jsonb_each(summary -> 'ours'))::int as ours,
        (select sum((value ->> 'count')::int) from jsonb_each(summary -> 'theirs'))::int as theirs
      from reconciliation where state = 'finished'`;
    expect(run?.theirs).toBe(desk.klikoo.transactions.length);
    expect((run?.ours ?? 0) - (run?.theirs ?? 0)).toBe(REFUSED_AT_ONCE);
    expect(await verifyBooks(desk.sql)).toEqual([]);
    expect(desk.errors).toEqual([]);
  } finally {
    await desk.close();
  }
}, 60_000);
