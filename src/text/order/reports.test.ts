import { describe, expect, test } from 'vitest';
import { AT_2103, delivered, failed, held, product, SUNDAY, WIB } from '../../../test/support/samples.ts';
import { addDays } from '../../domain/day.ts';
import { rupiah } from '../../domain/money.ts';
import { dailyReport } from '../../domain/report/daily.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Message } from '../message.ts';
import { orderEn } from './en.ts';
import { orderId } from './id.ts';
import type { OrderTexts } from './texts.ts';

const timeZone = WIB;

function labels(message: Message): string[] {
  return (message.buttons ?? []).flat().map((button) => button.text);
}

function datas(message: Message): string[] {
  return (message.buttons ?? []).flat().flatMap((button) => ('data' in button ? [button.data] : []));
}

function textOf(message: Message): string {
  return parseHtml(message.html).text;
}

describe('reports', () => {
  const orders = [delivered('1', { number: 1 }), failed('other', '', { number: 2 }), held({ number: 3 })];

  test('a recap tells count and sum of each standing and product, what was spent, and each order', () => {
    const text = textOf(orderId.recap(dailyReport(orders, SUNDAY), { today: SUNDAY, timeZone }));
    expect(text).toBe(
      [
        'Rekap 15/11/2026',
        'Sukses: 1 · 20.750',
        'Diproses: 1 · 20.750',
        'Gagal: 1 · 20.750',
        'Belanja: 20.750',
        '',
        'Per produk',
        'PLN20: Sukses: 1 · 20.750, Diproses: 1 · 20.750, Gagal: 1 · 20.750',
        '',
        '21:03 #1 PLN20.01105691111 SUKSES 20.750',
        '21:03 #2 PLN20.01105691111 GAGAL 20.750',
        '21:03 #3 PLN20.01105691111 DIPROSES 20.750',
      ].join('\n'),
    );
  });

  test('a recap leads to the day before, and to the day after until today', () => {
    const report = dailyReport([], SUNDAY);
    expect(datas(orderId.recap(report, { today: SUNDAY, timeZone }))).toEqual(['rec:2026-11-14']);
    expect(datas(orderId.recap(report, { today: addDays(SUNDAY, 1), timeZone }))).toEqual([
      'rec:2026-11-14',
      'rec:2026-11-16',
    ]);
  });

  test('a ledger line shows the movement, what it left and what it was for', () => {
    const text = textOf(
      orderId.ledger({
        day: SUNDAY,
        today: SUNDAY,
        mutations: [
          {
            entryId: 9,
            at: AT_2103,
            reason: 'hold',
            amount: rupiah(-20_750),
            balanceAfter: rupiah(79_250),
            note: undefined,
            order: { number: 10_234, productCode: 'PLN20', destination: '01105691111' },
          },
          {
            entryId: 8,
            at: AT_2103,
            reason: 'deposit',
            amount: rupiah(100_000),
            balanceAfter: rupiah(100_000),
            note: 'BCA',
            order: undefined,
          },
        ],
        hasMore: false,
        timeZone,
      }),
    );
    expect(text.split('\n').slice(1)).toEqual([
      '21:03 -20.750 = 79.250 · Order · #10234 PLN20.01105691111',
      '21:03 +100.000 = 100.000 · Deposit · BCA',
    ]);
  });

  test('a summary holds the day so far and what came after the one before', () => {
    const text = textOf(
      orderId.dailySummary({
        today: dailyReport([delivered('1')], SUNDAY),
        sinceYesterday: dailyReport([held()], addDays(SUNDAY, -1)),
        sinceAt: new Date('2026-11-14T14:00:00Z'),
        at: new Date('2026-11-15T14:00:00Z'),
        timeZone: 'Asia/Jakarta',
        available: rupiah(79_250),
      }),
    );
    expect(text).toBe(
      [
        'Ringkasan 15/11/2026 sampai jam 21:00',
        'Sukses: 1 · 20.750',
        'Belanja: 20.750',
        'PLN20: Sukses: 1 · 20.750',
        '',
        'Sesudah ringkasan 14/11/2026 jam 21:00',
        'Diproses: 1 · 20.750',
        'Belanja: 0',
        '',
        'Saldo: 79.250',
        'Ubah jam atau matikan: /laporan',
      ].join('\n'),
    );
  });

  test('the hour of the summary is chosen among 24, or none', () => {
    expect(datas(orderId.summarySetting(21))).toEqual([
      ...Array.from({ length: 24 }, (_, i) => `sum:${i}`),
      'sum:off',
    ]);
    expect(labels(orderId.summarySetting(21))).toContain('• 21:00');
  });
});

