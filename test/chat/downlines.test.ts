import { beforeAll, expect, test } from 'vitest';
import { type Counter, dataOf, newest, openCounter, shownTo } from '../security/counter.ts';

const TONO = 2003;
const MINUTE_MS = 60_000;

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
  await counter.sql`update reseller set upline_id = 1 where id = 2`;
  return () => counter.close();
});

/** Whatever each has been shown since. */
function watch() {
  const { budi, operator, telegram } = counter;
  const all = { budi, operator, tono: telegram.user(TONO) };
  const from = new Map(Object.values(all).map((user) => [user, user.chat.messages.length]));
  return (who: keyof typeof all) => shownTo(all[who], from.get(all[who]) ?? 0);
}

/** Tono opens an invitation of Budi's and sends his number. */
async function apply(name: string) {
  const { budi, telegram, settle } = counter;
  const tono = telegram.addUser({ id: TONO, firstName: 'Tono', languageCode: 'id' });
  budi.send(`REG*${name}*Sleman*1234`);
  await settle();
  const [, token = ''] = /start=(d_\w+)/.exec(shownTo(budi, budi.chat.messages.length - 1)) ?? [];
  tono.send(`/start ${token}`);
  await settle();
  tono.tap(newest(tono, 'Ya, benar'), 'Ya, benar');
  await settle();
  tono.shareContact();
  await settle();
  return newest(budi, 'Setujui');
}

test('a transfer that was refused is not made later by the same button, also when Telegram was out of reach meanwhile', async () => {
  const { budi, sql, telegram, settle } = counter;
  budi.send('T.K0002.400000.1234');
  await settle();
  const question = newest(budi, 'Kirim');
  const send = dataOf(question, 'Kirim');
  await sql`update reseller set off_by_upline_at = now() where id = 2`;
  telegram.nextFault({ kind: '400', method: 'answerCallbackQuery' });
  budi.forgeTap(question, send);
  await settle();
  telegram.clearFaults();
  await sql`update reseller set off_by_upline_at = null where id = 2`;
  budi.forgeTap(question, send);
  await settle();
  expect(await sql`select from downline_transfer`).toHaveLength(0);
});

test('an approval that is pressed again tells nobody but the upline once it is old', async () => {
  const { budi, sql, settle, advance } = counter;
  const application = await apply('Tono Cell');
  const approve = dataOf(application, 'Setujui');
  let shown = watch();
  budi.tap(application, 'Setujui');
  await settle();
  expect(shown('operator')).toContain('K0003');
  expect(shown('tono')).toContain('K0003');

  // As when the process died before it had told anybody.
  shown = watch();
  budi.forgeTap(application, approve);
  await settle();
  expect(shown('operator')).toContain('K0003');

  // The account speaks for another one by now.
  shown = watch();
  await sql`update telegram_account set reseller_id = 2 where telegram_id = ${TONO}`;
  budi.forgeTap(application, approve);
  await settle();
  expect([shown('tono'), shown('operator')]).toEqual(['', '']);

  await sql`update telegram_account set reseller_id = 3 where telegram_id = ${TONO}`;
  await advance(11 * MINUTE_MS);
  shown = watch();
  budi.forgeTap(application, approve);
  await settle();
  expect([shown('tono'), shown('operator')]).toEqual(['', '']);
});

test('the button under one invitation does not take up another that was opened after it', async () => {
  const { budi, siti, telegram, settle } = counter;
  const wati = telegram.addUser({ id: 2004, firstName: 'Wati', languageCode: 'id' });
  const open = async (upline: typeof budi) => {
    upline.send('REG*Wati Cell*Sleman*1234');
    await settle();
    const [, token = ''] = /start=(d_\w+)/.exec(shownTo(upline, upline.chat.messages.length - 1)) ?? [];
    wati.send(`/start ${token}`);
    await settle();
    return newest(wati, 'Ya, benar');
  };
  const first = await open(budi);
  const second = await open(siti);
  const before = wati.chat.messages.length;
  const tap = wati.tap(first, 'Ya, benar');
  await settle();
  expect(shownTo(wati, before)).not.toContain('nomor HP');
  expect(tap.answer()).toBeDefined();
  wati.tap(second, 'Ya, benar');
  await settle();
  expect(shownTo(wati, before)).toContain('nomor HP');
});
