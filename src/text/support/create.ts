import type { ComplaintMessage, Thread } from '../../app/complaints.ts';
import { type Order, orderLabel } from '../../domain/order/order.ts';
import { bold, code, escapeLine, fit, formatMoment, lines } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import type { SupportTexts, ThreadView } from './texts.ts';

const LONGEST_LINE = 700;
const LONGEST_LISTED = 90;
const MOST_LISTED = 10;

export type SupportWords = {
  title: (id: number) => string;
  open: string;
  closed: string;
  last: string;
  write: string;
  about: string;
  noOrder: string;
  which: string;
  still: string;
  saved: string;
  replyHere: string;
  operator: string;
  you: string;
  closedBy: (who: string) => string;
  earlier: (count: number) => string;
  more: (count: number) => string;
  price: string;
  customer: string;
  yes: string;
  other: string;
  none: string;
  cancel: string;
  done: string;
  order: string;
  tooMany: string;
  tooOften: string;
  discarded: string;
  told: Record<'told' | 'unsure' | 'unreachable', (code: string) => string>;
  forwarded: string;
  isClosed: string;
  isFull: string;
  nothingOpen: string;
  listTitle: (total: number) => string;
  state: Record<Order['state'], string>;
  toasts: { notValid: string; closed: string };
};

/** Without empty rows, which Telegram refuses. */
function filled(rows: Button[][]): Button[][] {
  return rows.filter((row) => row.length > 0);
}

