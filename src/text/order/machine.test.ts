import { expect, test } from 'vitest';
import {
  delivered,
  ended,
  failed,
  held,
  product,
  request,
  underway,
  WIB,
  withoutSn,
} from '../../../test/support/samples.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { rupiah } from '../../domain/money.ts';
import { refusalLine, repeatForm, repeatLine, stateLine } from './machine.ts';

const SN = '1111-2222-3333-4444-5555/BAHARRUDIN1/R1/2200VA/13.5';

test('an order in process shows what its price leaves of the balance', () => {
  const line = '#10234 PLN20.01105691111 DIPROSES. Saldo 100.000 - 20.750 = 79.250 @21:03';
  expect(stateLine(held(), WIB)).toBe(line);
  expect(stateLine(underway('submitted'), WIB)).toBe(line);
  // For a program it is still open, whoever looks at it.
  expect(stateLine(underway('needs_review'), WIB)).toBe(line);
});

test('a delivered order shows its serial number and the balance', () => {
  expect(stateLine(delivered(SN), WIB)).toBe(
    `#10234 PLN20.01105691111 SUKSES. SN: ${SN}. Saldo 79.250 @21:03`,
  );
  expect(stateLine(withoutSn(), WIB)).toBe('#10234 PLN20.01105691111 SUKSES. SN: . Saldo 79.250 @21:03');
});

test('a failed order shows why, and the refund in the balance', () => {
  expect(stateLine(failed('product_disturbed'), WIB)).toBe(
    '#10234 PLN20.01105691111 GAGAL. Produk sedang gangguan. Saldo 79.250 + 20.750 = 100.000 @21:04',
  );
  expect(stateLine(failed('other', 'Angsuran terakhir,\nbayar di kantor.'), WIB)).toBe(
    '#10234 PLN20.01105691111 GAGAL. Angsuran terakhir, bayar di kantor. Saldo 79.250 + 20.750 = 100.000 @21:04',
  );
  expect(stateLine(failed('other', ''), WIB)).toContain(' GAGAL. Transaksi gagal. Saldo ');
});

test('an order taken back after its success is a failure with a refund', () => {
  expect(stateLine(failed('wrong_destination', '', {}, 'reversed'), WIB)).toBe(
    '#10234 PLN20.01105691111 GAGAL. Dibatalkan setelah sukses: Nomor tujuan salah. Saldo 79.250 + 20.750 = 100.000 @21:04',
  );
});

test('a quote that ended says so and names no balance', () => {
  expect(stateLine(ended('expired'), WIB)).toBe('#10234 PLN20.01105691111 KEDALUWARSA.');
  expect(stateLine(ended('cancelled'), WIB)).toBe('#10234 PLN20.01105691111 BATAL.');
});

test('an open amount and a repeat counter stand in the name of the order', () => {
  const changes = { productCode: 'DNOPEN', destination: '0817345544', amount: rupiah(25_000), occurrence: 2 };
  expect(stateLine(held(changes), WIB)).toMatch(/^#10234 DNOPEN\.2\.0817345544\.25000 DIPROSES\. /);
});

test('the clock is that of the time zone passed in', () => {
  expect(stateLine(delivered('1'), 'Asia/Makassar')).toMatch(/@22:03$/);
});

test('a repeat shows when, how it stands, its serial number and what to type', () => {
  expect(repeatLine(delivered(SN), 2, WIB)).toBe(
    `#10234 PLN20.01105691111 sdh pernah jam 21:03, status SUKSES. SN: ${SN}. Trx ke-2: PLN20.2.01105691111.PIN`,
  );
  expect(repeatLine(underway('submitted'), 3, WIB)).toBe(
    '#10234 PLN20.01105691111 sdh pernah jam 21:03, status DIPROSES. SN: . Trx ke-3: PLN20.3.01105691111.PIN',
  );
});

test('what a repeat says to type is read as that repeat', () => {
  const orders = [
    held(),
    held({ productCode: 'DNOPEN', destination: '0817345544', amount: rupiah(25_000), category: 'emoney' }),
    held({ msisdn: '081234567890' }),
    // A product with the code of a command word.
    held({ productCode: 'S', destination: '081234567890' }),
  ];
  for (const order of orders) {
    const form = repeatForm(order, 2) ?? '';
    const parsed = parseMessage(form.replace(/PIN$/, '2468'));
    expect(parsed).toMatchObject({
      kind: 'commands',
      commands: [
        {
          kind: 'order',
          code: order.productCode,
          destination: order.destination,
          amount: order.amount,
          occurrence: 2,
          pin: '2468',
        },
      ],
    });
  }
  expect(repeatForm(held(), 100)).toBeUndefined();
});

test('a refusal names the order, the reason and the balance', () => {
  const insufficient = {
    kind: 'insufficient',
    product: product(),
    price: rupiah(20_750),
    missing: rupiah(750),
  } as const;
  expect(refusalLine(request(), insufficient, rupiah(20_000))).toBe(
    'PLN20.01105691111 GAGAL. Saldo tidak cukup. Hrg 20.750, kurang 750. Saldo 20.000',
  );
});

test('what comes from outside breaks neither the line nor the HTML', () => {
  const line = stateLine(delivered('<b>&\n\u202ERTL\u2028"x"'), WIB);
  expect(line).toBe(
    '#10234 PLN20.01105691111 SUKSES. SN: &lt;b&gt;&amp; RTL &quot;x&quot;. Saldo 79.250 @21:03',
  );
  expect(stateLine(failed('other', '<i>'), WIB)).toContain('GAGAL. &lt;i&gt;. Saldo');
});
