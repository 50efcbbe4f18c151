export type FakeProduct = {
  code: string;
  name: string;
  category: string;
  /** As in the product list, rupiah; for an open amount, what is charged on top of the amount. */
  cost: number;
  /** What inquiry and purchase add to the listed cost, rupiah. */
  adminFee: number;
  isOpenAmount: boolean;
  isEnabled: boolean;
};

/** Who can be asked about: PLN, OVO, GoPay, DANA and Maxim. */
export type InquiryProvider = 'pln' | 'ovo' | 'gopay' | 'dana' | 'maxim';

const DISABLED = new Set(['T100', 'GOPAY100', 'BUS']);

function product(code: string, name: string, category: string, cost: number, adminFee = 0): FakeProduct {
  const isOpenAmount = code.endsWith('OPEN');
  return { code, name, category, cost, adminFee, isOpenAmount, isEnabled: !DISABLED.has(code) };
}

function pulsa(prefix: string, operator: string, costs: Record<number, number>): FakeProduct[] {
  return Object.entries(costs).map(([thousands, cost]) =>
    product(`${prefix}${thousands}`, `${operator} ${thousands}.000`, 'pulsa', cost),
  );
}

function wallet(prefix: string, name: string, costs: Record<number, number>): FakeProduct[] {
  return Object.entries(costs).map(([thousands, cost]) =>
    product(`${prefix}${thousands}`, `${name} ${thousands}.000`, 'ewallet', cost),
  );
}

/** Klikoo's product list in the sandbox. Codes and totals that occur in Klikoo's samples have the values they have there. */
export const SEED_PRODUCTS: readonly FakeProduct[] = [
  product('PLN20', 'PLN 20.000', 'plnprepaid', 20_500, 46),
  product('PLN50', 'PLN 50.000', 'plnprepaid', 50_056, 46),
  product('PLN100', 'PLN 100.000', 'plnprepaid', 99_958, 46),
  product('PLN200', 'PLN 200.000', 'plnprepaid', 200_150, 46),
  product('PLN500', 'PLN 500.000', 'plnprepaid', 500_250, 46),
  product('PLN1000', 'PLN 1.000.000', 'plnprepaid', 1_000_350, 46),
  ...pulsa('S', 'Tsel', {
    5: 5_475,
    10: 10_350,
    15: 15_120,
    20: 20_075,
    25: 24_950,
    50: 49_700,
    100: 98_400,
  }),
  ...pulsa('IM', 'Indosat', {
    5: 5_790,
    10: 10_810,
    15: 15_250,
    20: 20_125,
    25: 24_960,
    50: 49_350,
    100: 97_800,
  }),
  ...pulsa('X', 'XL', { 5: 5_910, 10: 10_890, 15: 15_060, 25: 25_010, 50: 49_980, 100: 99_850 }),
  ...pulsa('AX', 'Axis', { 5: 5_905, 10: 10_880, 15: 15_055, 25: 25_000, 50: 49_970 }),
  ...pulsa('T', 'Tri', { 5: 5_480, 10: 10_295, 20: 19_850, 50: 48_900, 100: 97_300 }),
  ...pulsa('SM', 'Smartfren', { 5: 5_150, 10: 10_060, 20: 19_820, 50: 49_100 }),
  product('SD1', 'Tsel Data 1 GB 30 hari', 'data', 15_400),
  product('SD5', 'Tsel Data 5 GB 30 hari', 'data', 52_300),
  product('ID3', 'Indosat Freedom 3 GB 30 hari', 'data', 19_700),
  product('XD10', 'XL Xtra Combo 10 GB 30 hari', 'data', 58_900),
  product('AXD2', 'Axis Bronet 2 GB 30 hari', 'data', 14_850),
  product('TD6', 'Tri AlwaysOn 6 GB', 'data', 29_600),
  ...wallet('OVO', 'OVO', { 10: 10_100, 20: 20_100, 50: 50_100, 100: 100_100 }),
  ...wallet('GOPAY', 'GoPay', { 10: 10_100, 20: 20_100, 50: 50_100, 100: 100_100 }),
  ...wallet('DN', 'DANA', { 1: 1_178, 10: 10_086, 20: 20_086, 50: 50_086, 100: 100_086 }),
  product('DNOPEN', 'DANA Bebas Nominal', 'ewallet', 80),
  product('MAX5000', 'Maxim 5.000', 'maxim', 7_205),
  product('MAX20000', 'Maxim 20.000', 'maxim', 22_205),
  product('BUS', 'Tiket Bus', 'bus', 0),
  product('POSTPAIDPLN', 'PLN Pascabayar', 'postpaid', 0),
  product('PDAMACEHTGR', 'PDAM Aceh Tenggara', 'postpaid', 0),
  product('PDAMMJK', 'PDAM Mojokerto', 'postpaid', 0),
  product('PDAMABOJ', 'PDAM Bojonegoro', 'postpaid', 0),
  product('FIRSMEDIA', 'First Media', 'postpaid', 0),
  product('RBKREDITBAF', 'BAF Finance', 'postpaid', 0),
  product('RBFNFIF', 'FIF Finance', 'postpaid', 0),
  product('RBASRBPJSKSH', 'BPJS Kesehatan', 'postpaid', 0),
];

/** `undefined`: the inquiry does not know this product. */
export function inquiryProvider({ code, category }: FakeProduct): InquiryProvider | undefined {
  if (category === 'plnprepaid') return 'pln';
  if (category === 'maxim') return 'maxim';
  if (code.startsWith('OVO')) return 'ovo';
  if (code.startsWith('GOPAY')) return 'gopay';
  return code.startsWith('DN') ? 'dana' : undefined;
}

/** What Klikoo takes from the balance, rupiah. `amount` counts for an open amount only: samples with a wrong one on a fixed product succeed. */
export function totalOf({ cost, adminFee, isOpenAmount, category }: FakeProduct, amount: number): number {
  // A bill costs what it amounts to.
  if (category === 'postpaid') return amount;
  return cost + adminFee + (isOpenAmount ? amount : 0);
}

/** Whether the product can be delivered to such a number. */
export function fitsDestination({ category }: FakeProduct, destination: string): boolean {
  if (category === 'plnprepaid') return /^\d{11,13}$/.test(destination) && !destination.startsWith('08');
  if (category === 'postpaid') return /^\d{6,20}$/.test(destination);
  if (category === 'maxim') return /^\d{4,20}$/.test(destination);
  return /^08\d{8,12}$/.test(destination);
}
