import type { Rupiah } from '../domain/money.ts';

export type Language = 'id' | 'en';

/** One button under a message. `data`: what comes back when it is pressed, 1 to 64 bytes. `copy`: what pressing it copies, 1 to 256 characters. */
export type Button = { text: string; data: string } | { text: string; copy: string };

/** What is to stand in the chat: Telegram's HTML, everything from outside escaped, at most 4,096 characters. */
export type Message = { html: string; buttons?: Button[][] };

/** For text from outside (names, serial numbers, reasons, what somebody typed) before it meets HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) =>
    c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&quot;',
  );
}

/** `100.000`, `-1.500`: thousands with dots in every language, as resellers and their programs read them. */
export function formatRupiah(amount: Rupiah): string {
  const digits = String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, '.');
  return amount < 0 ? `-${digits}` : digits;
}

/** The message with one more row of buttons below it; without any it stays as it is. */
export function withRow(message: Message, row: readonly Button[]): Message {
  return row.length === 0 ? message : { ...message, buttons: [...(message.buttons ?? []), [...row]] };
}