/** In one language. */
export function createSupportTexts(words: SupportWords): SupportTexts {
  const title = (id: number) => bold(escapeLine(words.title(id), 60));

  function orderLine(order: Order, timeZone: string): string {
    const at = formatMoment('heldAt' in order ? order.heldAt : order.quotedAt, timeZone);
    return `#${order.number} ${at} ${escapeLine(orderLabel(order), 80)} ${words.state[order.state]}`;
  }

  function snLine(order: Order): string | undefined {
    return 'sn' in order && order.sn !== undefined ? `SN: ${code(escapeLine(order.sn, 300))}` : undefined;
  }

  function orderButtons(orders: readonly Order[], data: (number: number) => string): Button[][] {
    return orders.map((order) => [
      { text: `#${order.number} ${orderLabel(order).slice(0, 40).toWellFormed()}`, data: data(order.number) },
    ]);
  }

  function said(message: ComplaintMessage, reader: ComplaintMessage['author'], view: ThreadView): string {
    const { thread, timeZone } = view;
    const who =
      message.author === reader && reader === 'reseller'
        ? words.you
        : message.author === 'operator'
          ? words.operator
          : thread.resellerName;
    const at = formatMoment(message.at, timeZone);
    if (message.kind === 'closed') return `${at} ${escapeLine(words.closedBy(who), 100)}`;
    return `${at} ${bold(escapeLine(who, 60))}: ${escapeLine(message.text, LONGEST_LINE)}`;
  }

  function factLines(order: Order, timeZone: string): string[] {
    const ref = 'supplierRef' in order ? order.supplierRef : undefined;
    return [
      orderLine(order, timeZone),
      `${escapeLine(order.productName, 80)} · ${words.price}: ${formatRupiah(order.price)}`,
      order.customerName === undefined
        ? undefined
        : `${words.customer}: ${escapeLine(order.customerName, 80)}`,
      ref === undefined ? undefined : `Klikoo: ${code(escapeLine(ref, 60))}`,
      snLine(order),
      order.state === 'failed' || order.state === 'reversed'
        ? escapeLine(order.failure.text === '' ? order.failure.reason : order.failure.text, 200)
        : undefined,
    ].filter((line) => line !== undefined);
  }

  /** The newest lines that fit: what was said last counts most. */
  function threadText(
    head: string,
    view: ThreadView,
    reader: ComplaintMessage['author'],
    tail: string,
  ): string {
    const { messages, earlier } = view.thread;
    const all = messages.map((message) => said(message, reader, view));
    let room = 3_600 - head.length - tail.length;
    const kept: string[] = [];
    for (const line of all.toReversed()) {
      room -= line.length + 1;
      if (room < 0 && kept.length > 0) break;
      kept.unshift(line);
    }
    const left = earlier + all.length - kept.length;
    return lines(
      head,
      '',
      left > 0 ? words.earlier(left) : undefined,
      ...kept,
      tail === '' ? undefined : `\n${tail}`,
    );
  }

  function doneButton({ complaint }: Thread): Button[] {
    return complaint.state === 'open' ? [{ text: words.done, data: `kom:done:${complaint.id}` }] : [];
  }

  function shortLine(thread: Thread): string {
    const last = thread.messages.findLast(({ kind }) => kind === 'said');
    return escapeLine(last?.text ?? '', LONGEST_LISTED);
  }

  function openList(threads: readonly Thread[]): { list: string[]; buttons: Button[][] } {
    const shown = threads.slice(0, MOST_LISTED);
    return {
      list: shown.map((thread) => `${title(thread.complaint.id)} ${shortLine(thread)}`),
      buttons: shown.map(({ complaint }) => [
        { text: words.title(complaint.id), data: `kom:show:${complaint.id}` },
      ]),
    };
  }

  return {
    choose({ open, orders, timeZone }) {
      const { list, buttons } = openList(open);
      return {
        html: lines(
          ...(open.length > 0 ? [bold(words.open), ...list, ''] : []),
          words.write,
          ...(orders.length > 0
            ? ['', words.last, ...orders.map((order) => orderLine(order, timeZone))]
            : []),
        ),
        buttons: [
          ...buttons,
          ...orderButtons(orders, (number) => `kom:new:${number}`),
          [{ text: words.none, data: 'kom:new:0' }],
        ],
      };
    },

    askText: (id, order) => ({
      html: lines(
        order === undefined
          ? words.noOrder
          : `${words.about}: #${order.number} ${escapeLine(orderLabel(order), 80)}`,
        words.replyHere,
      ),
      buttons: [[{ text: words.cancel, data: `kom:n:${id}` }]],
    }),

    askOrder: (id, orders, timeZone) => ({
      html: lines(words.which, ...orders.map((order) => orderLine(order, timeZone))),
      buttons: [
        ...orderButtons(orders, (number) => `kom:o:${id}:${number}`),
        [{ text: words.none, data: `kom:o:${id}:0` }],
        [{ text: words.cancel, data: `kom:n:${id}` }],
      ],
    }),

    draft: ({ id, text, orderHtml }) => ({
      html: lines(
        orderHtml,
        '',
        text === '' ? undefined : `“${escapeLine(text, LONGEST_LINE)}”`,
        words.still,
      ),
      buttons: [
        [{ text: words.yes, data: `kom:y:${id}` }],
        [
          { text: words.other, data: `kom:w:${id}` },
          { text: words.cancel, data: `kom:n:${id}` },
        ],
      ],
    }),

    tooOften: () => ({ html: words.tooOften }),

    tooMany(open) {
      const { list, buttons } = openList(open);
      return { html: lines(words.tooMany, ...list), buttons };
    },

    discarded: () => ({ html: words.discarded }),

    toReseller(view) {
      const { thread, order, timeZone } = view;
      const { complaint } = thread;
      const head = lines(
        `${title(complaint.id)}${complaint.state === 'closed' ? ` (${words.closed})` : ''}`,
        order && orderLine(order, timeZone),
        order && snLine(order),
      );
      const tail = complaint.state === 'closed' ? '' : words.saved;
      return { html: threadText(head, view, 'reseller', tail), buttons: filled([doneButton(thread)]) };
    },

    toOperator(view) {
      const { thread, order, timeZone } = view;
      const { complaint } = thread;
      const head = lines(
        `${title(complaint.id)}${complaint.state === 'closed' ? ` (${words.closed})` : ''} · ${bold(escapeLine(thread.resellerCode, 20))} ${escapeLine(thread.resellerName, 60)}`,
        ...(order === undefined ? [words.noOrder] : factLines(order, timeZone)),
      );
      const tail = complaint.state === 'closed' ? '' : words.replyHere;
      const about: Button[] =
        order === undefined
          ? []
          : [{ text: `${words.order} #${order.number}`, data: `rev:show:${order.number}` }];
      return {
        html: threadText(head, view, 'operator', tail),
        buttons: filled([[...about, ...doneButton(thread)]]),
      };
    },

    told: (how, id, resellerCode) => ({
      html: `${title(id)}: ${words.told[how](escapeLine(resellerCode, 20))}`,
    }),
    forwarded: (id) => ({ html: `${title(id)}: ${words.forwarded}` }),
    isClosed: (id) => ({ html: `${title(id)}: ${words.isClosed}` }),
    isFull: (id) => ({ html: `${title(id)}: ${words.isFull}` }),

    list(threads, total, timeZone) {
      if (total === 0) return { html: words.nothingOpen };
      const shown = threads.slice(0, MOST_LISTED);
      return {
        html: fit(
          bold(words.listTitle(total)),
          shown.map((thread) => {
            const { complaint, resellerCode, resellerName } = thread;
            const at = formatMoment(complaint.openedAt ?? complaint.createdAt, timeZone);
            const about = complaint.orderNumber === undefined ? '' : ` #${complaint.orderNumber}`;
            return `${title(complaint.id)} ${at} ${escapeLine(resellerCode, 20)} ${escapeLine(resellerName, 30)}${about}: ${shortLine(thread)}`;
          }),
          total > shown.length ? words.more(total - shown.length) : '',
          words.more,
        ),
        buttons: shown.map(({ complaint }) => [
          { text: words.title(complaint.id), data: `kom:show:${complaint.id}` },
        ]),
      };
    },

    toasts: words.toasts,
  };
}
