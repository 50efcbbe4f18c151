import type { Alarm } from '../../app/alarms.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { formatRupiah, type Message } from '../message.ts';

const LONGEST_DETAIL = 300;

function words(alarm: Alarm, timeZone: string): string {
  switch (alarm.kind) {
    case 'cost_differs':
      return `Other cost: #${alarm.number} ${escapeLine(alarm.label, 80)}. Expected ${formatRupiah(alarm.expected)}, charged by Klikoo ${formatRupiah(alarm.booked)}. The reseller still pays the price he saw.`;
    case 'review':
      return `Needs review: #${alarm.number} ${escapeLine(alarm.label, 80)} of ${escapeLine(alarm.resellerCode, 80)}. Sent ${formatMoment(alarm.submittedAt, timeZone)}, no final answer from Klikoo; ${formatRupiah(alarm.price)} stays held. Look into Klikoo's dashboard and /antrian.`;
    case 'contradiction':
      return `Contradiction: #${alarm.number} ${escapeLine(alarm.label, 80)} stands as ${escapeLine(alarm.state, 80)}, Klikoo now answers ${escapeLine(alarm.answer, LONGEST_DETAIL)}. Look into Klikoo's dashboard.`;
    case 'other_data':
      return `Klikoo answered about another transaction: #${alarm.number} ${escapeLine(alarm.label, 80)}, Klikoo's id <code>${escapeLine(alarm.supplierRef, 80)}</code>. The answer was not used; look into Klikoo's dashboard.`;
    case 'misconfigured':
      return `Klikoo refuses us (${escapeLine(alarm.code, 80)}): <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Check the server's clock, key, client id and IP address. No order goes through until then.`;
    case 'supplier_balance_low':
      return `The balance at Klikoo does not suffice for #${alarm.number} ${escapeLine(alarm.label, 80)}. Top it up. See /klikoo`;
    case 'update_parked':
      // Not which one, so that many with the same cause are told once: the log has it.
      return `A message or tap could not be handled, several times, and was left out: <code>${escapeLine(alarm.error, LONGEST_DETAIL)}</code>. See the log.`;
    case 'pin_locked':
      return `Account ${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)} is locked: too many wrong PINs.`;
    default: {
      const unhandled: never = alarm;
      throw new Error(`unhandled alarm: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const alarmEn = (alarm: Alarm, timeZone: string): Message => ({
  html: `🚨 ${words(alarm, timeZone)}`,
});
