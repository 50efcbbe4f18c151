import { createHash } from 'node:crypto';
import { outcomeFor } from './outcomes.ts';
import type { FakeProduct } from './products.ts';
import { inquiryProvider } from './products.ts';

const NAMES = [
  'HASMALINDA',
  'SUGENG RAHARJO',
  'DEWI LESTARI',
  "NUR AINI SA'DIYAH",
  'I KETUT WIRAWAN',
  'M. YUSUF',
];
const POWERS = ['R1/450VA', 'R1M/900VA', 'R1/1300VA', 'R1/2200VA', 'R2/3500VA', 'B1/5500VA'];
const MASKED_NAMES = ['DNID DEFX SUSXXXX', 'DNID nX', 'DNID RAHXXX'];

/** Klikoo's own sample customer. */
const SAMPLE = { meter: '01105691111', name: 'BAHARRUDIN1', power: 'R1/2200VA' };

/** The price of a kWh at which Rp20.000 are the 13.5 kWh people expect to see, rupiah. */
const KWH_PRICE = 1_481.48;

export type Customer = {
  /** Absent for Maxim and where no inquiry exists. */
  name: string | undefined;
  /** `R1/2200VA`; electricity only. */
  powerCapacity: string | undefined;
};

/** A whole number from 0 to 2^32 - 1, always the same for the same text. */
export function numberFrom(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

function digitsFrom(text: string, length: number): string {
  const hex = createHash('sha512').update(text).digest('hex');
  const digits = BigInt(`0x${hex}`).toString();
  return digits.slice(-length);
}

function pick(list: readonly string[], text: string): string {
  return list[numberFrom(text) % list.length] ?? '';
}

/** Whose bill it is: always the same name for the same number. */
export function pickName(text: string): string {
  return pick(NAMES, text);
}

/** Who owns a destination: always the same customer for the same number. */
export function customerOf(product: FakeProduct, destination: string): Customer {
  const named = outcomeFor(destination).customerName;
  switch (inquiryProvider(product)) {
    case 'pln': {
      const isSample = destination === SAMPLE.meter;
      return {
        name: named ?? (isSample ? SAMPLE.name : pick(NAMES, destination)),
        powerCapacity: isSample ? SAMPLE.power : pick(POWERS, destination),
      };
    }
    case 'dana':
      return { name: named ?? pick(MASKED_NAMES, destination), powerCapacity: undefined };
    case 'ovo':
    case 'gopay':
      return { name: named ?? 'C**tomer Na**', powerCapacity: undefined };
    case 'maxim':
    case undefined:
      return { name: undefined, powerCapacity: undefined };
  }
}

/** The proof of delivery, always the same for the same reference: `2514-1798-8056-2280-2824/HASMALINDA/R1M/900VA/33.7` for electricity. */
export function serialNumber(product: FakeProduct, destination: string, reference: string): string {
  const { name, powerCapacity } = customerOf(product, destination);
  const provider = inquiryProvider(product);
  if (provider === 'dana') return `${digitsFrom(reference, 37)}/${name}`;
  if (provider !== 'pln') return digitsFrom(reference, 20);
  const token = digitsFrom(reference, 20).replace(/(\d{4})(?=\d)/g, '$1-');
  const faceValue = Number(/\d+$/.exec(product.code)?.[0]) * 1_000;
  return `${token}/${name}/${powerCapacity}/${(faceValue / KWH_PRICE).toFixed(1)}`;
}

/** What some purchases carry as `sn` while they wait: six digits that prove nothing, or nothing. */
export function provisionalSerialNumber(reference: string): string {
  return numberFrom(reference) % 2 === 0 ? digitsFrom(`provisional ${reference}`, 6) : '';
}
