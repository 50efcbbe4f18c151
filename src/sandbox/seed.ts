import { createPinHasher } from '../app/pin-hash.ts';
import { rupiah } from '../domain/money.ts';
import { createCatalog } from '../store/catalog.ts';
import type { Sql } from '../store/connect.ts';
import { createOperatorMoney } from '../store/operator.ts';
import { createPinStore } from '../store/pins.ts';
import { createResellers } from '../store/resellers.ts';
import type { FakeProduct } from './klikoo/products.ts';

export type SeedPerson = { telegramId: number; name: string };

export const OPERATOR: SeedPerson = { telegramId: 900, name: 'Operator' };

/** `deposit`: rupiah. */
export const SEED_RESELLERS: readonly (SeedPerson & { deposit: number })[] = [
  { telegramId: 1001, name: 'Budi', deposit: 500_000 },
  { telegramId: 1002, name: 'Siti', deposit: 250_000 },
];

/** Of both resellers. Easy to remember for whoever tries things, and for that reason refused by the bot when a reseller chooses it. */
export const SEED_PIN = '1234';

const MARKUP = rupiah(200);

/** Products on sale, the markup, and two resellers with money and a PIN. Again, it changes nothing that is there. */
export async function seedDatabase(
  sql: Sql,
  options: { products: readonly FakeProduct[]; pepper: Buffer; now: Date },
): Promise<void> {
  const { products, pepper, now } = options;
  const actorId = OPERATOR.telegramId;
  const catalog = createCatalog(sql);
  const listed = products.map(({ cost, ...product }) => ({ ...product, cost: rupiah(cost) }));
  await catalog.replace(listed, actorId, now);
  await catalog.setGlobalMarkup(MARKUP, actorId, now);

  const resellers = createResellers(sql);
  const money = createOperatorMoney(sql);
  const pins = createPinStore(sql);
  const hasher = createPinHasher(pepper);
  for (const { telegramId, name, deposit } of SEED_RESELLERS) {
    const { reseller } = await resellers.add({ telegramId, name }, actorId, now);
    const pinHash = await hasher.hash(reseller.id, SEED_PIN, 'sandbox seed');
    await pins.replace(reseller.id, undefined, pinHash);
    await money.deposit(`sandbox:seed:${telegramId}`, reseller.id, deposit, 'Sandbox', actorId, now);
  }
}
