import { normalise } from './command/normalise.ts';

/** Where resellers transfer to. */
export type BankAccount = {
  /** As resellers type it: letters, upper case. */
  bank: string;
  /** Digits only. */
  number: string;
  holder: string;
};

/** As many as a message has room for. */
const MOST_ACCOUNTS = 10;
const LONGEST_HOLDER = 60;

/** `BCA 1234567890 a.n. PT Konter`; spaces, dots and dashes within the number do not count. `undefined`: it is none. */
export function parseBankAccount(line: string): BankAccount | undefined {
  const plain = normalise(line).replace(/\s+/g, ' ');
  const [, bank = '', typed = '', rest = ''] =
    /^([A-Za-z]{2,20}) ([0-9][0-9 .-]{3,38}[0-9]) (.+)$/.exec(plain) ?? [];
  const number = typed.replace(/[ .-]/g, '');
  const holder = rest.replace(/^a\.? ?n\.? /i, '').trim();
  const isNumber = /^[0-9]{5,30}$/.test(number);
  if (!isNumber || !/\p{L}/u.test(holder) || holder.length > LONGEST_HOLDER) return undefined;
  return { bank: bank.toUpperCase(), number, holder };
}

/** One a line, at most ten, none twice. `fault`: the first line that is none, or is one too many. */
export function parseBankAccounts(
  text: string,
): { kind: 'accounts'; accounts: BankAccount[] } | { kind: 'bad_line'; line: string } {
  const accounts: BankAccount[] = [];
  for (const line of normalise(text).split('\n')) {
    if (line.trim() === '') continue;
    const account = parseBankAccount(line);
    const isKnown = accounts.some(({ bank, number }) => bank === account?.bank && number === account.number);
    if (account === undefined || isKnown || accounts.length >= MOST_ACCOUNTS)
      return { kind: 'bad_line', line: line.trim() };
    accounts.push(account);
  }
  return { kind: 'accounts', accounts };
}
