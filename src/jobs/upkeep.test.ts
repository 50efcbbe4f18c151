import type { PgBoss } from 'pg-boss';
import { expect, test } from 'vitest';
import { UPKEEP_QUEUES, workUpkeep } from './upkeep.ts';

async function works(changes: Partial<Parameters<typeof workUpkeep>[0]> = {}) {
  const handlers = new Map<string, () => Promise<void>>();
  const scheduled: string[] = [];
  const boss = {
    async schedule(name: string) {
      scheduled.push(name);
    },
    async work(name: string, _options: object, handler: () => Promise<void>) {
      handlers.set(name, handler);
    },
  };
  await workUpkeep({
    boss: boss as unknown as PgBoss,
    sendSummaries: async () => 0,
    sweep: async () => {},
    tellTickets: async () => {},
    payCommissions: async () => 0,
    log: { info() {} },
    ...changes,
  });
  const names = UPKEEP_QUEUES.map(({ name }) => name);
  expect([...handlers.keys()]).toEqual(names);
  expect(scheduled).toEqual(names);
  return [...handlers.values()];
}

test('summaries that take long keep nothing else waiting', async () => {
  const done: string[] = [];
  let end = () => {};
  const isOver = new Promise<number>((resolve) => {
    end = () => resolve(1);
  });
  const handlers = await works({
    sendSummaries: () => isOver,
    sweep: async () => void done.push('sweep'),
    tellTickets: async () => void done.push('tickets'),
    payCommissions: async () => done.push('pay'),
  });
  const runs = handlers.map((handler) => handler());
  await Promise.race(runs);
  expect(done).toEqual(['sweep', 'tickets', 'pay']);
  end();
  await Promise.all(runs);
});

test('all that fails is reported, and keeps nothing else from being done', async () => {
  let paid = 0;
  const handlers = await works({
    sweep: () => Promise.reject(new Error('no sweep')),
    tellTickets: () => Promise.reject(new Error('no tickets')),
    payCommissions: async () => ++paid,
  });
  const results = await Promise.allSettled(handlers.map((handler) => handler()));
  expect(paid).toBe(1);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(AggregateError);
  expect(String(errors[0])).toContain('no sweep; no tickets');
});
