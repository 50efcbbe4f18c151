import { type Day, dayOf, minuteLabel } from '../domain/day.ts';

/** As much HTML as a message is given: Telegram's limit is on what is left without tags, so this is on the safe side. */
export const LONGEST_HTML = 4_096;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text from outside as HTML on one line: what is invisible, breaks lines or turns the direction of writing becomes a space, and it
 * ends in `…` where its HTML would be longer than `max` characters.
 */
export function escapeLine(text: string, max: number): string {
  const flat = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  let html = '';
  for (const character of flat) {
    const escaped = ENTITIES[character] ?? character;
    if (html.length + escaped.length >= max) return `${html.trimEnd()}…`;
    html += escaped;
  }
  return html;
}

/** What a tap copies. `html` is escaped already. */
export function code(html: string): string {
  return `<code>${html}</code>`;
}

export function bold(html: string): string {
  return `<b>${html}</b>`;
}

/** `15/11/2026`. */
export function formatDay(day: Day): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${dayOfMonth}/${month}/${year}`;
}

/** `15/11 21:03`. */
export function formatMoment(instant: Date, timeZone: string): string {
  return `${formatDay(dayOf(instant, timeZone)).slice(0, 5)} ${minuteLabel(instant, timeZone)}`;
}

const ZONE_LABELS: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

/** `15/11/2026 21:03 WIB`: for times of which somebody must know to the hour what they mean. */
export function formatInZone(instant: Date, timeZone: string): string {
  const label = ZONE_LABELS[timeZone] ?? offsetLabel(instant, timeZone);
  return `${formatDay(dayOf(instant, timeZone))} ${minuteLabel(instant, timeZone)} ${label}`;
}

function offsetLabel(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(
    instant,
  );
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** Lines as one text; those that are `undefined` are left out. */
export function lines(...all: readonly (string | undefined)[]): string {
  return all.filter((line) => line !== undefined).join('\n');
}

/**
 * `head`, as many of `list` as fit into a message, and `tail`. `more` says how many were left out. Each line of the list must be
 * valid HTML by itself.
 */
export function fit(
  head: string,
  list: readonly string[],
  tail: string,
  more: (left: number) => string,
): string {
  const room = LONGEST_HTML - head.length - tail.length - more(list.length).length - 3;
  let used = 0;
  let count = 0;
  for (const line of list) {
    used += line.length + 1;
    if (used > room) break;
    count += 1;
  }
  const left = list.length - count;
  const rest = [...(left > 0 ? [more(left)] : []), ...(tail === '' ? [] : [tail])];
  return [head, ...list.slice(0, count), ...rest].join('\n');
}

const LONGEST_LABEL = 40;

/** For a button, which knows no HTML. */
export function labelOf(text: string): string {
  const flat = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ');
  // What is cut may have been the second half of a character.
  return flat
    .slice(0, LONGEST_LABEL)
    .replace(/\p{Cs}$/u, '')
    .trim();
}

/** The PIN of the examples in the tables of commands. Copied as it is, it would be tried. */
const EXAMPLE_PIN = /(?<![0-9])1234(?![0-9])/g;

/** An example that can be copied: with `pin`, which is no PIN, in its place. Not escaped. */
export function withoutPin(example: string, pin = 'PIN'): string {
  return example.replace(EXAMPLE_PIN, pin);
}

/** Klikoo's categories as resellers call them, the same in both languages; one not listed here is shown as Klikoo writes it. */
const CATEGORIES: Readonly<Record<string, string>> = {
  pulsa: 'Pulsa',
  data: 'Paket data',
  plnprepaid: 'Token PLN',
  ewallet: 'E-wallet',
  maxim: 'Maxim',
  postpaid: 'Tagihan',
};

/** Not escaped. */
export function categoryName(category: string): string {
  return Object.hasOwn(CATEGORIES, category) ? (CATEGORIES[category] ?? category) : category;
}
