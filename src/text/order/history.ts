import { addDays, type Day, dayFrom } from '../../domain/day.ts';
import type { HistoryFilter, HistoryPlace, HistoryStanding, HistoryView } from '../../domain/history.ts';
import { rupiah } from '../../domain/money.ts';
import { wasHeld } from '../../domain/order/order.ts';
import { bold, escapeLine, fit, formatDay, lines } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { rows, runButton } from './callback.ts';
import { historyData } from './history-data.ts';
import { createOutcome } from './outcome.ts';
import { listLine } from './status.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

/** Plain text; labels of buttons are short, since four stand in a row. */
export type HistoryWords = {
  title: string;
  days: string;
  standing: string;
  product: string;
  destination: string;
  standings: Readonly<Record<HistoryStanding, string>>;
  today: string;
  yesterday: string;
  week: string;
  /** Lifts one filter. */
  all: string;
  /** Lifts all of them. */
  unfiltered: string;
  chooseDays: string;
  chooseStanding: string;
  chooseProduct: string;
  chooseDestination: string;
  nothing: string;
  /** @param reach of how many orders */
  nothingAmong(reach: string): string;
  searchOn: string;
  back: string;
  receipt: string;
  complain: string;
  cancel: string;
  sameDestination: string;
};

type HistoryTexts = Pick<OrderTexts, 'history' | 'historyChoice' | 'historyOrder'>;

const ORDERS_IN_A_ROW = 5;
const LONGEST_LABEL = 30;

