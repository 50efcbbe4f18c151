import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createSeal } from '../../src/app/seal.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { besideTheBot, ending } from '../process/people.ts';

/** Chosen so that it occurs by no accident. */
const PIN = '739184';
const WRONG_PIN = '928374';

test('F120: no PIN, token, secret, key or pepper is in logs, metrics, or any row of the database', async () => {
  const sandbox = await startSandbox({ env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  const database = await besideTheBot(sandbox);
  try {
    const { telegram, klikoo } = sandbox;
    const budi = telegram.user(1001);
    const says = (text: string) =>
      telegram.waitFor(() => budi.chat.messages.some((m) => m.from === 'bot' && m.text.includes(text)), {
        timeoutMs: 30_000,
        what: text,
      });

    // Wherever a PIN may stand: typed, on the keypad, wrong, misspelt, in prose, before errors of Klikoo and Telegram.
    budi.send(`GP.1234.${PIN}`);
    await says('PIN diganti');
    budi.send(`S10.081234567890.${WRONG_PIN}`);
    await says('PIN salah');
    klikoo.nextFault({ call: 'buy', kind: 'html' });
    telegram.nextFault({ method: 'sendMessage', kind: '500', times: 1 });
    budi.send(`S10.081234567890.${PIN}`);
    const card = await telegram.waitFor(
      () => budi.chat.messages.find((m) => m.keyboard.flat().some((b) => b.text === 'Beli')),
      { timeoutMs: 60_000, what: 'the card' },
    );
    budi.tap(card, 'Beli');
    await ending(sandbox, budi, 'S10.081234567890', 'SUKSES');
    budi.send(`halo kak PIN saya ${PIN} tolong`);
    budi.send('/beli');
    budi.send(`/pin ${PIN}`);
    budi.send('S5.081234567890');
    const keypad = await telegram.waitFor(
      () => budi.chat.messages.findLast((m) => !m.isDeleted && m.keyboard.flat().some((b) => b.text === '⌫')),
      { timeoutMs: 30_000, what: 'the keypad' },
    );
    for (const digit of PIN) budi.tap(keypad, digit);
    await telegram.waitFor(
      () => budi.chat.messages.find((m) => m.id === keypad.id)?.text.includes('●●●●●●'),
      {
        timeoutMs: 30_000,
        what: 'six dots',
      },
    );

    const port = sandbox.bot.port;
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const places = {
      log: await readFile(sandbox.botLog, 'utf8'),
      metrics,
      ...(await dump(database.sql)),
    };
    const env = sandbox.botEnvironment;
    const secrets = {
      PIN,
      WRONG_PIN,
      BOT_TOKEN: env.BOT_TOKEN,
      KLIKOO_CLIENT_SECRET: env.KLIKOO_CLIENT_SECRET,
      PIN_PEPPER: env.PIN_PEPPER,
      KLIKOO_PRIVATE_KEY: env.KLIKOO_PRIVATE_KEY?.split('\n')[1],
      DATABASE_PASSWORD: new URL(database.url).password,
    };
    expect(Object.keys(places).some((place) => place.startsWith('pgboss.job'))).toBe(true);
    for (const [where, text] of Object.entries(places)) {
      for (const [name, secret] of Object.entries(secrets)) {
        expect(secret, name).toBeTruthy();
        expect(text.includes(secret ?? ''), `${name} in ${where}`).toBe(false);
      }
    }

    // The search can find: what lies sealed in the inbox holds the PIN for whoever has the pepper.
    const seal = createSeal(Buffer.from(env.PIN_PEPPER ?? '', 'hex'), 'inbox');
    const rows = await database.sql<
      { sealed: string }[]
    >`select data ->> 'sealed' as sealed from pgboss.job where name = 'inbox'`;
    expect(rows.some((row) => seal.open(row.sealed)?.includes(PIN))).toBe(true);
  } finally {
    await database.close();
    await sandbox.stop();
  }
}, 120_000);

/** Every row of every table, as text, by table. */
async function dump(sql: Awaited<ReturnType<typeof besideTheBot>>['sql']): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const dumps: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${name} t`);
    dumps[name] = rows.map(({ row }) => row).join('\n');
  }
  return dumps;
}
