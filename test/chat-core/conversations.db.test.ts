import { beforeAll, expect, test } from 'vitest';
import { createSeal } from '../../src/app/seal.ts';
import { conversationStorage } from '../../src/chat/conversation-storage.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createConversationStore } from '../../src/store/conversations.ts';
import { freshDatabase } from '../support/database.ts';

const PIN = '739184';
const seal = createSeal(Buffer.alloc(32, 9), 'conversation');

let sql: Sql;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

const stateWith = (text: string) => ({
  version: [0, 1] as [0, number],
  state: { guided: [{ args: text, replay: { send: [], receive: [] }, interrupts: [0] }] },
});

test('a conversation is found again as it was, changed, and forgotten', async () => {
  const { adapter } = conversationStorage(createConversationStore(sql), seal);
  expect(await adapter.read('100')).toBeUndefined();
  await adapter.write('100', stateWith('satu'));
  await adapter.write('100', stateWith('dua'));
  expect(await adapter.read('100')).toEqual(stateWith('dua'));
  expect(await adapter.read('200')).toBeUndefined();
  await adapter.delete('100');
  expect(await adapter.read('100')).toBeUndefined();
});

test('what was typed in it cannot be read in the database, nor with another pepper', async () => {
  const store = createConversationStore(sql);
  await conversationStorage(store, seal).adapter.write('300', stateWith(PIN));
  const [row] = await sql<
    { row: string }[]
  >`select to_jsonb(c)::text as row from conversation c where key = '300'`;
  expect(row?.row).not.toContain(PIN);
  const other = createSeal(Buffer.alloc(32, 1), 'conversation');
  expect(await conversationStorage(store, other).adapter.read('300')).toBeUndefined();
});

test('one of yesterday is neither continued nor kept', async () => {
  const store = createConversationStore(sql);
  await store.write('400', { step: 1 });
  await sql`update conversation set updated_at = now() - interval '25 hours' where key = '400'`;
  expect(await store.read('400')).toBeUndefined();
  await store.write('500', { step: 1 });
  expect(await sql`select 1 from conversation where key = '400'`).toHaveLength(0);
});
