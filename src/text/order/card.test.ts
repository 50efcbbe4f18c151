import { describe, expect, test } from 'vitest';
import {
  delivered,
  ended,
  everyRefusal,
  failed,
  held,
  product,
  quote,
  quoted,
  quotedLine,
  request,
  TOKEN,
  underway,
  WIB,
} from '../../../test/support/samples.ts';
import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteLine } from '../../app/quote-order.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Message } from '../message.ts';
import { orderId } from './id.ts';

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

describe('the confirmation', () => {
  test('shows what will be bought, for whom and what it leaves, with both choices', () => {
    const message = orderId.quoteCard(quote(quotedLine(quoted())), timeZone);
    expect(textOf(message)).toBe(
      [
        '#10234 PLN20.01105691111',
        'PLN 20.000',
        'Nama: BAHARRUDIN1',
        'Daya: R1/2200VA',
        'Harga: 20.750',
        'Saldo: 100.000 - 20.750 = 79.250',
        'Berlaku 5 menit, sampai 21:08.',
      ].join('\n'),
    );
    expect(message.buttons).toEqual([
      [
        { text: 'Beli', data: `buy:${TOKEN}` },
        { text: 'Batal', data: `no:${TOKEN}` },
      ],
    ]);
  });

  test('says when the name could not be checked, on the button too', () => {
    const order = quoted({ customerName: undefined, powerCapacity: undefined });
    const message = orderId.quoteCard(quote(quotedLine(order, true)), timeZone);
    expect(textOf(message)).toContain('Nama pelanggan belum bisa dicek.');
    expect(labels(message)).toEqual(['Beli tanpa nama', 'Batal']);
  });

  test('of a batch has a line for each order, names what is refused and why, and adds up', () => {
    const message = orderId.quoteCard(
      quote(
        quotedLine(quoted()),
        quotedLine(
          quoted({
            number: 10_235,
            productCode: 'S10',
            destination: '081234567890',
            price: rupiah(10_500),
            category: 'pulsa',
            customerName: undefined,
          }),
        ),
        { request: request({ code: 'S5' }), result: { kind: 'closed', product: product() } },
        {
          request: request(),
          result: { kind: 'repeat', product: product(), earlier: delivered(), nextOccurrence: 2 },
        },
      ),
      timeZone,
    );
    expect(textOf(message)).toBe(
      [
        '2 order',
        '1. #10234 PLN20.01105691111 · BAHARRUDIN1 R1/2200VA · 20.750',
        '2. #10235 S10.081234567890 · 10.500',
        'Tidak bisa:',
        '✗ S5.01105691111: Produk sedang ditutup.',
        '✗ PLN20.01105691111: Sudah pernah hari ini. #10234 @21:03 PLN20.2.01105691111.PIN',
        'Total: 31.250',
        'Saldo: 100.000 - 31.250 = 68.750',
        'Berlaku 5 menit, sampai 21:08.',
      ].join('\n'),
    );
    expect(labels(message)).toEqual(['Beli', 'Batal']);
  });

  test('without anything to buy has no buttons to buy it', () => {
    const lines = everyRefusal().map((result) => ({ request: request(), result }));
    expect(datas(orderId.quoteCard(quote(...lines), timeZone))).toEqual([]);
    for (const line of lines)
      expect(datas(orderId.quoteCard(quote(line), timeZone)).join()).not.toMatch(/buy:|no:/);
  });

  test('offers the nearest codes as buttons that run the corrected order without a PIN', () => {
    const line: QuoteLine = {
      request: request({ code: 'PLN2O' }),
      result: { kind: 'unknown_product', code: 'PLN2O', codes: ['S10', 'PLN20', 'PLN50'] },
    };
    const message = orderId.quoteCard(quote(line), timeZone);
    expect(datas(message)[0]).toBe('run:PLN20.01105691111');
    expect(textOf(message)).toContain('PLN20.01105691111');
  });
});

describe('the card afterwards', () => {
  const now = (order: Order, verdict?: ConfirmVerdict) =>
    orderId.cardNow({
      orders: [order],
      timeZone,
      ...(verdict && { verdicts: new Map([[order.refId, verdict]]) }),
    });

  test('can be confirmed only while that may still do something', () => {
    expect(labels(now(quoted()))).toEqual(['Beli', 'Batal']);
    expect(labels(now(quoted(), { kind: 'insufficient', missing: rupiah(750) }))).toEqual([
      'Beli',
      'Batal',
      'Deposit',
    ]);
    expect(labels(now(quoted(), { kind: 'paused' }))).toEqual(['Beli', 'Batal']);
    for (const kind of ['closed', 'blocked', 'not_owner'] as const)
      expect(labels(now(quoted(), { kind }))).toEqual([]);
    for (const order of [held(), underway('submitted'), delivered(), failed('other'), ended('cancelled')])
      expect(datas(now(order)).join()).not.toContain('buy:');
  });

  test('asks again where the price has changed or the time was up', () => {
    expect(now(quoted(), { kind: 'price_changed', price: rupiah(21_000) }).buttons).toEqual([
      [{ text: 'Cek harga baru', data: 'run:PLN20.01105691111' }],
    ]);
    expect(textOf(now(quoted(), { kind: 'price_changed', price: rupiah(21_000) }))).toContain('21.000');
    expect(labels(now(ended('expired')))).toEqual(['Pesan lagi']);
    // Pressed after its time but before anybody has noted the end of it.
    expect(textOf(now(quoted(), { kind: 'expired' }))).toContain('KEDALUWARSA');
  });

  test('says what to type to buy the same once more', () => {
    const text = textOf(now(quoted(), { kind: 'repeat', earlierNumber: 10_001 }));
    expect(text).toContain('#10001');
    expect(text).toContain('PLN20.2.01105691111.PIN');
  });

  test('of a batch says for each order how it stands', () => {
    const orders = [
      held({ refId: 'a', number: 1 }),
      quoted({ refId: 'b', number: 2, customerName: undefined, powerCapacity: undefined }),
    ];
    const verdicts = new Map<string, ConfirmVerdict>([
      ['a', { kind: 'held' }],
      ['b', { kind: 'insufficient', missing: rupiah(750) }],
    ]);
    const message = orderId.cardNow({ orders, verdicts, timeZone });
    expect(textOf(message).split('\n').slice(0, 3)).toEqual([
      '2 order',
      '1. #1 PLN20.01105691111 DIPROSES. Saldo 100.000 - 20.750 = 79.250 @21:03',
      '2. #2 PLN20.01105691111 · 20.750 · Saldo kurang 750.',
    ]);
    expect(orderId.toast.confirmed([...verdicts.values()])).toBe('1 dari 2 diproses');
  });
});