describe('prices', () => {
  const list = (products: Parameters<OrderTexts['prices']>[0]['products'], offset = 0) =>
    orderId.prices({ query: { kind: 'terms', terms: ['PLN'] }, products, offset, globalMarkup: rupiah(250) });

  test('are cost plus markup, the product’s own where it has one; what is closed has no price', () => {
    const text = textOf(
      list([
        product(),
        product({ code: 'PLN50', name: 'PLN 50.000', cost: rupiah(50_500), markup: rupiah(1_000) }),
        product({ code: 'PLN100', name: 'PLN 100.000', isForSale: false }),
        product({ code: 'DNOPEN', name: 'Dana', category: 'emoney', cost: rupiah(500), isOpenAmount: true }),
      ]),
    );
    expect(text.split('\n')).toEqual([
      'Harga PLN',
      'Token PLN',
      'PLN20 PLN 20.000 · 20.750',
      'PLN50 PLN 50.000 · 51.500',
      'PLN100 PLN 100.000 · 🚫 tutup',
      'emoney',
      'DNOPEN Dana · nominal + 750',
    ]);
  });

  test('of many products come in pages', () => {
    const many = Array.from({ length: 70 }, (_, i) => product({ code: `X${i}` }));
    expect(datas(list(many))).toEqual(['prc:t:30:PLN']);
    expect(datas(list(many, 30))).toEqual(['prc:t:0:PLN', 'prc:t:60:PLN']);
    expect(datas(list(many, 60))).toEqual(['prc:t:30:PLN']);
  });
});

test('a travel order shows each trip, its times with their zone and each seat, and no number of an identity card', () => {
  const message = orderId.supplierTransaction(
    {
      supplierRef: '14434863',
      refId: '876476467510005',
      productCode: 'BUS',
      productName: 'Tiket Bus',
      destination: undefined,
      customerName: 'Pandu',
      at: new Date('2025-04-11T09:08:50Z'),
      status: 'SUCCESS',
      outcome: { kind: 'delivered', supplierRef: '14434863', sn: '14434863' },
      travels: [
        {
          travelName: 'RB TEST',
          boardingTime: new Date('2025-06-01T18:00:00Z'),
          boardingLocation: 'Jalan Sisingamangaraja',
          destination: 'Mataram',
          isReturn: false,
          bookingCode: '5AVFYYEU',
          pnr: 'TS25',
          passengers: [
            {
              seatName: '10',
              name: 'Pandu',
              gender: 'MALE',
              idCardNumber: '31741009219923332',
              price: rupiah(6_101),
            },
            {
              seatName: '2',
              name: 'Janu',
              gender: 'MALE',
              idCardNumber: '31741009219923333',
              price: rupiah(6_101),
            },
          ],
        },
      ],
    },
    timeZone,
  );
  const text = textOf(message);
  expect(message.html).toContain('<code>5AVFYYEU</code>');
  for (const line of [
    'Naik di: Jalan Sisingamangaraja',
    'Jam: 02/06/2025 01:00 WIB',
    'Pandu · Kursi 10 · KTP ••••3332',
    'Janu · Kursi 2 · KTP ••••3333',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain('31741009');
});

test('a balance is one line a machine reads, and what is held when something is', () => {
  expect(orderId.balance({ available: rupiah(79_250), held: rupiah(0) }).html).toBe('Saldo 79.250');
  expect(orderEn.balance({ available: rupiah(79_250), held: rupiah(20_750) }).html).toBe(
    'Saldo 79.250\nHeld for orders in process: 20.750',
  );
});
