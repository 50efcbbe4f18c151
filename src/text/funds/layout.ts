import type { Ticket } from '../../app/tickets.ts';
import type { BankAccount } from '../../domain/bank-account.ts';
import { minus, type Rupiah } from '../../domain/money.ts';
import { escapeLine } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';

/** More would push the amount off the screen. */
const MOST_COPIED = 4;

/** `BCA 1234567890 a.n. PT Konter`, the number to be copied with a tap. */
export function accountLine({ bank, number, holder }: BankAccount): string {
  return `${escapeLine(bank, 40)} <code>${escapeLine(number, 40)}</code> a.n. ${escapeLine(holder, 80)}`;
}

/** The same without tags, as an operator types it. */
export function typedAccount({ bank, number, holder }: BankAccount): string {
  return `${escapeLine(bank, 40)} ${escapeLine(number, 40)} a.n. ${escapeLine(holder, 80)}`;
}

/** Those of the bank he named; of any, where that is none of them. */
export function accountsFor({ bank }: Ticket, accounts: readonly BankAccount[]): readonly BankAccount[] {
  const named = accounts.filter((account) => account.bank === bank);
  return named.length > 0 ? named : accounts;
}

/** Digits alone: banks' programs take no dots. */
export function copyButtons(
  ticket: Ticket,
  accounts: readonly BankAccount[],
  copyLabel: (what: string) => string,
): Button[][] {
  return [
    [{ text: copyLabel(formatRupiah(ticket.total)), copy: String(ticket.total) }],
    ...accountsFor(ticket, accounts)
      .slice(0, MOST_COPIED)
      .map(({ bank, number }): Button[] => [{ text: copyLabel(`${bank} ${number}`), copy: number }]),
  ];
}

export function digitsOf({ amount, total }: Ticket): Rupiah {
  return minus(total, amount);
}

export const cancelTicketData = (ticket: Ticket) => `tktno:${ticket.id}`;

export function decideButtons(ticket: Ticket, accept: string, reject: string): Button[][] {
  if (ticket.state !== 'open' && ticket.state !== 'expired') return [];
  return [
    [
      { text: accept, data: `tkt:yes:${ticket.id}` },
      { text: reject, data: `tkt:no:${ticket.id}` },
    ],
  ];
}

export function showTicketButton({ id, total }: Ticket): Button {
  return { text: `#${id} ${formatRupiah(total)}`, data: `tkt:show:${id}` };
}

export function reasonButtons({ id }: Ticket, reasons: readonly string[]): Button[][] {
  return reasons.map((text, index) => [{ text, data: `tkt:why:${index}:${id}` }]);
}

/** Amounts, two a row. */
export function amountButtons(amounts: readonly Rupiah[]): Button[][] {
  const buttons = amounts.map(
    (amount): Button => ({ text: formatRupiah(amount), data: `run:TIKET.${amount}` }),
  );
  return buttons.flatMap((_, index) => (index % 2 === 0 ? [buttons.slice(index, index + 2)] : []));
}
