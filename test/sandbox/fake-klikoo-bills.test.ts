import { expect, test } from 'vitest';
import { billOf } from '../../src/klikoo/bill.ts';
import { readEnvelope } from '../../src/klikoo/envelope.ts';
import { BILL_SAMPLES } from '../../src/sandbox/klikoo/bills.ts';
import { SEED_PRODUCTS } from '../../src/sandbox/klikoo/products.ts';
import { open } from './klikoo-caller.ts';

const PATH = '/v1/open-api/transactions/inquiry-postpaid';

type World = Awaited<ReturnType<typeof open>>;

/** Asked as Konter asks, and read as it reads. */
async function ask({ caller }: World, code: string, customer: string, months = 1) {
  const period = code.includes('BPJS') ? { period: String(months) } : {};
  const { status, text } = await caller.post(PATH, {
    account_number: customer,
    product_code: code,
    ...period,
  });
  const answer = readEnvelope(status, text);
  if ('unreadable' in answer) throw new Error(answer.unreadable);
  return billOf(answer, { productCode: code, customer });
}

const pay = (code: string, customer: string, amount: number, reference: string) => ({
  product_code: code,
  value: customer,
  msidn: customer,
  amount: String(amount),
  selling_price: String(amount),
  partner_reference_id: reference,
});

test.each(BILL_SAMPLES)(
  'the sample $customer of $code is $standing',
  async ({ code, customer, standing }) => {
    await using world = await open();
    expect(SEED_PRODUCTS.find((product) => product.code === code)?.category).toBe('postpaid');
    const answer = await ask(world, code, customer);
    expect(answer.kind).toBe({ open: 'found', paid: 'paid', unknown: 'refused' }[standing]);
    if (answer.kind === 'refused') expect(answer.reason).toBe('wrong_destination');
    if (answer.kind !== 'found') return;
    expect(answer.customerName).toMatch(/^[A-Z]/);
    expect(answer.bill.periods).not.toEqual([]);

    const { total } = answer.bill;
    await world.caller.buy(pay(code, customer, total, 'r-1'));
    world.clock.advance(2_000);
    expect(world.klikoo.transaction('r-1')).toMatchObject({ status: 'SUCCESS', booked: total });
    expect((await ask(world, code, customer)).kind).toBe('paid');
    world.clock.advance(40 * 86_400_000);
    await world.caller.logIn();
    expect((await ask(world, code, customer)).kind).toBe('found');
  },
);

test('a payment of another amount, or of nobody, is refused; one of a paid bill fails', async () => {
  await using world = await open();
  const { caller, klikoo, clock } = world;
  expect((await caller.buy(pay('POSTPAIDPLN', '514040400482', 1, 'r-1'))).code).toBe('400026510');
  expect((await caller.buy(pay('POSTPAIDPLN', '533512366386', 1, 'r-2'))).code).toBe('404027002');
  const answer = await ask(world, 'POSTPAIDPLN', '514040400482');
  if (answer.kind !== 'found') throw new Error(answer.kind);
  const before = klikoo.balance;
  for (const reference of ['r-3', 'r-4']) {
    await caller.buy(pay('POSTPAIDPLN', '514040400482', answer.bill.total, reference));
    clock.advance(2_000);
  }
  expect(klikoo.transaction('r-3')).toMatchObject({ status: 'SUCCESS' });
  expect(klikoo.transaction('r-4')).toMatchObject({ status: 'FAILED', reason: 'Tagihan sudah terbayar' });
  expect(klikoo.balance).toBe(before - answer.bill.total);
});

test('BPJS is asked for with a number of months, and costs as much', async () => {
  await using world = await open();
  const [one, three] = await Promise.all(
    [1, 3].map(async (months) => {
      const answer = await ask(world, 'RBASRBPJSKSH', '8888801433177155', months);
      return answer.kind === 'found' ? answer.bill : undefined;
    }),
  );
  expect(three?.amount).toBe(3 * (one?.amount ?? 0));
  const customer = { account_number: '8888801433177155', product_code: 'RBASRBPJSKSH' };
  expect((await world.caller.post(PATH, customer)).code).toBe('400026512');
  expect((await world.caller.post(PATH, { ...customer, period: '0' })).code).toBe('400026510');
});

test('what is no bill has none', async () => {
  await using world = await open();
  const code = async (body: Record<string, string>) => (await world.caller.post(PATH, body)).code;
  expect(await code({ account_number: '01105691111', product_code: 'PLN20' })).toBe('400026525');
  expect(await code({ account_number: '01105691111', product_code: 'NOPE' })).toBe('404027003');
  expect(await code({ account_number: '', product_code: 'POSTPAIDPLN' })).toBe('400026512');
});
