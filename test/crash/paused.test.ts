import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { fixture, Loopback, reply } from '../klikoo/loopback.ts';

const PURCHASE = {
  refId: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb',
  productCode: 'PLN20',
  destination: '01105691111',
  cost: rupiah(20_546),
  price: rupiah(21_000),
};

test('F108: a worker that was paused between its claim and the sending does not send when it goes on', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 201, fixture('buy-waiting.json')),
  );
  const claimed = new Date('2026-11-20T14:00:00Z');
  let now = claimed;
  const client = klikoo.client({ now: () => now });
  const notAfter = new Date(claimed.getTime() + 25_000);

  // It is stopped while it waits for its access token, and goes on ten minutes later.
  const handleToken = klikoo.handleToken;
  klikoo.handleToken = (seen, response) => {
    now = new Date(claimed.getTime() + 600_000);
    handleToken(seen, response);
  };
  expect(await client.buy({ ...PURCHASE, notAfter })).toMatchObject({ kind: 'not_reached' });
  expect(klikoo.sent()).toEqual([]);
});
