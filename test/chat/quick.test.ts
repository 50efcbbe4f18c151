import { afterEach, expect, test } from 'vitest';
import { SEED_PIN, SEED_RESELLERS } from '../../src/sandbox/seed.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const START = new Date('2026-11-20T14:00:00Z');
let desk: Desk | undefined;

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

test('in quick mode a message that two processes handle at the same moment is bought once', async () => {
  desk = await openDesk(START);
  const open = desk;
  const { sql, telegram, konter } = open;
  await sql`update reseller set is_quick = true`;
  const budi = telegram.user(SEED_RESELLERS[0]?.telegramId ?? 0);
  budi.start();
  await open.settle();

  for (let round = 0; round < 5; round++) {
    budi.send(`S10.08123456780${round}.${SEED_PIN}`);
    const updates = (await konter.api.getUpdates({ timeout: 0, limit: 100 })).filter(
      ({ message }) => message?.text?.startsWith('S10.') === true,
    );
    const update = updates.at(-1);
    if (update === undefined) throw new Error('nothing was sent');
    const handle = () => open.bot.handle(update, { attempt: 0, receivedAt: START });
    await Promise.all([handle(), handle(), handle()]);
  }
  await open.settle();
  await open.advance(10_000);

  const rows = await sql<{ state: string; holds: number }[]>`
    select state, (select count(*) from ledger_transaction t where t.ref_id = o.ref_id and t.reason = 'hold') as holds
    from orders o order by number`;
  expect(rows).toEqual(Array.from({ length: 5 }, () => ({ state: 'delivered', holds: 1 })));
  expect(await verifyBooks(sql)).toEqual([]);
});
