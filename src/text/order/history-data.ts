import { parseDay } from '../../domain/day.ts';
import {
  ALL_HISTORY,
  type HistoryAt,
  type HistoryFilter,
  type HistoryPlace,
  type HistoryStanding,
  type HistoryView,
} from '../../domain/history.ts';

const PREFIX = 'his:';
/** Telegram's limit for what a button carries, in bytes. */
const LONGEST_DATA = 64;

const STANDING: Readonly<Record<HistoryStanding, string>> = { success: 's', failed: 'f', in_progress: 'p' };
const VIEW = { list: 'l', standing: 's', product: 'p', destination: 'n' } as const;

/**
 * What a button of the history carries: `his:l:D261120:f:PPLN20:N10234:b10300`. `undefined`: no button can. Where there is no room for
 * the page, it leads to the newest one.
 */
export function historyData(place: HistoryPlace): string | undefined {
  const { view, filter, at } = place;
  const code = filter.productCode;
  if (code !== undefined && !/^[A-Za-z0-9._-]+$/.test(code)) return undefined;
  // Two digits say the year.
  if (filter.days !== undefined && !filter.days.until.startsWith('20')) return undefined;
  if (view.kind === 'days' && (view.year < 2000 || view.year > 2099)) return undefined;
  const data = `${PREFIX}${[viewPart(view), ...filterParts(filter), ...pagePart(at)].join(':')}`;
  if (data.length <= LONGEST_DATA) return data;
  return at === undefined ? undefined : historyData({ ...place, at: undefined });
}

function viewPart(view: HistoryView): string {
  if (view.kind === 'order') return `o${view.number}`;
  if (view.kind === 'days') return `d${view.year}${String(view.month).padStart(2, '0')}`;
  return VIEW[view.kind];
}

function filterParts({ days, standing, productCode, destinationOf }: HistoryFilter): string[] {
  return [
    days && `${days.count === 7 ? 'W' : 'D'}${days.until.replaceAll('-', '').slice(2)}`,
    standing && STANDING[standing],
    productCode === undefined ? undefined : `P${productCode}`,
    destinationOf === undefined ? undefined : `N${destinationOf}`,
  ].filter((part) => part !== undefined);
}

function pagePart(at: HistoryAt): string[] {
  if (at === undefined) return [];
  return ['before' in at ? `b${at.before}` : `a${at.after}`];
}

/**
 * Reads what {@link historyData} wrote, and `his:` with numbers and dashes between them as it was written before there were filters.
 * `undefined`: neither.
 */
export function readHistoryData(data: string): HistoryPlace | undefined {
  if (!data.startsWith(PREFIX) || data.length > LONGEST_DATA) return undefined;
  const rest = data.slice(PREFIX.length);
  if (/^[0-9-]*$/.test(rest)) return readOld(rest);
  const [viewText = '', ...parts] = rest.split(':');
  const view = readView(viewText);
  if (view === undefined) return undefined;
  let filter: HistoryFilter = {};
  let at: HistoryAt;
  for (const part of parts) {
    const read = readPart(part);
    if (read === undefined) return undefined;
    if ('at' in read) at = read.at;
    else filter = { ...filter, ...read };
  }
  return { view, filter, at };
}

/** The numbers before which that page and the newer ones above it begin. */
function readOld(rest: string): HistoryPlace {
  const before = rest
    .split('-')
    .filter((each) => /^[0-9]{1,15}$/.test(each))
    .at(-1);
  return { ...ALL_HISTORY, at: before === undefined ? undefined : { before: Number(before) } };
}

function readView(text: string): HistoryView | undefined {
  const [, number] = /^o([0-9]{1,15})$/.exec(text) ?? [];
  if (number !== undefined) return { kind: 'order', number: Number(number) };
  const [, year, month] = /^d(20[0-9]{2})(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year !== undefined) return { kind: 'days', year: Number(year), month: Number(month) };
  if (text === VIEW.list) return { kind: 'list' };
  if (text === VIEW.standing) return { kind: 'standing' };
  if (text === VIEW.product) return { kind: 'product' };
  return text === VIEW.destination ? { kind: 'destination' } : undefined;
}

function readPart(part: string): HistoryFilter | { at: HistoryAt } | undefined {
  const [, days, date] = /^([DW])([0-9]{6})$/.exec(part) ?? [];
  if (date !== undefined) {
    const until = parseDay(`20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4)}`);
    return until && { days: { until, count: days === 'W' ? 7 : 1 } };
  }
  if (part === STANDING.success) return { standing: 'success' };
  if (part === STANDING.failed) return { standing: 'failed' };
  if (part === STANDING.in_progress) return { standing: 'in_progress' };
  const [, productCode] = /^P([A-Za-z0-9._-]{1,50})$/.exec(part) ?? [];
  if (productCode !== undefined) return { productCode };
  const [, kind, number] = /^([Nab])([0-9]{1,15})$/.exec(part) ?? [];
  if (number === undefined) return undefined;
  if (kind === 'N') return { destinationOf: Number(number) };
  return { at: kind === 'b' ? { before: Number(number) } : { after: Number(number) } };
}
