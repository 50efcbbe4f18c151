import type { Travel } from '../../app/supplier.ts';
import { type Order, orderLabel } from '../../domain/order/order.ts';
import { bold, code, escapeLine, fit, formatInZone, formatMoment, lines } from '../format.ts';
import { formatRupiah, type Message } from '../message.ts';
import { rows, runButton } from './callback.ts';
import { labelled } from './facts.ts';
import { LONGEST_LABEL } from './machine.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

type StatusTexts = Pick<
  OrderTexts,
  'balance' | 'noOrder' | 'orderList' | 'supplierTransaction' | 'supplierSilent'
>;

const LONGEST_QUERY = 60;
const MOST_BUTTONS = 10;

/** `#10234 15/11 21:03 PLN20.01105691111 SUKSES 20.750`. */
export function listLine(words: OrderWords, order: Order, timeZone: string): string {
  const at = formatMoment('heldAt' in order ? order.heldAt : order.quotedAt, timeZone);
  const label = escapeLine(orderLabel(order), LONGEST_LABEL);
  return `#${order.number} ${at} ${label} ${words.state[order.state]} ${formatRupiah(order.price)}`;
}

export function createStatusTexts(words: OrderWords): StatusTexts {
  function tripLines(travel: Travel, timeZone: string): string[] {
    const { boardingTime } = travel;
    return [
      '',
      bold(`${travel.isReturn ? words.returnTrip : words.trip}: ${escapeLine(travel.travelName, 100)}`),
      labelled(words.from, travel.boardingLocation),
      labelled(words.to, travel.destination),
      boardingTime && `${words.departs}: ${formatInZone(boardingTime, timeZone)}`,
      travel.bookingCode === ''
        ? undefined
        : `${words.bookingCode}: ${code(escapeLine(travel.bookingCode, 60))}`,
      labelled('PNR', travel.pnr),
      `${words.passengers}:`,
      ...travel.passengers.map((passenger) =>
        [
          escapeLine(passenger.name, 60),
          `${words.seat} ${escapeLine(passenger.seatName, 20)}`,
          passenger.idCardNumber === '' ? '' : `${words.idCard} ${maskId(passenger.idCardNumber)}`,
        ]
          .filter((part) => part !== '')
          .join(' · '),
      ),
    ].filter((line) => line !== undefined);
  }

  return {
    balance({ available, held }) {
      return {
        html: lines(
          // Machines read this line, too.
          `Saldo ${formatRupiah(available)}`,
          held > 0 ? `${words.held}: ${formatRupiah(held)}` : undefined,
        ),
      };
    },

    noOrder: (query) => ({ html: escapeLine(words.noOrder(query.slice(0, LONGEST_QUERY)), 200) }),

    orderList(orders, query, timeZone): Message {
      if (orders.length === 0) return { html: words.noOrders };
      const head = query === undefined ? words.lastOrders : words.ordersTo(query.slice(0, LONGEST_QUERY));
      const list = orders.map((order) => listLine(words, order, timeZone));
      const buttons = orders
        .slice(0, MOST_BUTTONS)
        .map(({ number }) => runButton(`#${number}`, `CEK.${number}`));
      return { html: fit(bold(escapeLine(head, 200)), list, '', words.left), buttons: rows(buttons, 3) };
    },

    supplierTransaction(transaction, timeZone) {
      const { supplierRef, productCode, productName, destination, customerName, status, at, travels } =
        transaction;
      const product = [productCode, productName].filter((part) => part !== undefined).join(' ');
      const head = lines(
        bold(escapeLine(`Klikoo ${supplierRef}`, 100)),
        labelled(words.product, product),
        labelled(words.destination, destination),
        labelled(words.customer, customerName),
        escapeLine(words.supplierStatus(status), 200),
        at && formatInZone(at, timeZone),
      );
      return {
        html: fit(
          head,
          travels.flatMap((travel) => tripLines(travel, timeZone)),
          '',
          words.left,
        ),
      };
    },

    supplierSilent: () => ({ html: words.supplierSilent }),
  };
}

/** Enough to tell two passengers apart, too little to misuse. */
function maskId(idCardNumber: string): string {
  const tail = idCardNumber.length > 8 ? idCardNumber.slice(-4) : '';
  return `••••${escapeLine(tail, 30)}`;
}
