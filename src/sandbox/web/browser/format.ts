import { TEXTS } from './texts.ts';

const ZONE = 'Asia/Jakarta';
const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const seconds = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('id-ID', {
  timeZone: ZONE,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const weekday = new Intl.DateTimeFormat('id-ID', {
  timeZone: ZONE,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});
const whole = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 0 });

const DAY_MS = 86_400_000;

/** `21:03`, in WIB. */
export const timeOf = (at: number): string => time.format(at);
/** `21:03:59`, in WIB. */
export const secondsOf = (at: number): string => seconds.format(at);
/** `Jum, 20 Nov` */
export const weekdayOf = (at: number): string => weekday.format(at);
/** Changes at midnight in WIB. */
export const dayOf = (at: number): string => day.format(at);

/** `Hari ini`, `Kemarin`, or the date. */
export function dayLabel(at: number, now: number): string {
  const label = dayOf(at);
  if (label === dayOf(now)) return TEXTS.chat.today;
  return label === dayOf(now - DAY_MS) ? TEXTS.chat.yesterday : label;
}

/** `20.546` */
export const rupiah = (amount: number): string => whole.format(amount);
/** `+20.546`, `−20.546` */
export const signed = (amount: number): string =>
  `${amount < 0 ? '−' : '+'}${whole.format(Math.abs(amount))}`;

/** `12 ms`, `3,4 d` */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1).replace('.', ',')} d`;
}

export function fileSize(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${rupiah(bytes / 1_024)} kB`;
}

export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
