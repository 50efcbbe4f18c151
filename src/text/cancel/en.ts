import { createCancelTexts } from './create.ts';

const NOTHING_LEFT = 'There is nothing left to cancel.';
const TOO_LATE =
  'It was sent to the supplier and cannot be cancelled any more. You will be told here; if it fails, its price comes back.';

export const cancelEn = createCancelTexts({
  cancelled: 'Cancelled. Nothing was bought and nothing was taken.',
  released: 'Cancelled. Nothing was bought, and the price was given back.',
  not: {
    quoted: 'Not cancelled yet. Try once more.',
    held: 'Not cancelled yet. Try once more.',
    submitted: TOO_LATE,
    needs_review: TOO_LATE,
    delivered: 'It was delivered and cannot be cancelled.',
    failed: `It failed, and its price was given back. ${NOTHING_LEFT}`,
    reversed: `The supplier took it back, and its price was given back. ${NOTHING_LEFT}`,
    expired: NOTHING_LEFT,
    cancelled: NOTHING_LEFT,
  },
  choose: 'Several orders can be cancelled. Which one?',
  nothing: 'There are no orders yet.',
});