export function createHistoryTexts(words: OrderWords): HistoryTexts {
  const own = words.riwayat;
  const outcome = createOutcome(words);

  function to(text: string, place: HistoryPlace): Button | undefined {
    const data = historyData(place);
    return data === undefined ? undefined : { text, data };
  }

  /** The newest page of what `filter` lets through. */
  const list = (filter: HistoryFilter): HistoryPlace => ({ view: { kind: 'list' }, filter, at: undefined });

  function daysLabel(days: NonNullable<HistoryFilter['days']>): string {
    return days.count === 1
      ? formatDay(days.until)
      : `${formatDay(addDays(days.until, 1 - days.count))} – ${formatDay(days.until)}`;
  }

  function filterLines(filter: HistoryFilter, destination: string | undefined): string[] {
    return [
      filter.days && `${own.days}: ${daysLabel(filter.days)}`,
      filter.standing && `${own.standing}: ${own.standings[filter.standing]}`,
      filter.productCode && `${own.product}: ${escapeLine(filter.productCode, LONGEST_LABEL)}`,
      destination && `${own.destination}: ${escapeLine(destination, 60)}`,
    ].filter((line): line is string => line !== undefined && line !== '');
  }

  function filterButtons(place: HistoryPlace, today: Day): Button[][] {
    const { filter } = place;
    const [year, month] = monthOf(filter.days?.until ?? today);
    const choice = (text: string, view: HistoryView, isSet: boolean) =>
      to(isSet ? `• ${text}` : text, { ...place, view });
    const isFiltered = Object.values(filter).some((each) => each !== undefined);
    return [
      ...rows(
        [
          choice(own.days, { kind: 'days', year, month }, filter.days !== undefined),
          choice(own.standing, { kind: 'standing' }, filter.standing !== undefined),
          choice(own.product, { kind: 'product' }, filter.productCode !== undefined),
          choice(own.destination, { kind: 'destination' }, filter.destinationOf !== undefined),
        ],
        4,
      ),
      ...rows([isFiltered ? to(own.unfiltered, list({})) : undefined], 1),
    ];
  }

  return {
    history({ place, orders, destination, newer, older, today, reach, timeZone }) {
      const { filter } = place;
      const head = [bold(own.title), ...filterLines(filter, destination)];
      const isEmpty = orders.length === 0;
      if (isEmpty && head.length === 1 && place.at === undefined && older === undefined)
        return { html: words.noOrders };
      const none = older === undefined ? own.nothing : own.nothingAmong(formatRupiah(rupiah(reach)));
      const isOnTop = place.at === undefined;
      return {
        html: fit(
          lines(...head),
          isEmpty ? [none] : orders.map((order) => listLine(words, order, timeZone)),
          '',
          words.left,
        ),
        buttons: [
          ...rows(
            orders.map(({ number }) => to(`#${number}`, { ...place, view: { kind: 'order', number } })),
            ORDERS_IN_A_ROW,
          ),
          ...rows(
            [
              isOnTop ? undefined : to(words.newest, list(filter)),
              isOnTop || newer === undefined
                ? undefined
                : to(`‹ ${words.newer}`, { ...list(filter), at: { after: newer } }),
              older === undefined
                ? undefined
                : to(`${isEmpty ? own.searchOn : words.older} ›`, {
                    ...list(filter),
                    at: { before: older },
                  }),
            ],
            3,
          ),
          ...filterButtons(place, today),
        ],
      };
    },

    historyChoice({ place, today, products, destinations }) {
      const { view, filter } = place;
      const back = rows([to(own.back, { ...place, view: { kind: 'list' } })], 1);
      const all = (without: HistoryFilter) => to(own.all, list({ ...filter, ...without }));
      switch (view.kind) {
        case 'days':
          return {
            html: lines(bold(own.title), own.chooseDays),
            buttons: [...dayButtons(place, view, today), ...back],
          };
        case 'standing': {
          const standings: HistoryStanding[] = ['success', 'failed', 'in_progress'];
          return {
            html: lines(bold(own.title), own.chooseStanding),
            buttons: [
              ...rows(
                [
                  all({ standing: undefined }),
                  ...standings.map((standing) => to(own.standings[standing], list({ ...filter, standing }))),
                ],
                4,
              ),
              ...back,
            ],
          };
        }
        case 'product':
          return {
            html: lines(bold(own.title), own.chooseProduct),
            buttons: [
              ...rows(
                [
                  all({ productCode: undefined }),
                  ...products.map((productCode) =>
                    to(productCode.slice(0, LONGEST_LABEL), list({ ...filter, productCode })),
                  ),
                ],
                3,
              ),
              ...back,
            ],
          };
        case 'destination':
          return {
            html: lines(bold(own.title), own.chooseDestination),
            buttons: [
              ...rows(
                [
                  all({ destinationOf: undefined }),
                  ...destinations.map(({ number, destination }) =>
                    to(
                      destination.slice(0, LONGEST_LABEL).toWellFormed(),
                      list({ ...filter, destinationOf: number }),
                    ),
                  ),
                ],
                2,
              ),
              ...back,
            ],
          };
        case 'list':
        case 'order':
          return { html: bold(own.title), buttons: back };
        default: {
          const unhandled: never = view;
          throw new Error(`unhandled view: ${JSON.stringify(unhandled)}`);
        }
      }
    },

    historyOrder({ place, order, after, timeZone }) {
      const { number, state } = order;
      const { html, buttons = [] } = outcome(order, { timeZone });
      const isTo = place.filter.destinationOf !== undefined;
      return {
        html,
        buttons: [
          ...buttons,
          ...rows([...after], 2),
          ...rows(
            [
              state === 'delivered' ? runButton(own.receipt, `STRUK.${number}`) : undefined,
              state === 'held' ? runButton(own.cancel, `BTL.${number}`) : undefined,
              wasHeld(order) ? { text: own.complain, data: `kom:new:${number}` } : undefined,
            ],
            2,
          ),
          ...rows(
            [
              to(own.back, { ...place, view: { kind: 'list' } }),
              isTo ? undefined : to(own.sameDestination, list({ destinationOf: number })),
            ],
            2,
          ),
        ],
      };
    },
  };

  function dayButtons(
    { filter }: HistoryPlace,
    { year, month }: { year: number; month: number },
    today: Day,
  ): Button[][] {
    const [before, after] = [monthAfter(year, month, -1), monthAfter(year, month, 1)];
    const [thisYear, thisMonth] = monthOf(today);
    const isPast = year * 12 + month < thisYear * 12 + thisMonth;
    const only = (until: Day, count: 1 | 7) => list({ ...filter, days: { until, count } });
    const days = Array.from({ length: 31 }, (_, i) => dayFrom(year, month, i + 1)).filter(
      (day) => day !== undefined && day <= today,
    );
    const turn = (text: string, at: { year: number; month: number }): Button | undefined =>
      to(text, { ...list(filter), view: { kind: 'days', ...at } });
    return [
      ...rows(
        [
          to(own.all, list({ ...filter, days: undefined })),
          to(own.today, only(today, 1)),
          to(own.yesterday, only(addDays(today, -1), 1)),
          to(own.week, only(today, 7)),
        ],
        4,
      ),
      ...rows(
        days.map((day) => day && to(String(Number(day.slice(8))), only(day, 1))),
        7,
      ),
      ...rows(
        [turn(`‹ ${monthLabel(before)}`, before), isPast ? turn(`${monthLabel(after)} ›`, after) : undefined],
        2,
      ),
    ];
  }
}

function monthOf(day: Day): [year: number, month: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
}

function monthAfter(year: number, month: number, months: number): { year: number; month: number } {
  const all = year * 12 + month - 1 + months;
  return { year: Math.floor(all / 12), month: (((all % 12) + 12) % 12) + 1 };
}

/** `11/2026`. */
function monthLabel({ year, month }: { year: number; month: number }): string {
  return `${String(month).padStart(2, '0')}/${year}`;
}
