import { createReconcileTexts } from './reconcile-create.ts';

export const reconcileEn = createReconcileTexts({
  kinds: {
    missing_here: 'not known here',
    missing_there: 'not at Klikoo',
    other_status: 'with another status',
    other_amount: 'with another cost',
    other_data: 'with another product or destination',
    doubled: 'with two transactions under one reference',
  },
  state: {
    quoted: 'never confirmed',
    expired: 'expired',
    cancelled: 'cancelled',
    held: 'not sent yet',
    submitted: 'underway',
    needs_review: 'to be looked at',
    delivered: 'delivered',
    failed: 'failed',
    reversed: 'taken back after delivery',
  },
  standing: { open: 'underway', delivered: 'delivered', failed: 'failed' },

  comparing: (day) => `Comparing ${day} with Klikoo's history …`,
  reconciliation: 'Reconciliation',
  here: 'Here',
  tallies: { delivered: 'delivered', open: 'underway', failed: 'failed' },
  balanceSilent: 'The balance at Klikoo cannot be read at the moment.',
  balance: (theirs, ours, difference) =>
    `Balance at Klikoo ${theirs}, by our books ${ours}, difference ${difference}`,
  isOpening:
    'No top-up has been booked yet: this difference is what there was to begin with. Book it once with the button below, later ones with /klikoo topup.',
  uncertain: 'Not known whether Klikoo has accepted it',
  isMoving: 'There were sales while the balance was read: the difference may be theirs.',
  noDifferences: 'No differences.',
  openDifferences: 'Open differences',
  bookOpening: 'Book as top-up',
  incomplete: (rows) =>
    `is not finished: Klikoo's history could not be read to its end (${rows} rows were). Nothing was concluded or kept; it is repeated later, or now with /rekonsiliasi.`,

  noneOpen: (day) => `There are no open differences for ${day}.`,
  differences: 'Differences',
  open: 'open',
  difference: {
    missingHere: (theirs) => `Not known here: ${theirs}`,
    reference: 'Reference',
    missingThere: (here, cost) => `here ${here} (${cost}), not in Klikoo's history`,
    otherStatus: (here, there) => `here ${here}, at Klikoo ${there}`,
    otherAmount: (here, there) => `cost here ${here}, charged by Klikoo ${there}`,
    otherData: (there) => `at Klikoo ${there}`,
    doubled: (theirs) => `more than one at Klikoo: ${theirs}`,
  },
  buttons: { askAgain: 'Ask again', checked: 'Looked at', first: '« First', next: 'Next »' },

  askOpening: (amount) => `Book ${amount} as what there was at Klikoo to begin with?`,
  askTopup: (amount) => `Book a top-up at Klikoo of ${amount}?`,
  booked: (amount) => `Top-up at Klikoo of ${amount} booked.`,
  balanceByOurBooks: 'Balance at Klikoo by our books',
  note: 'Note',
  isLarge: '⚠️ <b>A large amount.</b> Count its zeros again.',
  expires: 'Valid for 10 minutes.',
  yes: 'Yes',
  cancel: 'Cancel',
  openingKnown:
    'Another operator has booked what there was at Klikoo to begin with. Nothing was booked; book the rest with /klikoo topup.',
  tryLater: 'Try again later.',

  agrees: 'the same at Klikoo now.',
  stillDiffers: 'Klikoo was asked again; a contradiction is asked about twice: try again in a minute.',
  toasts: {
    notNow: 'Klikoo is being asked. Try again in a minute.',
    checked: 'Marked as looked at.',
    closed: 'It was closed before.',
    openingKnown: 'What there was to begin with is booked already.',
    noDifference: 'Both agree.',
  },
});
