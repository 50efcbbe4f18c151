import type { Mutation } from '../../app/resellers.ts';
import { addDays, type Day, minuteLabel } from '../../domain/day.ts';
import { orderLabel } from '../../domain/order/order.ts';
import { type DailyReport, STANDINGS, type Tallies } from '../../domain/report/daily.ts';
import { bold, escapeLine, fit, formatDay, lines } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { ledgerData, recapData, rows, summaryData } from './callback.ts';
import { LONGEST_LABEL } from './machine.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

type ReportTexts = Pick<OrderTexts, 'recap' | 'ledger' | 'dayToCome' | 'dailySummary' | 'summarySetting'>;

/** `21:00`. */
export function hourLabel(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

export function createReportTexts(words: OrderWords): ReportTexts {
  /** `Sukses: 12 · 249.000`, one for each standing that occurs. */
  function standings(tallies: Tallies): string[] {
    return STANDINGS.filter((standing) => tallies[standing].count > 0).map(
      (standing) =>
        `${words.standing[standing]}: ${tallies[standing].count} · ${formatRupiah(tallies[standing].sum)}`,
    );
  }

  function totals(report: DailyReport): string[] {
    if (report.total.count === 0) return [words.nothingThatDay];
    return [...standings(report.byStanding), `${words.spending}: ${formatRupiah(report.spending)}`];
  }

  function products(report: DailyReport): string[] {
    return report.byProduct.map(
      ({ code, byStanding }) => `${escapeLine(code, 30)}: ${standings(byStanding).join(', ')}`,
    );
  }

  function dayButtons(day: Day, today: Day, data: (day: Day) => string): Button[][] {
    const [before, after] = [addDays(day, -1), addDays(day, 1)];
    return rows(
      [
        { text: `‹ ${formatDay(before)}`, data: data(before) },
        after <= today ? { text: `${formatDay(after)} ›`, data: data(after) } : undefined,
      ],
      2,
    );
  }

  function mutationLine(mutation: Mutation, timeZone: string): string {
    const { at, reason, amount, balanceAfter, note, order } = mutation;
    const sign = amount > 0 ? '+' : '';
    const about = order ? `#${order.number} ${order.productCode}.${order.destination}` : (note ?? '');
    return [
      `${minuteLabel(at, timeZone)} ${sign}${formatRupiah(amount)} = ${formatRupiah(balanceAfter)}`,
      words.mutation[reason === 'commission' && amount < 0 ? 'commission_back' : reason],
      escapeLine(about, LONGEST_LABEL),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  return {
    recap(report, { today, timeZone }) {
      const hasProducts = report.byProduct.length > 0;
      const list = [
        ...(hasProducts ? ['', bold(words.perProduct), ...products(report), ''] : []),
        ...report.orders.map(
          (order) =>
            `${minuteLabel(order.heldAt, timeZone)} #${order.number} ${escapeLine(orderLabel(order), LONGEST_LABEL)} ${words.state[order.state]} ${formatRupiah(order.price)}`,
        ),
      ];
      return {
        html: fit(lines(bold(words.recap(formatDay(report.day))), ...totals(report)), list, '', words.left),
        buttons: dayButtons(report.day, today, recapData),
      };
    },

    ledger({ day, today, mutations, hasMore, timeZone }) {
      const list = mutations.map((mutation) => mutationLine(mutation, timeZone));
      const last = mutations.at(-1);
      return {
        html: fit(
          bold(words.ledger(formatDay(day))),
          list.length === 0 ? [words.nothingThatDay] : list,
          '',
          words.left,
        ),
        buttons: [
          ...(hasMore && last ? [[{ text: words.older, data: ledgerData(day, last.entryId) }]] : []),
          ...dayButtons(day, today, (other) => ledgerData(other, undefined)),
        ],
      };
    },

    dayToCome: () => ({ html: words.dayToCome }),

    dailySummary({ today, sinceYesterday, sinceAt, at, timeZone, available }) {
      const head = lines(
        bold(words.summary(formatDay(today.day), minuteLabel(at, timeZone))),
        ...totals(today),
        today.inFlight > 0 ? `${words.inFlight}: ${formatRupiah(today.inFlight)}` : undefined,
      );
      const since = sinceYesterday
        ? [
            '',
            bold(
              words.summarySince(formatDay(sinceYesterday.day), sinceAt && minuteLabel(sinceAt, timeZone)),
            ),
            ...totals(sinceYesterday),
          ]
        : [];
      const tail = lines(...since, '', `${words.balance}: ${formatRupiah(available)}`, words.summaryHint);
      return { html: fit(head, products(today), tail, words.left) };
    },

    summarySetting(hour) {
      const hours = Array.from({ length: 24 }, (_, each) => ({
        text: each === hour ? `• ${hourLabel(each)}` : hourLabel(each),
        data: summaryData(each),
      }));
      return {
        html: words.summarySetting(hour === undefined ? undefined : hourLabel(hour)),
        buttons: [...rows(hours, 6), [{ text: words.off, data: summaryData(undefined) }]],
      };
    },
  };
}
