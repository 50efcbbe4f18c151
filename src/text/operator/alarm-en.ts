import type { Alarm } from '../../app/alarms.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { accountLine } from '../funds/layout.ts';
import { formatRupiah, type Message } from '../message.ts';
import { reviewEn } from './review-en.ts';

const LONGEST_DETAIL = 300;

function words(alarm: Exclude<Alarm, { kind: 'review' }>, timeZone: string): string {
  switch (alarm.kind) {
    case 'cost_differs':
      return `Other cost: #${alarm.number} ${escapeLine(alarm.label, 80)}. Expected ${formatRupiah(alarm.expected)}, charged by Klikoo ${formatRupiah(alarm.booked)}. The reseller still pays the price he saw.`;
    case 'late_delivery':
      return `Delivered late: #${alarm.number} ${escapeLine(alarm.label, 80)} of ${escapeLine(alarm.resellerCode, 80)} had been told as failed and was delivered by Klikoo after all. ${formatRupiah(alarm.price)} were taken from his balance again, and he is told.`;
    case 'contradiction':
      return `Contradiction: #${alarm.number} ${escapeLine(alarm.label, 80)} stands as ${escapeLine(alarm.state, 80)}, Klikoo now answers ${escapeLine(alarm.answer, LONGEST_DETAIL)}. Look into Klikoo's dashboard.`;
    case 'other_data':
      return `Klikoo answered about another transaction: #${alarm.number} ${escapeLine(alarm.label, 80)}, Klikoo's id <code>${escapeLine(alarm.supplierRef, 80)}</code>. The answer was not used; look into Klikoo's dashboard.`;
    case 'misconfigured':
      return `Klikoo refuses us (${escapeLine(alarm.code, 80)}): <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Check the server's clock, key, client id and IP address. No order goes through until then.`;
    case 'supplier_balance_low':
      return 'The balance at Klikoo is too low: orders fail and their money goes back to the resellers. Top it up. See /klikoo';
    case 'supplier_down':
      return `Klikoo has not answered since ${formatMoment(alarm.since, timeZone)}. New orders are refused for now; what was sent stays held and is checked as soon as Klikoo answers again. See /klikoo`;
    case 'update_parked':
      // Not which one, so that many with the same cause are told once: the log has it.
      return `A message or tap could not be handled, several times, and was left out: <code>${escapeLine(alarm.error, LONGEST_DETAIL)}</code>. See the log.`;
    case 'order_unreadable':
      return `Order #${alarm.number} cannot be read from the database and is left alone: <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Other orders go on. Run npm run verify and look at this order.`;
    case 'database_unsafe':
      return `The database may lose money if the machine stops: ${escapeLine(alarm.detail, LONGEST_DETAIL)}. Set it right now, and restart Konter.`;
    case 'pin_locked':
      return `Account ${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)} is locked: too many wrong PINs.`;
    case 'commission_owed': {
      const who = `${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)}`;
      return `Commission of ${who} is short of ${formatRupiah(alarm.amount)} after reversed sales, and there is no balance left. It is taken every hour as soon as there is any.`;
    }
    case 'bank_accounts':
      return [
        `Accounts for deposits changed ${formatMoment(alarm.at, timeZone)} by operator <code>${alarm.askerId}</code>${alarm.secondId === undefined ? '' : `, approved by <code>${alarm.secondId}</code>`}:`,
        ...alarm.accounts.map(accountLine),
      ].join('\n');
    case 'command_word': {
      const now = alarm.meaning === undefined ? 'was removed' : `stands for ${escapeLine(alarm.meaning, 40)}`;
      return `Command word <code>${escapeLine(alarm.word, 40)}</code> ${now}, ${formatMoment(alarm.at, timeZone)} by operator <code>${alarm.operatorId}</code>. /alias`;
    }
    default: {
      const unhandled: never = alarm;
      throw new Error(`unhandled alarm: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const alarmEn = (alarm: Alarm, timeZone: string): Message =>
  alarm.kind === 'review' ? reviewEn.alarm(alarm.about, timeZone) : { html: `🚨 ${words(alarm, timeZone)}` };
