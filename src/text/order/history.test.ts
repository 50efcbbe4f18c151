import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delivered, failed, held, SUNDAY, WIB } from '../../../test/support/samples.ts';
import { CALLBACK } from '../../chat/context.ts';
import { addDays } from '../../domain/day.ts';
import { ALL_HISTORY, type HistoryPlace } from '../../domain/history.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import { english } from '../en.ts';
import { indonesian } from '../id.ts';
import type { Message } from '../message.ts';
import { historyData, readHistoryData } from './history-data.ts';

const TODAY = SUNDAY;

const number = fc.integer({ min: 1, max: 999_999_999_999_999 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const place: fc.Arbitrary<HistoryPlace> = fc.record({
  view: fc.oneof(
    fc.constantFrom(
      { kind: 'list' as const },
      { kind: 'standing' as const },
      { kind: 'product' as const },
      { kind: 'destination' as const },
    ),
    fc.record({
      kind: fc.constant('days' as const),
      year: fc.integer({ min: 0, max: 9_999 }),
      month: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({ kind: fc.constant('order' as const), number }),
  ),
  filter: fc.record(
    {
      days: fc.record({
        until: fc.integer({ min: -7_000, max: 7_000 }).map((days) => addDays(TODAY, days)),
        count: fc.constantFrom(1 as const, 7 as const),
      }),
      standing: fc.constantFrom('success' as const, 'failed' as const, 'in_progress' as const),
      productCode: fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/),
      destinationOf: number,
    },
    { requiredKeys: [] },
  ),
  at: optional(
    fc.oneof(
      number.map((before) => ({ before })),
      number.map((after) => ({ after })),
    ),
  ),
});

function datas({ buttons = [] }: Message): string[] {
  return buttons.flat().flatMap((button) => ('data' in button ? [button.data] : []));
}

function labels({ buttons = [] }: Message): string[] {
  return buttons.flat().map(({ text }) => text);
}

describe('what a button of the history carries', () => {
  test('is read as it was written, in 64 bytes; without room for the page it leads to the newest one', () => {
    fc.assert(
      fc.property(place, (wanted) => {
        const data = historyData(wanted);
        if (data === undefined) return;
        expect(new TextEncoder().encode(data).length).toBeLessThanOrEqual(64);
        expect(data.startsWith(`${CALLBACK.history}:`)).toBe(true);
        const read = readHistoryData(data);
        expect([wanted, { ...wanted, at: undefined }]).toContainEqual(read);
      }),
    );
  });

  test('is never lost where numbers have ten digits and the code twenty characters', () => {
    const filter = {
      days: { until: TODAY, count: 7 as const },
      standing: 'failed' as const,
      productCode: 'TELKOMSELDATA1234567',
      destinationOf: 9_999_999_999,
    };
    const at = { before: 9_999_999_999 };
    expect(historyData({ ...ALL_HISTORY, filter, at })).toBe(
      'his:l:W261115:f:PTELKOMSELDATA1234567:N9999999999:b9999999999',
    );
    expect(historyData({ view: { kind: 'order', number: 9_999_999_999 }, filter, at })).toBe(
      'his:o9999999999:W261115:f:PTELKOMSELDATA1234567:N9999999999',
    );
  });

  test('is made of nothing that a button cannot carry', () => {
    for (const productCode of ['', 'A:B', 'É', 'A'.repeat(70)])
      expect(historyData({ ...ALL_HISTORY, filter: { productCode } })).toBeUndefined();
    const until = addDays(TODAY, -40_000);
    expect(historyData({ ...ALL_HISTORY, filter: { days: { until, count: 1 } } })).toBeUndefined();
    for (const year of [1999, 2100])
      expect(historyData({ ...ALL_HISTORY, view: { kind: 'days', year, month: 1 } })).toBeUndefined();
  });

  test('is refused when anybody made it up, and read as before where it is old', () => {
    for (const data of [
      'his:x',
      'his:l:D269999',
      'his:l:D26111',
      'his:l:Q',
      'his:l:PA B',
      'his:l:N',
      'his:l:b1234567890123456',
      'his:d202613',
      'his:d000001',
      'his:d199912',
      'his:d210001',
      'his:d999912',
      'his:o',
      `his:l:P${'A'.repeat(60)}`,
      'run:SALDO',
    ])
      expect(readHistoryData(data), data).toBeUndefined();
    expect(readHistoryData('his:')).toEqual(ALL_HISTORY);
    expect(readHistoryData('his:-1')).toEqual({ ...ALL_HISTORY, at: { before: 1 } });
    expect(readHistoryData('his:10020-10010')).toEqual({ ...ALL_HISTORY, at: { before: 10_010 } });
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void readHistoryData(`his:${text}`)));
  });
});

describe.each([indonesian, english])('the history in $language', ({ order: texts }) => {
  const page = (
    orders: Parameters<typeof texts.history>[0]['orders'],
    at: HistoryPlace['at'],
    older?: number,
  ) =>
    texts.history({
      place: { ...ALL_HISTORY, at },
      orders,
      destination: undefined,
      newer: at === undefined ? undefined : 7,
      older,
      today: TODAY,
      reach: 1_000,
      timeZone: WIB,
    });

  test('each line has a button of its own, and pages lead to newer and older ones', () => {
    const orders = [delivered('1', { number: 3 }), failed('other', '', { number: 2 }), held({ number: 1 })];
    expect(datas(page(orders, undefined)).slice(0, 3)).toEqual(['his:o3', 'his:o2', 'his:o1']);
    expect(datas(page(orders, undefined, 1)).slice(3, 4)).toEqual(['his:l:b1']);
    expect(datas(page(orders, { before: 4 }, 1)).slice(0, 6)).toEqual([
      'his:o3:b4',
      'his:o2:b4',
      'his:o1:b4',
      'his:l',
      'his:l:a7',
      'his:l:b1',
    ]);
  });

  test('of a filter that finds nothing yet, it says how many were looked through, and goes on', () => {
    const none = page([], undefined, 9_000);
    expect(parseHtml(none.html).text).toContain('1.000');
    expect(datas(none)[0]).toBe('his:l:b9000');
    expect(datas(page([], undefined))).toEqual([]);
  });

  test('a day is chosen from the calendar up to today, other months by turning', () => {
    const choose = (month: number) =>
      texts.historyChoice({
        place: { ...ALL_HISTORY, view: { kind: 'days', year: 2026, month } },
        today: TODAY,
        products: [],
        destinations: [],
      });
    expect(datas(choose(11)).slice(0, 4)).toEqual([
      'his:l',
      'his:l:D261115',
      'his:l:D261114',
      'his:l:W261115',
    ]);
    expect(labels(choose(11)).slice(4, -1)).toEqual([
      ...Array.from({ length: 15 }, (_, i) => String(i + 1)),
      '‹ 10/2026',
    ]);
    expect(datas(choose(2)).filter((data) => data.startsWith('his:l:D2602'))).toHaveLength(28);
    expect(labels(choose(1)).slice(-3, -1)).toEqual(['‹ 12/2025', '02/2026 ›']);
  });

  test('an order can be complained about, shown to the customer, bought again, and left for where one came from', () => {
    const where: HistoryPlace = {
      view: { kind: 'order', number: 3 },
      filter: { standing: 'success' },
      at: { before: 9 },
    };
    const view = (order: Parameters<typeof texts.historyOrder>[0]['order']) =>
      datas(
        texts.historyOrder({ place: where, order, after: [{ text: 'x', data: 'again:3' }], timeZone: WIB }),
      );
    expect(view(delivered('1', { number: 3 }))).toEqual([
      'again:3',
      'run:STRUK.3',
      'kom:new:3',
      'his:l:s:b9',
      'his:l:N3',
    ]);
    expect(view(held({ number: 3 }))).toContain('run:BTL.3');
  });

  test('what comes from outside stays text', () => {
    const hostile = '<b>&"</b>‮';
    const order = delivered(hostile, { productCode: hostile, destination: hostile });
    const messages = [
      page([order], undefined),
      texts.history({
        place: { ...ALL_HISTORY, filter: { productCode: hostile } },
        orders: [],
        destination: hostile.repeat(20),
        newer: undefined,
        older: undefined,
        today: TODAY,
        reach: 1_000,
        timeZone: WIB,
      }),
      texts.historyOrder({ place: ALL_HISTORY, order, after: [], timeZone: WIB }),
      texts.historyChoice({
        place: { ...ALL_HISTORY, view: { kind: 'product' } },
        today: TODAY,
        products: [hostile],
        destinations: [],
      }),
    ];
    for (const message of messages) {
      expect(message.html.length).toBeLessThan(4_096);
      expect(() => parseHtml(message.html)).not.toThrow();
      expect(datas(message).every((data) => new TextEncoder().encode(data).length <= 64)).toBe(true);
    }
  });
});
