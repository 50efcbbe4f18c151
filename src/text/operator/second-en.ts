import { createSecondTexts } from './second-create.ts';

export const secondEn = createSecondTexts({
  expires: 'Valid for 10 minutes.',
  yes: 'Yes',
  cancel: 'Cancel',
  approve: 'Approve',
  reject: 'Reject',

  deposit: (amount, reseller) => `Deposit of ${amount} for ${reseller}`,
  correction: (amount, reseller) => `Correction by ${amount} for ${reseller}`,
  topup: 'Top-up at Klikoo',
  balanceNow: 'Balance now',
  balanceAtKlikoo: 'At Klikoo by our books',
  note: 'Note',
  reason: 'Reason',
  noLimit: 'no limit',
  limitChange: 'Limit for two operators',
  accounts: 'Accounts for deposits',
  now: 'Now:',
  toBe: 'To be:',

  mustApprove: (isAlways) =>
    `${isAlways ? 'A second operator' : 'More than one operator may do alone: a second one'} must approve.`,
  waits: (until) => `Waits for a second operator until ${until}. Nothing has changed yet.`,
  nobodyReached:
    'No other operator can be written to: they must press /start in this bot first; then type the command again.',
  needsApproval: 'Needs your approval',
  askedBy: (operator) => `Asked for by ${operator}`,
  validUntil: (until) => `Valid until ${until}.`,
  decidedBy: (asker, second) => `Asked for by ${asker}, approved by ${second}.`,
  rejectedBy: (operator) => `Rejected by ${operator}. Nothing has changed.`,

  limitOff: 'The limit for two operators is off: one operator may move any amount.',
  limit: (limit) =>
    `Deposits, corrections and top-ups at Klikoo above ${limit} must be approved by a second operator.`,
  isAlone: 'There is only one operator, so it does not apply yet.',
  usage: '<code>/batas 50000000</code> to change it; <code>/batas 0</code> turns it off',
  limitNotSet: (limit) =>
    `The limit was not changed to ${limit}: it was tightened meanwhile. Type it again if you still want it.`,

  toasts: {
    own: 'What you asked for yourself must be approved by another operator.',
    decided: 'This has been decided.',
    rejected: 'Another operator has rejected this.',
    waiting: 'Waiting for a second operator.',
  },
});
