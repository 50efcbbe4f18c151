import { createFundsTexts } from './create.ts';

export const fundsEn = createFundsTexts({
  state: {
    open: 'waiting for the transfer',
    accepted: 'accepted, and in the balance',
    rejected: 'rejected by the operator',
    expired: 'expired',
    cancelled: 'cancelled by the reseller',
  },
  ticket: 'Ticket',
  until: 'until',
  yes: 'Yes',
  no: 'Cancel',
  expires: 'Valid for 10 minutes.',

  copy: (what) => `Copy ${what}`,
  cancelTicket: 'Cancel',
  transferExactly: 'Transfer exactly',
  ownDigits: 'unique digits, which are added to your balance, too',
  payUntil: (until) =>
    `Valid until ${until}. Do not round it: without its digits the transfer is not recognised.`,
  isAboutToExpire: 'is about to expire.',
  hasExpired:
    'has expired. Do not transfer any more; make a new ticket. Transferred already? Tell the operator the number of this ticket.',

  choose: [
    '<b>Add to your balance</b>',
    'Choose an amount, or type <code>/deposit AMOUNT PIN</code>, as in <code>/deposit 750000 PIN</code>.',
  ],
  outOfRange: (smallest, largest) => `Deposit tickets are from ${smallest} to ${largest}.`,
  unknownBank: (typed) => `There is no account at ${typed}. There are:`,
  noAccounts:
    'The operator has not named an account for deposits yet. Ask the operator, and do not transfer before that.',
  tooMany: (count) => `${count} tickets are open. Pay or cancel one of them first:`,
  tooManyToday: (most) =>
    `At most ${most} tickets within 24 hours. Transfer for one that is open, or ask the operator.`,
  noDigits: (amount) =>
    `All unique digits for ${amount} are in use. Choose another amount, for example 1.000 more.`,
  accepted: (total) => `accepted: deposit of ${total} received.`,
  balance: 'Balance',
  wasRejected: 'was rejected by the operator.',
  reason: 'Reason',
  reasons: ['No money arrived', 'Another amount arrived', 'Transferred by somebody else'],

  sameAmount: (tickets) =>
    `Other tickets of the last 60 days have the same amount: ${tickets}. Make sure that the transfer is of this ticket.`,
  acceptedBefore: (id) =>
    `Ticket #${id} of this amount was accepted and is in the balance. Do not book the same transfer again.`,
  hasTicket: (id, state) =>
    `They have ticket #${id} of this amount: ${state}. If this is the same transfer, cancel this and accept the ticket:`,
  toBank: (bank) => `to ${bank}`,
  madeAt: (at) => `made ${at}`,
  waitsUntil: (until) => `Waiting for the transfer until ${until}.`,
  expiredSince: (since) => `Expired since ${since}. Accept only if the money is of this ticket.`,
  thisTicket: (state) => `This ticket is ${state}.`,
  told: 'The reseller has been told.',
  notTold: 'The reseller cannot be written to yet.',

  accept: 'Accept',
  reject: 'Reject',
  noneWaits: 'No deposit tickets are waiting.',
  waiting: 'Deposit tickets waiting',
  more: (count) => `… and ${count} more`,
  usage: [
    'Forms:',
    '<code>/tiket</code> those that wait',
    '<code>/tiket 12</code> one ticket, expired or not',
    '<code>/tiket 12 tolak reason</code> reject it',
  ],
  noTicket: 'There is no ticket',
  bookedBefore: (total, at) =>
    `A deposit of ${total} was booked for them ${at}. Accept only if this is another transfer.`,
  balanceNow: 'Balance now',
  hasArrived: (total) => `Has ${total} arrived on the account?`,
  askReason: (id) => `Why? For another reason: <code>/tiket ${id} tolak reason</code>`,
  askReject: 'Reject it, because',
  rejectedForGood: 'A rejected ticket cannot be accepted any more.',
  booked: 'Accepted and booked. Balance',
  rejected: 'Rejected',

  noAccountsYet: 'There are no accounts yet: resellers cannot make deposit tickets.',
  accounts: 'Accounts for deposits',
  replaceAll: 'To replace them all, one account a line:',
  noAccount: 'This line is no account',
  exampleOfAccount: (example) => `Example: ${example} (at most 10 lines)`,
  askAccounts: 'Replace the accounts for deposits?',
  now: 'Now:',
  toBe: 'To be:',
  checkDigits: 'All resellers will transfer to these. Check every digit.',
  accountsSet: 'Accounts for deposits are now:',

  toasts: { notYours: 'This button is not yours.', unknown: 'This button is no longer valid.' },
});
