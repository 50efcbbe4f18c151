import { describe, expect, test } from 'vitest';
import { delivered, ended, failed, held, quoted, SUNDAY, underway } from '../../../test/support/samples.ts';
import { rupiah } from '../money.ts';
import { dailyReport, STANDINGS, standingOf } from './daily.ts';

const day = [
  underway('needs_review', {
    number: 6,
    price: rupiah(5_000),
    productCode: 'S5',
    productName: 'Telkomsel 5.000',
  }),
  delivered(undefined, { number: 1, price: rupiah(20_750) }),
  delivered(undefined, {
    number: 2,
    price: rupiah(10_500),
    productCode: 'S10',
    productName: 'Telkomsel 10.000',
  }),
  failed('wrong_destination', '', { number: 3, price: rupiah(20_750) }),
  failed('other', '', { number: 4, price: rupiah(30_000) }, 'reversed'),
  held({ number: 5, price: rupiah(1_000) }),
  quoted({ number: 7 }),
  ended('expired', { number: 8 }),
  ended('cancelled', { number: 9 }),
];

describe('the report of a day', () => {
  const report = dailyReport(day, SUNDAY);

  test('counts what was confirmed, and nothing that nobody confirmed', () => {
    expect(report.total).toEqual({ count: 6, sum: 88_000 });
    expect(report.orders.map((order) => order.number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('tells what was delivered, failed, taken back and is still underway', () => {
    expect(report.byStanding).toEqual({
      delivered: { count: 2, sum: 31_250 },
      in_flight: { count: 2, sum: 6_000 },
      failed: { count: 1, sum: 20_750 },
      reversed: { count: 1, sum: 30_000 },
    });
  });

  test('counts as spent only what was delivered', () => {
    expect(report.spending).toBe(31_250);
    expect(report.refunded).toBe(50_750);
    expect(report.inFlight).toBe(6_000);
  });

  test('adds up to the same by standing and by product', () => {
    const products = report.byProduct.flatMap(({ byStanding }) =>
      STANDINGS.map((each) => byStanding[each].sum),
    );
    expect(products.reduce((a, b) => a + b, 0)).toBe(report.total.sum);
    expect(report.byProduct.map(({ code, name }) => `${code} ${name}`)).toEqual([
      'PLN20 PLN 20.000',
      'S10 Telkomsel 10.000',
      'S5 Telkomsel 5.000',
    ]);
    expect(report.byProduct[0]?.byStanding.delivered).toEqual({ count: 1, sum: 20_750 });
  });

  test('is all zeros on a day without orders', () => {
    const empty = dailyReport([], SUNDAY);
    expect(empty.total).toEqual({ count: 0, sum: 0 });
    expect(empty.byProduct).toEqual([]);
    expect(empty.spending).toBe(0);
  });

  test('counts an order in review as underway: its money is held', () => {
    expect(
      report.orders.filter((order) => standingOf(order) === 'in_flight').map((order) => order.number),
    ).toEqual([5, 6]);
  });
});
