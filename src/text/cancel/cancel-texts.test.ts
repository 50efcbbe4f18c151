import { describe, expect, test } from 'vitest';
import { ended, everyState, WIB } from '../../../test/support/samples.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import { english } from '../en.ts';
import { indonesian } from '../id.ts';
import type { Message } from '../message.ts';

const HOSTILE = '<b>&"</i> ‮😀';

function textOf({ html }: Message): string {
  expect(html.length).toBeLessThanOrEqual(4_096);
  return parseHtml(html).text;
}

const released: Order = {
  ...ended('cancelled'),
  state: 'cancelled',
  released: { settledAt: new Date('2026-11-15T14:04:20Z'), balanceAfterSettle: rupiah(100_000) },
};

describe.each([indonesian, english])('in $language', ({ cancel }) => {
  test('every state has its own reason why not, and none breaks the message', () => {
    for (const order of everyState({ productCode: HOSTILE, destination: HOSTILE }, HOSTILE, HOSTILE)) {
      expect(textOf(cancel.notCancelled(order, WIB))).toContain('#10234');
      expect(textOf(cancel.cancelled(order, WIB))).toContain('#10234');
    }
    const why = (order: Order) => textOf(cancel.notCancelled(order, WIB)).split('\n').at(-1);
    const states = new Map(everyState({}).map((order) => [order.state, why(order)]));
    expect(states.get('submitted')).not.toBe(states.get('delivered'));
    expect(states.get('delivered')).not.toBe(states.get('failed'));
    expect(states.get('failed')).not.toBe(states.get('cancelled'));
  });

  test('what was given back stands in the first line, as an equation', () => {
    expect(textOf(cancel.cancelled(released, WIB)).split('\n')[0]).toBe(
      '#10234 PLN20.01105691111 BATAL. Saldo 79.250 + 20.750 = 100.000 @21:04',
    );
    expect(textOf(cancel.cancelled(ended('cancelled'), WIB)).split('\n')[0]).toBe(
      '#10234 PLN20.01105691111 BATAL.',
    );
  });

  test('of several, each has a button with its number, ten at most', () => {
    const many = Array.from({ length: 20 }, (_, i) => ended('cancelled', { number: 10_000 + i }));
    const { buttons } = cancel.choose(many, WIB);
    expect(buttons?.flat().map((button) => ('data' in button ? button.data : ''))).toEqual(
      many.slice(0, 10).map(({ number }) => `run:BTL.${number}`),
    );
  });
});

test('both languages say what the other says', () => {
  expect(Object.keys(indonesian.prefixes)).toEqual(Object.keys(english.prefixes));
  expect(textOf(english.quick.set(true))).not.toBe(textOf(indonesian.quick.set(true)));
  expect(textOf(english.quick.setting(false))).toContain('off');
  expect(textOf(indonesian.quick.setting(false))).toContain('mati');
  const change = { prefix: '0859', from: 'xl', to: undefined } as const;
  expect(textOf(english.prefixes.ask(change, 'token'))).toContain('0859: XL → nobody?');
  expect(textOf(indonesian.prefixes.ask(change, 'token'))).toContain('0859: XL → tidak ada?');
});
