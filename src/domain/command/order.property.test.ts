import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from './parse.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const PIN = '4826';
const meterPattern = /^(?!08|62)[0-9]{11,13}$/;

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: min, maxLength: max });
const phone = digits(8, 12).map((rest) => `08${rest}`);
const meter = digits(11, 13).filter((text) => meterPattern.test(text));
const typedOrder = fc
  .record({
    destination: fc.oneof(phone, meter, digits(7, 9), digits(4, 6)),
    amount: fc.option(fc.integer({ min: 100, max: 2_000_000 }), { nil: undefined }),
    isGrouped: fc.boolean(),
    msisdn: phone,
    counter: fc.constantFrom(undefined, 2, 3, 12),
    form: fc.nat({ max: 6 }),
    separator: fc.constantFrom('.', ',', ' '),
  })
  .map(({ destination, amount, isGrouped, msisdn, counter, form, separator }) => {
    const grouped = new Intl.NumberFormat('de').format(amount ?? 0);
    const money = amount === undefined ? undefined : isGrouped ? grouped : String(amount);
    const times = counter?.toString();
    const owner = meterPattern.test(destination) ? msisdn : undefined;
    const forms = [
      [times, destination, money, PIN],
      [times, money, destination, PIN],
      [destination, times, money, PIN],
      [destination, money, PIN, times],
      [destination, owner, money, PIN, times],
      [destination, money, PIN, owner],
      [owner, destination, money, PIN],
    ] as const;
    const fields = forms[form] ?? forms[0];
    const hasOwner = form >= 4;
    const hasCounter = form <= 4;
    return {
      text: ['AB1', ...fields].filter((field) => field !== undefined).join(separator),
      meant: {
        destination,
        amount,
        msisdn: hasOwner ? owner : undefined,
        occurrence: hasCounter ? (counter ?? 1) : 1,
        pin: PIN,
      },
    };
  });

test('an order typed in any known form is read as it was meant, or asked about with that as a choice', () => {
  let asked = 0;
  let refused = 0;
  fc.assert(
    fc.property(typedOrder, ({ text, meant }) => {
      const parsed = parseMessage(text);
      const [command] = parsed.kind === 'commands' ? parsed.commands : [];
      if (command?.kind === 'ambiguous') {
        asked += 1;
        expect(command.readings).toContainEqual(expect.objectContaining(meant));
      } else if (command?.kind === 'not_understood' && command.reason === 'one_or_several') {
        // Up to three digits between two numbers may also be the face value of a second order.
        refused += 1;
      } else {
        expect(command).toMatchObject({ kind: 'order', ...meant });
      }
    }),
    { numRuns: 10_000 },
  );
  expect(asked).toBeGreaterThan(0);
  expect(refused).toBeLessThan(500);
});
