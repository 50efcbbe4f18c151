import type { NotUnderstood, OrderCommand } from '../../domain/command/command.ts';
import { nearest } from '../../domain/command/nearest.ts';
import { DEFAULT_WORDS, gluedMeaning, type Words } from '../../domain/command/words.ts';
import { code, escapeLine, lines } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { rows, runButton, runOrder } from './callback.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

type Questions = Pick<
  OrderTexts,
  'ambiguous' | 'notUnderstood' | 'tooLong' | 'tooManyOrders' | 'repliesOnly' | 'blocked'
>;

/** Commands that need nothing more than their word, so that a button can run them. */
const RUNS_ALONE = new Set(['balance', 'prices', 'recap', 'ledger', 'history']);

/** Before a code that is a command word as well; nobody can take it away. */
const ORDER_WORD = 'BELI';

/** Whether a line that begins with this code would not be read as an order of it. */
function isWord(productCode: string, known: Words): boolean {
  return known.has(productCode) || DEFAULT_WORDS.has(productCode) || gluedMeaning(productCode) !== undefined;
}

export function createQuestions(words: OrderWords): Questions {
  function reading(order: OrderCommand): Button | undefined {
    const parts = [
      `${order.code} ${order.destination}`,
      order.amount === undefined ? undefined : words.meantAmount(formatRupiah(order.amount)),
      order.occurrence > 1 ? words.occurrence(order.occurrence) : undefined,
    ];
    return runOrder(parts.filter((part) => part !== undefined).join(', '), order);
  }

  function meant(
    command: NotUnderstood,
    codes: readonly string[],
    known: Words,
  ): { typed: string[]; buttons: (Button | undefined)[] } {
    if (command.word === undefined || command.about !== undefined) return { typed: [], buttons: [] };
    // A button runs the default words: one that means something else by now is to be typed.
    const runs = command.candidates.filter(
      (word) => RUNS_ALONE.has(known.get(word) ?? '') && DEFAULT_WORDS.get(word) === known.get(word),
    );
    const others = command.candidates.filter((word) => !runs.includes(word));
    const products = nearest(command.word, codes).map(
      (found) => `${isWord(found, known) ? `${ORDER_WORD}.` : ''}${found}.${words.numberHere}`,
    );
    return { typed: [...products, ...others], buttons: runs.map((word) => runButton(word, word)) };
  }

  return {
    ambiguous({ ask, readings }) {
      const pins = new Set(readings.flatMap(({ pin }) => (pin === undefined ? [] : [pin])));
      const safe = readings.filter(
        ({ amount, destination }) => !pins.has(String(amount)) && !pins.has(destination),
      );
      const buttons = safe.map(reading).filter((button) => button !== undefined);
      const distinct = new Map(
        buttons.map((button) => ['data' in button ? button.data : button.text, button]),
      );
      // Each reading must be there to choose: with fewer, the one that is left would look like the only one.
      if (distinct.size === readings.length) {
        return { html: words.question[ask], buttons: rows([...distinct.values()], 1) };
      }
      const [first] = readings;
      const form = first && `${first.code}.${first.destination}.Rp….PIN`;
      const canShow = first !== undefined && !pins.has(first.destination);
      return {
        html: lines(
          words.question[ask],
          words.questionPin,
          canShow && form !== undefined ? code(escapeLine(form, 100)) : undefined,
        ),
      };
    },

    notUnderstood(command, codes, known = DEFAULT_WORDS) {
      const { typed, buttons } = meant(command, codes, known);
      const why = escapeLine(words.notUnderstood(command.reason), 300);
      const echo = command.text === '' ? undefined : code(escapeLine(command.text, 300));
      const made = rows(buttons, 3);
      const hasMeant = typed.length > 0 || made.length > 0;
      return {
        html: lines(
          echo,
          why,
          hasMeant ? words.didYouMean : undefined,
          ...typed.map((text) => code(escapeLine(text, 60))),
          hasMeant ? undefined : words.helpHint,
        ),
        buttons: made,
      };
    },

    tooLong: () => ({ html: words.tooLong }),
    tooManyOrders: () => ({ html: words.tooManyOrders }),
    repliesOnly: () => ({ html: words.repliesOnly }),
    blocked: () => ({ html: words.blocked }),
  };
}
