import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createCommandWords } from '../../src/app/command-words.ts';
import { createCommandWordStore } from '../../src/store/command-words.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';

const NOON = new Date('2026-11-20T14:00:00Z');
const OPERATOR = 900;

let sql: Sql;
let time: number;
/** Keys are of one test: the audit log keeps all of them. */
let round = 0;
const key = (n: number) => `alias:900:${round}:${n}`;
const errors: unknown[] = [];

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

beforeEach(async () => {
  await sql`delete from command_word`;
  round += 1;
  time = NOON.getTime();
  errors.length = 0;
});

/** The words of one process. */
function instance(store = createCommandWordStore(sql)) {
  return createCommandWords({ store, now: () => new Date(time), onError: (error) => errors.push(error) });
}

/** No product is called like a word. */
const NONE: ReadonlySet<string> = new Set();

const stok = () => ({ word: 'STOK', meaning: 'prices', key: key(1), actorId: OPERATOR }) as const;

test('a word is known where it was given at once, and on every other instance seconds later', async () => {
  const [here, there] = [instance(), instance()];
  await there.refresh();
  await here.change(stok(), NONE);
  expect(here.words().get('STOK')).toBe('prices');
  await there.refresh();
  expect(there.words().get('STOK')).toBe(undefined);
  time += 3_000;
  await there.refresh();
  expect(there.words().get('STOK')).toBe('prices');
});

test('words are read once for messages that come close together, also after the clock was set back', async () => {
  let reads = 0;
  const store = createCommandWordStore(sql);
  const words = instance({
    ...store,
    list: async () => {
      reads += 1;
      return store.list();
    },
  });
  await Promise.all([words.refresh(), words.refresh(), words.refresh()]);
  time += 2_999;
  await words.refresh();
  expect(reads).toBe(1);
  time -= 60_000;
  await words.refresh();
  expect(reads).toBe(2);
});

test('words that cannot be read stay as they were', async () => {
  const store = createCommandWordStore(sql);
  let isGone = false;
  const words = instance({
    ...store,
    list: async () => {
      if (isGone) throw new Error('gone');
      return store.list();
    },
  });
  await words.change(stok(), NONE);
  isGone = true;
  time += 3_000;
  await words.refresh();
  expect(words.words().get('STOK')).toBe('prices');
  expect(errors).toHaveLength(1);
});

test('each change is audited once, however often it is asked for', async () => {
  const words = instance();
  await words.change(stok(), NONE);
  await words.change(stok(), NONE);
  await words.change({ ...stok(), meaning: undefined, key: key(2) }, NONE);
  await words.change({ word: 'SAL', meaning: undefined, key: key(3), actorId: OPERATOR }, NONE);
  await words.change({ word: 'SAL', meaning: 'balance', key: key(4), actorId: OPERATOR }, NONE);
  await words.change({ word: 'SAL', meaning: 'balance', key: key(5), actorId: OPERATOR }, NONE);
  // Repeated long after: it does not undo what was done since.
  await words.change(stok(), NONE);
  expect(words.words().get('STOK')).toBe(undefined);
  const rows =
    await sql`select subject, detail ->> 'meaning' as meaning from audit where detail ->> 'key' like ${`alias:900:${round}:%`} order by id`;
  expect(rows.map(({ subject, meaning }) => `${subject} ${meaning}`)).toEqual([
    'STOK prices',
    'STOK null',
    'SAL null',
    'SAL balance',
  ]);
  expect(await sql`select from command_word`).toHaveLength(0);
});

test('a meaning that this version does not know is passed over', async () => {
  await sql`insert into command_word values ('BARU', 'teleport', ${OPERATOR}, ${NOON})`;
  const words = instance();
  await words.refresh();
  expect(words.words().has('BARU')).toBe(false);
});

test('a change is judged by the words as they stand when it is made, on whatever instance', async () => {
  const [here, there] = [instance(), instance()];
  await there.refresh();
  await here.change(stok(), NONE);
  const other = { ...stok(), meaning: 'status', key: key(2) } as const;
  expect(await there.change(other, NONE)).toEqual({ kind: 'refused', fault: 'taken' });
  expect(there.words().get('STOK')).toBe('prices');
  const code = { ...stok(), word: 'BARU', key: key(3) } as const;
  expect(await here.change(code, new Set(['BARU']))).toEqual({ kind: 'refused', fault: 'product' });
  const removal = { ...stok(), meaning: undefined } as const;
  expect(await here.change({ ...removal, key: key(4) }, NONE)).toEqual({ kind: 'changed' });
  expect(await there.change({ ...removal, key: key(5) }, NONE)).toEqual({
    kind: 'refused',
    fault: 'not_there',
  });
  // The press that did it comes again.
  expect(await there.change({ ...removal, key: key(4) }, NONE)).toEqual({ kind: 'changed' });
});

test('the last word for a command stays, also when two were to be removed at once', async () => {
  const words = instance();
  const remove = (word: string, n: number) =>
    words.change({ word, meaning: undefined, key: key(n), actorId: OPERATOR }, NONE);
  expect(await remove('KOSONG', 1)).toEqual({ kind: 'changed' });
  expect(await remove('GANGGUAN', 2)).toEqual({ kind: 'refused', fault: 'last' });
  expect(words.words().get('GANGGUAN')).toBe('outages');
});
