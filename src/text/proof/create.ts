import { orderLabel } from '../../domain/order/order.ts';
import { bold, code, escapeLine, formatInZone, formatMoment, lines } from '../format.ts';
import { type Button, escapeHtml, formatRupiah } from '../message.ts';
import { rows } from '../order/callback.ts';
import { groupToken, isPlnCategory, readPlnSn } from '../order/pln-sn.ts';
import type { Delivered, ProofTexts } from './texts.ts';

/** Plain text. Labels of a receipt are at most 9 letters: a narrow printer has 32 columns. */
export type ProofWords = {
  tokensOf(query: string): string;
  lastTokens: string;
  noTokensOf(query: string): string;
  noTokens: string;
  copy(number: number): string;
  copyToken: string;
  copySn: string;
  copyAll: string;
  notDelivered(label: string): string;

  receipt: string;
  number: string;
  date: string;
  product: string;
  customer: string;
  name: string;
  power: string;
  energy: string;
  period: string;
  bill: string;
  fine: string;
  token: string;
  sn: string;
  price: string;
  thanks: string;
};

/** Telegram's limit for what a button copies, in characters. */
const LONGEST_COPY = 256;
const LONGEST_SN = 300;
/** Columns of a receipt. */
const WIDTH = 32;
const LABEL_WIDTH = 9;

export function createProofTexts(words: ProofWords): ProofTexts {
  return {
    tokens(orders, query, timeZone) {
      if (orders.length === 0) {
        const none = query === undefined ? words.noTokens : words.noTokensOf(query);
        return { html: escapeLine(none, 200) };
      }
      const head = query === undefined ? words.lastTokens : words.tokensOf(query);
      const blocks = orders.flatMap((order) => {
        const { shown, extra } = proofOf(order);
        const label = escapeLine(orderLabel(order), 80);
        return [
          '',
          `#${order.number} ${formatMoment(order.settledAt, timeZone)} ${label}`,
          code(escapeLine(shown, LONGEST_SN)),
          extra === '' ? undefined : escapeLine(extra, 150),
        ];
      });
      return {
        html: lines(bold(escapeLine(head, 100)), ...blocks),
        buttons: rows(
          orders.map((order) => copyButton(words.copy(order.number), proofOf(order).shown)),
          2,
        ),
      };
    },

    receipt(order, { shop, retailPrice, timeZone }) {
      const price = retailPrice === undefined ? undefined : formatRupiah(retailPrice);
      const parts = receiptParts(order, price, timeZone);
      const { shown, isToken } = proofOf(order);
      // Messengers do not keep columns, and a button has little room: what is too long for it may be copied from the message.
      const proof = shown === '' ? undefined : copyButton(isToken ? words.copyToken : words.copySn, shown);
      return {
        html: `<pre>${escapeHtml(printed(shop, parts))}</pre>`,
        buttons: rows([copyButton(words.copyAll, narrow(shop, parts)) ?? proof], 1),
      };
    },

    notDelivered: (order) => ({
      html: escapeLine(words.notDelivered(`#${order.number} ${orderLabel(order)}`), 300),
    }),
  };

  /** Blocks of a receipt: fields with their labels, or lines of their own. */
  function receiptParts(order: Delivered, price: string | undefined, timeZone: string): Block[] {
    const { shown, isToken, name, power, kwh } = proofOf(order);
    const { bill } = order;
    const field = (label: string, value: string | undefined): Field[] =>
      value === undefined || plain(value) === '' ? [] : [{ label, value: plain(value) }];
    return [
      [
        ...field(words.number, String(order.number)),
        ...field(words.date, formatInZone(order.settledAt, timeZone)),
        ...field(words.product, order.productName),
        ...field(words.customer, order.destination),
        ...field(words.name, name),
        ...field(words.power, power),
        ...field(words.energy, kwh),
        ...field(words.period, bill?.periods.join(', ')),
        ...field(words.bill, bill?.amount === undefined ? undefined : formatRupiah(bill.amount)),
        ...field(words.fine, bill?.fine ? formatRupiah(bill.fine) : undefined),
      ],
      shown === '' ? [] : [isToken ? words.token : words.sn, plain(shown).slice(0, LONGEST_SN)],
      price === undefined ? [] : field(words.price, `Rp ${price}`),
    ].filter((block) => block.length > 0);
  }

  /** For a printer of {@link WIDTH} columns. */
  function printed(shop: string, blocks: readonly Block[]): string {
    const rule = '-'.repeat(WIDTH);
    return [
      ...wrapped('', plain(shop)).map(centred),
      centred(words.receipt),
      ...blocks.flatMap((block) => [
        rule,
        ...block.flatMap((part) =>
          typeof part === 'string'
            ? wrapped('', part)
            : wrapped(`${part.label.padEnd(LABEL_WIDTH)}: `, part.value),
        ),
      ]),
      rule,
      centred(words.thanks),
    ].join('\n');
  }

  function narrow(shop: string, blocks: readonly Block[]): string {
    const body = blocks
      .flat()
      .map((part) => (typeof part === 'string' ? part : `${part.label}: ${part.value}`));
    return [plain(shop), words.receipt, ...body, words.thanks].join('\n');
  }
}

type Field = { label: string; value: string };
type Block = (Field | string)[];

/** `shown`: the token in groups of four, or the serial number; empty while there is none. */
function proofOf(order: Delivered) {
  const sn = order.sn?.trim() ?? '';
  const pln = isPlnCategory(order.category) ? readPlnSn(sn) : undefined;
  if (pln === undefined)
    return {
      shown: sn,
      isToken: false,
      name: order.customerName,
      power: order.powerCapacity,
      kwh: undefined,
      extra: '',
    };
  const meter = [pln.tariff, pln.power].filter((part) => part !== undefined).join('/');
  const power = meter === '' ? order.powerCapacity : meter;
  const name = pln.name ?? order.customerName;
  const kwh = pln.kwh;
  const extra = [name, power, kwh === undefined ? undefined : `${kwh} kWh`].filter(
    (part) => part !== undefined,
  );
  return { shown: groupToken(pln.token), isToken: true, name, power, kwh, extra: extra.join(' · ') };
}

function copyButton(text: string, copied: string): Button | undefined {
  return copied !== '' && copied.length <= LONGEST_COPY ? { text, copy: copied } : undefined;
}

/** On one line, without what breaks or turns it. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** `head` and `text` in lines of the receipt's width, the further ones indented as far as the first begins. */
function wrapped(head: string, text: string): string[] {
  const width = WIDTH - head.length;
  const made: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    made.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...made, rest].map((line, i) => (i === 0 ? head : ' '.repeat(head.length)) + line);
}

function centred(line: string): string {
  return ' '.repeat(Math.max(0, Math.floor((WIDTH - line.length) / 2))) + line;
}
