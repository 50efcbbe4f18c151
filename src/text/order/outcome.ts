import type { Order } from '../../domain/order/order.ts';
import { bold, code, escapeLine, lines } from '../format.ts';
import type { Button, Message } from '../message.ts';
import { factLines, failureLines, labelled, noteOf } from './facts.ts';
import { stateLine } from './machine.ts';
import { groupToken, isPlnCategory, readPlnSn } from './pln-sn.ts';
import type { OrderWords } from './words.ts';

/** Beside the first line, which shows it too, it still fits into one message. */
const LONGEST_SN = 1_200;
/** Telegram's limit for what a button copies, in characters. */
const LONGEST_COPY = 256;

/** How an order stands: a line for machines, then what a person needs. */
export function createOutcome(words: OrderWords): (order: Order, options: { timeZone: string }) => Message {
  return (order, { timeZone }) => {
    const first = stateLine(order, timeZone);
    switch (order.state) {
      case 'delivered':
        return withProof(first, order, order.sn);
      case 'failed':
        return { html: lines(first, '', ...factLines(words, order), ...failureLines(words, order.failure)) };
      case 'reversed':
        return {
          html: lines(
            first,
            '',
            ...factLines(words, order),
            words.stateNote.reversed,
            ...failureLines(words, order.failure),
          ),
        };
      case 'quoted':
        return { html: lines(first, '', ...factLines(words, order)) };
      default:
        return { html: lines(first, '', ...factLines(words, order), noteOf(words, order, order.state)) };
    }
  };

  function withProof(first: string, order: Order & { state: 'delivered' }, sn: string | undefined): Message {
    const late = order.isLate ? words.arrivedLate : undefined;
    if (sn === undefined || sn.trim() === '') {
      return { html: lines(first, '', late, ...factLines(words, order), words.snFollows) };
    }
    const pln = isPlnCategory(order.category) ? readPlnSn(sn) : undefined;
    if (pln === undefined) {
      return {
        html: lines(
          first,
          '',
          late,
          ...factLines(words, order),
          `${words.sn}: ${code(escapeLine(sn, LONGEST_SN))}`,
        ),
        buttons: copyButton(words.copySn, sn),
      };
    }
    const token = groupToken(pln.token);
    const power = [pln.tariff, pln.power].filter((part) => part !== undefined).join('/');
    return {
      html: lines(
        first,
        '',
        late,
        `${words.token}: ${bold(code(token))}`,
        labelled(words.energy, pln.kwh),
        // The meter's own word counts more than the inquiry's.
        ...factLines(words, {
          ...order,
          customerName: pln.name ?? order.customerName,
          powerCapacity: power === '' ? order.powerCapacity : power,
        }),
      ),
      buttons: copyButton(words.copyToken, token),
    };
  }
}

function copyButton(text: string, copy: string): Button[][] {
  const copied = copy.trim();
  return copied.length <= LONGEST_COPY ? [[{ text, copy: copied }]] : [];
}
